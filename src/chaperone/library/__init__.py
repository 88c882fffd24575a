"""Comes in and is cleaned: sealed originals and covered renditions."""

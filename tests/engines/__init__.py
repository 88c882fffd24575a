"""Tests of the engines, each usable without Django."""

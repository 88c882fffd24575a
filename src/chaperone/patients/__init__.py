"""Whose: the least that is needed of a patient."""

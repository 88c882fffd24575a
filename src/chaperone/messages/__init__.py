"""Moves to a secure channel: what patients write in private."""

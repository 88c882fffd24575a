"""The desk: how the practice stands, and what is to do today."""

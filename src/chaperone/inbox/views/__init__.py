"""The desk, the answers, and what the practice decided about both."""

"""Networks: one contract for every connector, and each one on its server."""

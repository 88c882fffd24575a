"""Is published, and comes down: deliveries and takedowns."""

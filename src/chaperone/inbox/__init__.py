"""Is watched, answered or removed: comments, mentions, reviews."""

"""Is covered: authorizations, what they allow, signing and withdrawal."""

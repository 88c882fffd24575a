"""Evidence packs: what belongs to a case, and the file in which it can be checked."""

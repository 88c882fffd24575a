"""Pure engines: no Django, no rooms; each is usable alone."""

"""The practice's own rules: policies and attestations, vendors and their agreements, jurisdictions."""

"""Keys, sealed fields and files, blind indexes and single-use links.

Decision record: docs/decisions/0003-sealing.md. Everything is bound to a *scope* (a practice's id), so that
one practice's key never opens another's data.
"""

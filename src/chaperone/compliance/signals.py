"""What ``compliance`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

rules_changed = Signal()  # practice, change, by, at

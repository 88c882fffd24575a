"""What ``library`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

rendition_requested = Signal()  # rendition, at: older renditions of the same original may no longer leave
rendition_made = Signal()  # rendition, at: it is clean, held or failed now

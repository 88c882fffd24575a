"""What ``inbox`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

disclosure_found = Signal()  # item, at

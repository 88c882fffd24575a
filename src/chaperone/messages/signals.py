"""What ``messages`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

urgent_message = Signal()  # thread, at

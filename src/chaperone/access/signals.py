"""What ``access`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

person_left = Signal()  # membership, by, at

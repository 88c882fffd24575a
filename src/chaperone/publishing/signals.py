"""What ``publishing`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

post_published = Signal()  # delivery, at
takedown_finished = Signal()  # takedown, at

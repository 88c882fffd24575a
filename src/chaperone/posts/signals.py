"""What ``posts`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

version_saved = Signal()  # version, at
post_approved = Signal()  # version, by, at
approval_voided = Signal()  # post, by, at

"""What ``patients`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

refusal_recorded = Signal()  # patient, by, at: nothing of hers may be shown from now on
patients_changed = Signal()  # practice: names, handles or numbers that must never be posted are others now

"""What ``consents`` announces, inside the transaction; receivers write their rows there."""

from django.dispatch import Signal

consent_signed = Signal()  # authorization, by, at
consent_withdrawn = Signal()  # authorization, by, at, grants: None for all of it, else the lines taken back
consent_expired = Signal()  # authorization, by, at

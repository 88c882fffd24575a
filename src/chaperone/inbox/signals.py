"""What ``inbox`` announces. Receivers write their rows in the sender's transaction."""

from django.dispatch import Signal

disclosure_found = Signal()  # item, at
item_judged = Signal()  # item, at
item_moved = Signal()  # item, move, at
answer_judged = Signal()  # item, screening, refused, at
answer_settled = Signal()  # item, approved, at

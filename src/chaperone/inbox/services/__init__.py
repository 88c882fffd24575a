"""What people ask of the inbox. What workers do is in ``watching`` and ``moderating``."""

from chaperone.inbox.services.answering import (
    Disclosing,
    allow_free_text,
    answer_with_template,
    approve_reply,
    send_back_reply,
    write_reply,
)
from chaperone.inbox.services.deciding import MODERATION_JOB, confirm_by_hand, keep, moderate, open_item

__all__ = [
    "MODERATION_JOB",
    "Disclosing",
    "allow_free_text",
    "answer_with_template",
    "approve_reply",
    "confirm_by_hand",
    "keep",
    "moderate",
    "open_item",
    "send_back_reply",
    "write_reply",
]

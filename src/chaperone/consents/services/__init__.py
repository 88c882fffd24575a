"""Acts on authorizations: asking, signing, ending."""

from chaperone.consents.services.asking import (
    LINK_DAYS,
    close_request,
    draft_authorization,
    send_request,
)
from chaperone.consents.services.copies import open_copy, page_link, renew_page
from chaperone.consents.services.ending import expire, expire_due, withdraw, withdraw_everything
from chaperone.consents.services.opening import (
    PAGE,
    REQUEST,
    check_identity,
    decline,
    open_request,
    save_progress,
    switch_language,
)
from chaperone.consents.services.signing import sign

__all__ = [
    "LINK_DAYS",
    "PAGE",
    "REQUEST",
    "check_identity",
    "close_request",
    "decline",
    "draft_authorization",
    "expire",
    "expire_due",
    "open_copy",
    "open_request",
    "page_link",
    "renew_page",
    "save_progress",
    "send_request",
    "sign",
    "switch_language",
    "withdraw",
    "withdraw_everything",
]

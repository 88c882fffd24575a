from __future__ import annotations

from chaperone.consents.models import Authorization


def test_signed_authorization_has_copy(signed: Authorization) -> None:
    assert signed.state == "signed"
    assert signed.read_pdf().startswith(b"%PDF")

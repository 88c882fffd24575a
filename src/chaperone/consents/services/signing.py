"""The signature: everything is checked again, and it counts only together with the copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chaperone.audit.commitments import Commit
from chaperone.consents.facts import form_of, particulars_of
from chaperone.consents.letters import copy_letter
from chaperone.consents.models import Authorization, Grant
from chaperone.consents.queries import certificate_of
from chaperone.consents.rules import Signature, age_on, check_form, digest_of_signature, may_move, may_sign
from chaperone.consents.rules.signing import ADULT_AT
from chaperone.consents.services.asking import refuse_incomplete
from chaperone.consents.services.copies import note_delivery, page_link, seal_copy
from chaperone.consents.services.moving import move
from chaperone.consents.services.opening import REQUEST, by_patient, require_identity
from chaperone.consents.signals import consent_signed
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import keys, links
from chaperone.patients.queries import has_refused


@transaction.atomic
def sign(
    *,
    token: str,
    choices: Mapping[str, bool],
    signature: Signature | None,
    signer_name: str,
    declared: bool,
    at: datetime,
) -> Authorization:
    """She signs. ``choices`` answers every line by grant id; ``declared`` is her tick under the form.

    The link is spent first, so that of two requests at once one signs and the other is refused. State, answers,
    copy and trail are one transaction: a signature without a copy does not exist.
    """
    link = links.use(purpose=REQUEST, token=token, at=at)
    row = Authorization.objects.select_related("practice", "patient").get(pk=link.subject_id)
    may_move(row.state, "signed").or_refuse()
    _still_valid(row, at)
    grants = list(row.grants.all())
    answers = {one.pk: choices[str(one.pk)] for one in grants if str(one.pk) in choices}
    may_sign(
        answered=len(answers) == len(grants),
        allowed=sum(answers.values()),
        has_signature=signature is not None,
        has_name=any(char.isalpha() for char in signer_name),
        declared=declared,
        today=row.practice.local(at).date(),
        surgery_on=row.surgery_on,
    ).or_refuse()
    assert signature is not None
    for one in grants:
        one.allowed = answers[one.pk]
    Grant.objects.bulk_update(grants, ["allowed"])
    _write_signature(row, signature, " ".join(signer_name.split()), at)
    return _after(row, at)


def _still_valid(row: Authorization, at: datetime) -> None:
    """What may have changed since it was sent: a refusal, a birthday typed later, the form, the date."""
    require_identity(row)
    if row.locked_at is not None:
        raise Refusal("consents.locked", "This page is locked.", "Call the practice.")
    if has_refused(row.patient):
        raise Refusal(
            "consents.refused",
            "You signed that nothing may be shown.",
            "Call the practice if you changed your mind.",
        )
    age = age_on(row.patient.born_on, row.practice.local(at).date())
    if age is not None and age < ADULT_AT:
        raise Refusal(
            "consents.minor", "You can sign this when you are 18.", "Call the practice if this is wrong."
        )
    refuse_incomplete(check_form(form_of(row), particulars_of(row, at=at)))


def _write_signature(row: Authorization, signature: Signature, signer_name: str, at: datetime) -> None:
    row.signer_name = signer_name
    row.signature = {"method": signature.method, "content": signature.content}
    row.progress = None
    row.signature_digest = digest_of_signature(
        keys.stable(row.practice_id, "signature"),
        method=signature.method,
        content=signature.content,
        signer_name=signer_name,
    )
    pdf_name, pdf_sha256 = seal_copy(row, at=at)
    move(
        row,
        "signed",
        by=by_patient(row),
        at=at,
        fields={
            "signed_at": at,
            "signer_name_sealed": row.signer_name_sealed,
            "signature_sealed": row.signature_sealed,
            "signature_digest": row.signature_digest,
            "progress_sealed": b"",
            "pdf_name": pdf_name,
            "pdf_sha256": pdf_sha256,
        },
        form=row.form_sha256,
        method=signature.method,
        signature=row.signature_digest,
        signer=Commit(signer_name),
        certificate=certificate_of(row),
        allowed=row.grants.filter(allowed=True).count(),
        struck=row.grants.filter(allowed=False).count(),
        pdf=pdf_sha256,
    )


def _after(row: Authorization, at: datetime) -> Authorization:
    note_delivery(row, how="page", at=at)
    if row.patient.email:
        letter = copy_letter(row, page_link(authorization=row, at=at))
        queue_email(practice_id=row.practice_id, kind="consents.copy", to=row.patient.email, at=at, **letter)
        note_delivery(row, how="email", at=at)
    consent_signed.send(sender=Authorization, authorization=row, by=by_patient(row), at=at)
    return row

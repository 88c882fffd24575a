"""The patient's copy: drawn, signed, sealed, handed over. 45 CFR 164.508(c)(4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.queries import entries_about
from chaperone.audit.services import record
from chaperone.consents import document, pades
from chaperone.consents.facts import choices_of, form_of, sections_of
from chaperone.consents.letters import copy_letter
from chaperone.consents.models import Authorization, Delivered, SigningKey
from chaperone.consents.papers import PAPER
from chaperone.consents.queries import certificate_of, covered_of
from chaperone.consents.services.opening import PAGE
from chaperone.consents.signatures import png_of
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import files, links

PAGE_YEARS = 8


def seal_copy(row: Authorization, *, at: datetime) -> tuple[str, str]:
    """Draw and sign the copy of what ``row`` holds; returns its sealed name and sha256."""
    pair = _key_of(row.practice, at)
    words = PAPER[row.language]
    pdf = pades.sign(
        document.draw(_paper(row, at)), pair, name=row.practice.legal_name, reason=words["reason"]
    )
    return files.write(row.practice_id, pdf), sha256(pdf).hexdigest()


def _key_of(practice: Practice, at: datetime) -> pades.KeyPair:
    kept = SigningKey.objects.filter(practice=practice).first()
    if kept is None:
        pair = pades.make_key(organization=practice.legal_name, at=at)
        kept = SigningKey(practice=practice, certificate=pair.certificate, created_at=at)
        kept.key_pem = pair.key_pem
        kept.save(force_insert=True)
        by = Actor.program(practice.id, "consents")
        record(
            "consents.signing_key.made",
            by=by,
            at=at,
            subject=kept,
            sha256=sha256(pair.certificate).hexdigest(),
        )
    return pades.KeyPair(bytes(kept.certificate), kept.key_pem)


def _paper(row: Authorization, at: datetime) -> document.Paper:
    words, form = PAPER[row.language], form_of(row)
    lines: list[document.Choice] = []
    for choice in choices_of(form, list(row.grants.all())):
        lines.append(document.Choice(choice.text, words["yes"] if choice.grant.allowed else words["no"]))
        lines += [
            document.Choice(one.text, words["yes"] if one.grant.allowed else words["no"], under=True)
            for one in choice.more
        ]
    sections = [(one.heading, one.plain, one.wording) for one in sections_of(form, row)]
    if row.clause:
        sections.append((words["also"], row.clause, ""))
    when = f"{row.practice.local(at):%Y-%m-%d %H:%M} ({row.practice.timezone})"
    return document.Paper(
        language=row.language,
        practice=row.practice.legal_name,
        title=form.title,
        headings=(words["choices"], words["photos"], words["signature"], words["proof"]),
        choices=lines,
        sections=sections,
        pictures=[(one.reference, one.rendition.read_thumb()) for one in covered_of(row)],
        declaration=form.declaration,
        signature_png=png_of(row.signature),
        signature_text=row.signature["content"],
        signed_lines=[f"{words['name']}: {row.signer_name}", f"{words['time']}: {when}"],
        proof=_proof(row, words),
        honesty=words["honesty"],
    )


def _proof(row: Authorization, words: dict[str, str]) -> list[tuple[str, str]]:
    entries = entries_about(row.practice_id, row.pk).values_list("uid", flat=True)
    checked = words["birth_date"] if row.identity_checked_at else words["link_only"]
    name = row.signer_name
    letters = [(words["letters"], " ".join(f"U+{ord(char):04X}" for char in name))]
    return [
        (words["number"], str(row.pk)),
        (words["form"], f"{row.form_key} {row.form_version} ({row.language})"),
        (words["form_sha256"], row.form_sha256),
        (words["certificate"], certificate_of(row)),
        (words["pictures"], " ".join(one.rendition.sha256 for one in covered_of(row))),
        (words["identity"], checked),
        (words["trail"], " ".join(str(uid) for uid in entries)),
        *(letters if document.drawable(name) != name else []),
    ]


def page_link(*, authorization: Authorization, at: datetime) -> str:
    """A new long-lived link to the patient's own page; returns its token."""
    return links.issue(
        scope=authorization.practice_id,
        purpose=PAGE,
        subject_id=authorization.pk,
        expires_at=at + timedelta(days=366 * PAGE_YEARS),
    )


@transaction.atomic
def renew_page(*, authorization: Authorization, by: Actor, at: datetime) -> str:
    """A new link to her own page for a patient who lost it or locked it; the old ones stop working."""
    require(by, "consents.request", practice_id=authorization.practice_id)
    row = Authorization.objects.select_related("practice", "patient").get(pk=authorization.pk)
    if row.signed_at is None:
        raise Refusal(
            "consents.not_signed", "There is no own page before the form is signed.", "Send the request."
        )
    links.close(purpose=PAGE, subject_id=row.pk, at=at)
    Authorization.objects.filter(pk=row.pk).update(tries=0, locked_at=None)
    token = page_link(authorization=row, at=at)
    record("consents.page.renewed", by=by, at=at, subject=row)
    if row.patient.email:
        letter = copy_letter(row, token)
        queue_email(practice_id=row.practice_id, kind="consents.page", to=row.patient.email, at=at, **letter)
    return token


@transaction.atomic
def open_copy(*, authorization: Authorization, by: Actor, at: datetime) -> bytes:
    """The signed PDF, for the patient or for staff; who opened it is recorded, and hers counts as delivered."""
    if by.kind == "person":
        require(by, "consents.read", practice_id=authorization.practice_id)
    try:
        pdf = authorization.read_pdf()
    except FileNotFoundError:
        raise Refusal("consents.no_copy", "There is no copy before the form is signed.") from None
    if sha256(pdf).hexdigest() != authorization.pdf_sha256:
        raise Refusal(
            "consents.copy_changed",
            "The stored copy is not what was signed.",
            "Tell your administrator at once.",
        )
    if by.kind == "patient":
        note_delivery(authorization, how="download", at=at)
    record("consents.copy.opened", by=by, at=at, subject=authorization, sha256=authorization.pdf_sha256)
    return pdf


def note_delivery(row: Authorization, *, how: str, at: datetime) -> None:
    """Keep that the copy reached her: ``page``, ``email`` or ``download``."""
    Delivered.objects.create(practice=row.practice, authorization=row, how=how, at=at)

"""What the patient does before she signs: open, prove who she is, choose, change the language, say no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.consents import wording
from chaperone.consents.letters import locked_letter
from chaperone.consents.models import Authorization
from chaperone.consents.rules import MAX_TRIES, same_birth_date
from chaperone.consents.services.moving import move
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import YES, Answer, Refusal, no
from chaperone.foundation.sealing import links

REQUEST = "consents.request"
PAGE = "consents.patient"


def by_patient(row: Authorization) -> Actor:
    """The patient herself, acting through her link."""
    return Actor.patient(row.practice_id, row.patient_id)


@transaction.atomic
def open_request(*, token: str, at: datetime) -> Authorization:
    """She opened the request. Raises the link's refusal when it is unknown, used, closed or expired."""
    link = links.look(purpose=REQUEST, token=token, at=at)
    row = Authorization.objects.select_related("practice", "patient").get(pk=link.subject_id)
    if row.state == "sent":
        move(row, "opened", by=by_patient(row), at=at, fields={"opened_at": at})
    return row


def check_identity(*, authorization: Authorization, born_on: date, at: datetime) -> Answer:
    """Compare the date of birth; after five wrong ones the link is locked and the staff are told.

    Answers instead of raising, because a wrong try must be counted.
    """
    with transaction.atomic():
        row = (
            Authorization.objects.select_for_update(of=("self",))
            .select_related("practice", "patient")
            .get(pk=authorization.pk)
        )
        if row.locked_at is not None:
            return _locked(row)
        if same_birth_date(row.patient.born_on, born_on):
            Authorization.objects.filter(pk=row.pk).update(tries=0, identity_checked_at=at)
            record("consents.identity.confirmed", by=by_patient(row), at=at, subject=row)
            return YES
        return _wrong(row, at)


def _wrong(row: Authorization, at: datetime) -> Answer:
    Authorization.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    row.refresh_from_db(fields=["tries"])
    record("consents.identity.failed", by=by_patient(row), at=at, subject=row, tries=row.tries)
    if row.tries < MAX_TRIES:
        return no("consents.birth_date_wrong", "That is not the date we have.", str(MAX_TRIES - row.tries))
    Authorization.objects.filter(pk=row.pk).update(locked_at=at)
    if row.practice.email:
        letter = locked_letter(row)
        queue_email(
            practice_id=row.practice_id, kind="consents.locked", to=row.practice.email, at=at, **letter
        )
    return _locked(row)


def _locked(row: Authorization) -> Answer:
    return no("consents.locked", "This page is locked after too many tries.", row.practice.phone)


@transaction.atomic
def save_progress(*, token: str, choices: Mapping[str, bool], at: datetime) -> Authorization:
    """Keep what she has answered so far; lines that are not hers are dropped."""
    row = _unsigned(token, at)
    hers = {str(one.pk) for one in row.grants.all()}
    row.progress = {line: bool(answer) for line, answer in choices.items() if line in hers}
    row.save(update_fields=["progress_sealed"])
    record("consents.progress.saved", by=by_patient(row), at=at, subject=row, answered=len(row.progress))
    return row


@transaction.atomic
def switch_language(*, token: str, language: str, at: datetime) -> Authorization:
    """She reads, and signs, the form in the other language; its fingerprint changes with it."""
    link = links.look(purpose=REQUEST, token=token, at=at)
    row = Authorization.objects.select_related("practice", "patient").get(pk=link.subject_id)
    if language not in wording.LANGUAGES:
        raise Refusal("consents.language", "There is no form in this language.")
    form = wording.load(row.form_key, row.form_version, language)
    Authorization.objects.filter(pk=row.pk).update(language=language, form_sha256=form.sha256)
    row.refresh_from_db()
    record(
        "consents.language.switched",
        by=by_patient(row),
        at=at,
        subject=row,
        language=language,
        form=form.sha256,
    )
    return row


@transaction.atomic
def decline(*, token: str, at: datetime) -> Authorization:
    """She says no to all of it, in one tap. The link is spent."""
    link = links.use(purpose=REQUEST, token=token, at=at)
    row = Authorization.objects.select_related("practice", "patient").get(pk=link.subject_id)
    move(row, "declined", by=by_patient(row), at=at, fields={"ended_at": at})
    return row


def _unsigned(token: str, at: datetime) -> Authorization:
    link = links.look(purpose=REQUEST, token=token, at=at)
    row = Authorization.objects.select_related("practice", "patient").get(pk=link.subject_id)
    require_identity(row)
    return row


def require_identity(row: Authorization) -> None:
    """Refuse while the date of birth is known to us and has not been confirmed."""
    if row.patient.born_on and row.identity_checked_at is None:
        raise Refusal(
            "consents.identity", "We have not checked your date of birth yet.", "Start from the link again."
        )

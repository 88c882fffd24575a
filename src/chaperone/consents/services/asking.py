"""Drafting a request, sending it, closing it. All by staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.consents import wording
from chaperone.consents.facts import form_of, particulars_of
from chaperone.consents.letters import request_letter
from chaperone.consents.models import Authorization, CoveredOriginal, Grant
from chaperone.consents.rules import (
    ElementCheck,
    Identifiability,
    Offer,
    Purpose,
    Representative,
    check_form,
    may_ask,
)
from chaperone.consents.services.moving import move
from chaperone.consents.services.opening import REQUEST
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links
from chaperone.library.models import Original, Rendition
from chaperone.library.queries import renditions_of
from chaperone.patients.models import Patient
from chaperone.patients.queries import has_refused

LINK_DAYS = 30


@transaction.atomic
def draft_authorization(
    *,
    practice: Practice,
    patient: Patient,
    originals: Sequence[Original],
    grants_offered: Iterable[Offer],
    expires_on: date | None,
    language: str,
    by: Actor,
    at: datetime,
    adult_confirmed: bool = False,
    timing_confirmed: bool = False,
    surgery_on: date | None = None,
    clause: str = "",
    paid: bool = False,
    paid_by: str = "",
    representative: Representative | None = None,
) -> Authorization:
    """Write a request that nobody has received yet.

    ``adult_confirmed`` and ``timing_confirmed`` are the ticks of the person who asks; without them it is not sent.
    Refuses pictures of somebody else, and pictures that have no clean rendition she could be shown.
    """
    require(by, "consents.request", practice_id=practice.id)
    if patient.practice_id != practice.id:
        raise Refusal("consents.elsewhere", "This patient belongs to another practice.")
    if language not in wording.LANGUAGES:
        raise Refusal("consents.language", "There is no form in this language.", "Choose English or Spanish.")
    key, version = wording.CURRENT
    row = Authorization(
        practice=practice,
        patient=patient,
        form_key=key,
        form_version=version,
        form_sha256=wording.load(key, version, language).sha256,
        language=language,
        expires_on=expires_on,
        paid=paid,
        requested_by=by.id,
        requested_at=at,
        capacity_confirmed_by=by.id if adult_confirmed else "",
        timing_confirmed_by=by.id if timing_confirmed else "",
    )
    row.paid_by, row.clause = paid_by.strip(), clause.strip()
    row.surgery_on = surgery_on.isoformat() if surgery_on else ""
    row.representative = _kept(representative)
    row.save(force_insert=True)
    shown = _name_pictures(row, originals)
    lines = _write_lines(row, grants_offered)
    record(
        "consents.authorization.drafted",
        by=by,
        at=at,
        subject=row,
        patient=patient.id,
        lines=lines,
        renditions=shown,
    )
    return row


def _kept(representative: Representative | None) -> dict[str, str] | None:
    if representative is None:
        return None
    return {"name": representative.name.strip(), "authority": representative.authority.strip()}


def _name_pictures(row: Authorization, originals: Sequence[Original]) -> list[str]:
    newest = {one.original_id: one for one in _newest_clean(row.practice, originals)}
    for position, original in enumerate(dict.fromkeys(originals)):
        if original.practice_id != row.practice_id or original.patient_id != row.patient_id:
            raise Refusal(
                "consents.other_patient",
                "A picture shows somebody else.",
                "Choose pictures of this patient only.",
            )
        if original.pk not in newest:
            raise Refusal(
                "consents.nothing_to_show",
                "A picture has no clean version yet, so there is nothing to show her.",
                "Finish it in the library first.",
            )
        CoveredOriginal.objects.create(
            practice=row.practice,
            authorization=row,
            original=original,
            rendition=newest[original.pk],
            position=position,
        )
    return [str(one.pk) for one in newest.values()]


def _newest_clean(practice: Practice, originals: Sequence[Original]) -> list[Rendition]:
    rows = renditions_of(practice).filter(original__in=originals, state=Rendition.State.CLEAN)
    return [one for one in rows if one.is_newest]


def _write_lines(row: Authorization, offers: Iterable[Offer]) -> int:
    lines = list(dict.fromkeys(offers))
    if any(
        line.purpose not in Purpose.values or line.identifiability not in Identifiability.values
        for line in lines
    ):
        raise Refusal("consents.line_unknown", "There is no such purpose.", "Choose purposes from the list.")
    Grant.objects.bulk_create(
        Grant(
            practice=row.practice,
            authorization=row,
            position=position,
            purpose=line.purpose,
            network=line.network,
            identifiability=line.identifiability,
            names_procedure=line.names_procedure,
        )
        for position, line in enumerate(lines)
    )
    return len(lines)


@transaction.atomic
def send_request(*, authorization: Authorization, by: Actor, at: datetime) -> str:
    """Send it (again) and return the token of the new link; older links are closed.

    Refuses while an element of 45 CFR 164.508(c) is missing, and when this patient must not be asked.
    """
    require(by, "consents.request", practice_id=authorization.practice_id)
    row = Authorization.objects.select_related("practice", "patient").get(pk=authorization.pk)
    _may_ask(row, at)
    refuse_incomplete(check_form(form_of(row), particulars_of(row, at=at)))
    move(
        row, "sent", by=by, at=at, fields={"sent_at": at, "tries": 0, "locked_at": None}, form=row.form_sha256
    )
    links.close(purpose=REQUEST, subject_id=row.pk, at=at)
    token = links.issue(
        scope=row.practice_id,
        purpose=REQUEST,
        subject_id=row.pk,
        expires_at=at + timedelta(days=LINK_DAYS),
        single_use=True,
    )
    if row.patient.email:
        letter = request_letter(row, token)
        queue_email(
            practice_id=row.practice_id, kind="consents.request", to=row.patient.email, at=at, **letter
        )
    authorization.refresh_from_db()
    return token


def _may_ask(row: Authorization, at: datetime) -> None:
    may_ask(
        born_on=row.patient.born_on,
        today=row.practice.local(at).date(),
        refused=has_refused(row.patient),
        adult_confirmed=bool(row.capacity_confirmed_by),
        timing_confirmed=bool(row.timing_confirmed_by),
    ).or_refuse()


_WORST = {
    "refused": "consents.form_refused",
    "escalate": "consents.form_needs_counsel",
    "missing": "consents.form_incomplete",
}


def refuse_incomplete(missing: Sequence[ElementCheck]) -> None:
    """Raise the refusal that names every element that is missing; what is forbidden comes first."""
    if not missing:
        return
    ordered = [one for outcome in _WORST for one in missing if one.outcome == outcome]
    reasons = " ".join(f"{one.title}: {one.sentence}" for one in ordered)
    raise Refusal(_WORST[ordered[0].outcome], reasons, ordered[0].remedy)


@transaction.atomic
def close_request(*, authorization: Authorization, by: Actor, at: datetime) -> Authorization:
    """The practice takes its request back; the link stops working."""
    require(by, "consents.request", practice_id=authorization.practice_id)
    move(authorization, "closed", by=by, at=at, fields={"ended_at": at})
    links.close(purpose=REQUEST, subject_id=authorization.pk, at=at)
    return authorization

"""Reads of the library; each starts from the practice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from chaperone.access.models import Practice
from chaperone.foundation.jobs.leases import free
from chaperone.library.models import HandOver, Original, OriginalOpening, Rendition
from chaperone.library.rules import Subject
from chaperone.patients.models import Patient, SignedRefusal
from chaperone.patients.queries import patients_of

PATIENTS_IN_FILTER = 300
_REFUSED = Exists(SignedRefusal.objects.filter(patient=OuterRef("patient")))
_NEWEST = Rendition.objects.filter(original=OuterRef("original")).order_by("-number").values("number")[:1]


def originals_of(practice: Practice) -> QuerySet[Original]:
    """What came in, newest first; ``refused`` says whether its patient signed a refusal."""
    return (
        Original.objects.of(practice)
        .select_related("practice", "patient")
        .annotate(refused=_REFUSED)
        .order_by("-uploaded_at", "id")
    )


def with_newest(originals: QuerySet[Original]) -> QuerySet[Original]:
    """The same with ``newest`` (a list of at most one rendition) on each, in one more query."""
    newest = Rendition.objects.annotate(newest_number=Subquery(_NEWEST)).filter(number=F("newest_number"))
    return originals.prefetch_related(Prefetch("renditions", queryset=newest, to_attr="newest"))


def filtered(
    practice: Practice, *, state: str = "", subject: str = "", patient: str = ""
) -> QuerySet[Original]:
    """What came in, narrowed by the state of the newest rendition, by subject, by patient (her id)."""
    originals = originals_of(practice)
    if state:
        originals = in_state(originals, state)
    if subject:
        originals = originals.filter(subject=subject)
    if patient:
        originals = originals.filter(patient__in=_by_id(practice, patient))
    return originals


def _by_id(practice: Practice, patient: str) -> QuerySet[Patient]:
    try:
        return Patient.objects.of(practice).filter(pk=UUID(patient))
    except ValueError:  # somebody typed into the address
        return Patient.objects.none()


def pictured_patients(practice: Practice) -> QuerySet[Patient]:
    """Patients of whom there are pictures, newest first; for the filter."""
    return patients_of(practice).filter(originals__isnull=False).distinct()[:PATIENTS_IN_FILTER]


def in_state(originals: QuerySet[Original], state: str) -> QuerySet[Original]:
    """Only those whose newest rendition is in ``state``."""
    newest = Rendition.objects.filter(original=OuterRef("pk")).order_by("-number").values("state")[:1]
    return originals.annotate(newest_state=Subquery(newest)).filter(newest_state=state)


def renditions_of(practice: Practice) -> QuerySet[Rendition]:
    """Covered copies, newest first; each knows whether it is the newest of its original."""
    return (
        Rendition.objects.of(practice)
        .select_related("practice", "original", "original__patient", "original__practice")
        .annotate(newest_number=Subquery(_NEWEST))
        .order_by("-requested_at", "id")
    )


def releasable_renditions(practice: Practice) -> QuerySet[Rendition]:
    """Those for which :func:`chaperone.library.rules.may_release` says yes, asked of the database."""
    refused = Exists(SignedRefusal.objects.filter(patient=OuterRef("original__patient")))
    checked = ~Q(original__subject=Subject.PATIENT) | Q(marks_checked_at__isnull=False)
    return renditions_of(practice).filter(checked, ~refused, state="clean", number=F("newest_number"))


def history_of(original: Original) -> list[Rendition]:
    """All renditions of one original, newest first."""
    rows = Rendition.objects.filter(original=original).annotate(newest_number=Subquery(_NEWEST))
    return list(rows.select_related("original").order_by("-number"))


def openings_of(practice: Practice) -> QuerySet[OriginalOpening]:
    """Who opened which original, newest first."""
    return OriginalOpening.objects.filter(practice=practice).select_related("original").order_by("-opened_at")


def hand_overs_of(practice: Practice) -> QuerySet[HandOver]:
    """What was handed over to whom, newest first; ``count`` is the number of pictures."""
    rows = HandOver.objects.filter(practice=practice).select_related("vendor")
    return rows.annotate(count=Count("items")).order_by("-handed_at")


def renditions_due(now: datetime) -> Iterable[object]:
    """Renditions that wait for a worker."""
    waiting = Rendition.objects.filter(free(now), state=Rendition.State.WAITING)
    return waiting.order_by("requested_at").values_list("pk", flat=True)[:200]

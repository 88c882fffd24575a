"""Acts of the privacy officer: ask for a pack, download it, check the trail. Each one is in the trail itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import files
from chaperone.oversight.checking import Check, examine
from chaperone.oversight.models import EvidencePack
from chaperone.oversight.pack.building import Built, NotWhole, build
from chaperone.oversight.pack.case import Case, find_case
from chaperone.oversight.pack.entries import NotPlaced
from chaperone.oversight.pack.papers import Damaged
from chaperone.oversight.rules import LEASE_SECONDS, MOST_ATTEMPTS, MOVES, State, may_download

PACK_JOB = "oversight.pack"


@transaction.atomic
def ask_pack(
    *, practice: Practice, kind: str, subject_id: uuid.UUID, by: Actor, at: datetime
) -> EvidencePack:
    """Ask for a case's evidence; a worker puts it together. One that is being made already is returned."""
    require(by, "evidence.export", practice_id=practice.id)
    if find_case(practice, kind, subject_id) is None:
        raise Refusal("oversight.no_case", "There is no such case here.", "Open it from its own page.")
    asked = EvidencePack.objects.of(practice).filter(kind=kind, subject_id=subject_id, state=State.WAITING)
    if standing := asked.first():
        return standing
    pack = EvidencePack.objects.create(
        practice=practice, kind=kind, subject_id=subject_id, asked_by=by.id, asked_at=at
    )
    record("oversight.pack.asked", by=by, at=at, subject=pack, kind=kind, case=subject_id)
    nudge(PACK_JOB, pack.pk)
    return pack


@transaction.atomic
def download_pack(*, pack: EvidencePack, by: Actor, at: datetime) -> Iterator[bytes]:
    """The zip, frame by frame; who took it is recorded before the first byte goes out."""
    require(by, "evidence.export", practice_id=pack.practice_id)
    may_download(pack.state).or_refuse()
    record("oversight.pack.downloaded", by=by, at=at, subject=pack, sha256=pack.sha256, size=pack.size)
    return files.stream(pack.practice_id, pack.sealed_name)


@transaction.atomic
def check_trail(*, practice: Practice, by: Actor, at: datetime) -> Check:
    """Recompute the whole trail of this practice; the check itself becomes an entry."""
    require(by, "trail.read", practice_id=practice.id)
    check = examine(practice.id)
    found = "whole" if check.whole else f"{len(check.problems)} problems"
    record("oversight.trail.checked", by=by, at=at, subject=practice, found=found, entries=check.entries)
    return check


def make_pack(*, pack_id: str, at: datetime) -> None:
    """Put one asked pack together. Safe at any time and from any number of workers; what cannot be said why is
    tried three times."""
    rows = EvidencePack.objects.filter(pk=pack_id, state=State.WAITING)
    lease = take(rows, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return
    pack = EvidencePack.objects.select_related("practice").get(pk=pack_id)
    try:
        _attempt(pack, at)
    finally:
        give_back(EvidencePack.objects.filter(pk=pack_id), lease)


def _attempt(pack: EvidencePack, at: datetime) -> None:
    case = find_case(pack.practice, pack.kind, pack.subject_id)
    if case is None or pack.attempts >= MOST_ATTEMPTS:
        _fail(pack, "It could not be put together.", at)
        return
    pack.attempts += 1
    pack.save(update_fields=["attempts"])
    try:
        built = build(case, at=at, step=lambda number: _progress(pack, number))
    except NotPlaced:
        return
    except Damaged as damaged:
        _fail(pack, f"{damaged.what} is not the file that was kept.", at)
    except NotWhole:
        _fail(pack, "The trail does not fit what was signed. Check it under Trail.", at)
    else:
        _finish(pack, case, built, at)


def _progress(pack: EvidencePack, number: int) -> None:
    EvidencePack.objects.filter(pk=pack.pk).update(progress=number)


@transaction.atomic
def _finish(pack: EvidencePack, case: Case, built: Built, at: datetime) -> None:
    digest = sha256(built.data).hexdigest()
    fields = {
        "sealed_name": files.write(pack.practice_id, built.data),
        "sha256": digest,
        "size": len(built.data),
        "made_at": at,
    }
    _move(
        pack,
        "make",
        at,
        fields,
        sha256=digest,
        entries=built.entries,
        files=built.files,
        case=case.subject_id,
    )


@transaction.atomic
def _fail(pack: EvidencePack, reason: str, at: datetime) -> None:
    _move(pack, "fail", at, {"reason": reason})


def _move(pack: EvidencePack, name: str, at: datetime, fields: dict[str, object], **told: object) -> None:
    sources, state, event = MOVES[name]
    if not EvidencePack.objects.filter(pk=pack.pk, state__in=sources).update(state=state, **fields):
        return  # another worker, whose lease outlived ours, was first
    record(event, by=Actor.program(pack.practice_id, "oversight"), at=at, subject=pack, **told)

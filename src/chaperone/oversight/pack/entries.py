"""The entries of a case as a pack holds them: canonical, in the order of the tree, each with its inclusion proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from chaperone.access.models import Membership
from chaperone.audit.canonical import entry_fields
from chaperone.audit.commitments import commitment
from chaperone.audit.models import Checkpoint, Entry, Leaf
from chaperone.audit.queries import openings_of
from chaperone.audit.sequencer import sequence
from chaperone.audit.tree import Levels
from chaperone.library.models import OriginalOpening
from chaperone.oversight.pack.case import Case
from chaperone.oversight.pack.policies import versions_in_force


class NotPlaced(Exception):
    """Another worker is placing this practice's entries right now; a later turn finds them placed."""


@dataclass(frozen=True)
class Proven:
    """The rows, oldest place first, the checkpoint that covers all of them, and their proofs by entry id."""

    checkpoint: Checkpoint
    rows: list[Entry]
    proofs: dict[int, list[bytes]]


def prove(case: Case, *, at: datetime) -> Proven:
    """Give every entry its place first, then prove each one of the case's. Raises :class:`NotPlaced`."""
    practice_id = case.practice.id
    checkpoint = sequence(practice_id, at=at)
    rows = list(entries_of_case(case).filter(at__lte=at).select_related("leaf").order_by("leaf__index"))
    if checkpoint is None or any(not hasattr(row, "leaf") for row in rows):
        raise NotPlaced
    leaves = Leaf.objects.filter(practice_id=practice_id, index__lt=checkpoint.size).order_by("index")
    levels = Levels([bytes(one) for one in leaves.values_list("hash", flat=True)])
    return Proven(checkpoint, rows, {row.pk: levels.proof(row.leaf.index) for row in rows})


def entries_of_case(case: Case) -> QuerySet[Entry]:
    """What the trail says about the case: its rows, its accounts, and the people's roles and attestations."""
    mine = Q(subject_id__in=case.subject_ids)
    accounts = Q(subject_id__in=[str(one.channel_id) for one in case.deliveries])
    people = people_of_case(case)
    roles = Membership.objects.of(case.practice).filter(person_id__in=people).values_list("pk", flat=True)
    policies = [str(one.pk) for one in versions_in_force(case)]
    attested = Q(event="compliance.policy.attested", subject_id__in=policies, actor_id__in=people)
    approved = Q(event="compliance.policy.approved", subject_id__in=policies)
    wanted = mine | accounts | Q(subject_id__in=[str(pk) for pk in roles]) | attested | approved
    return Entry.objects.filter(wanted, practice_id=case.practice.id)


def people_of_case(case: Case) -> set[str]:
    """The ids of everybody of the practice who did something in the case."""
    mine = Entry.objects.filter(
        practice_id=case.practice.id, subject_id__in=case.subject_ids, actor_kind="person"
    )
    return set(mine.values_list("actor_id", flat=True))


def as_packed(case: Case, proven: Proven) -> list[dict[str, Any]]:
    """``[{entry, index, proof, openings}]`` in the order of the tree."""
    return [
        {
            "entry": entry_fields(row),
            "index": row.leaf.index,
            "proof": [step.hex() for step in proven.proofs[row.pk]],
            "openings": _openings(case, row),
        }
        for row in proven.rows
    ]


def _openings(case: Case, row: Entry) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, nonce in openings_of(row).items():
        found[field] = {"nonce": nonce}
        value = _KNOWN.get((row.event, field), _unknown)(case, row)
        if value is not None and row.data[field] == {"commitment": commitment(value, bytes.fromhex(nonce))}:
            found[field]["value"] = value
    return found


def _unknown(case: Case, row: Entry) -> str | None:
    return None


def _content(case: Case, row: Entry) -> str | None:
    return next((one.content_sha256 for one in case.versions if str(one.pk) == row.data["version"]), None)


def _signer(case: Case, row: Entry) -> str | None:
    return next((one.signer_name for one in case.authorizations if str(one.pk) == row.subject_id), None)


def _note(case: Case, row: Entry) -> str | None:
    opening = OriginalOpening.objects.filter(practice=case.practice, pk=row.data["opening"]).first()
    return opening.note if opening else None


def _written(case: Case, row: Entry) -> str | None:
    """The words of an item, as it was when the entry was written, if it has not changed since."""
    return next((one.text for one in case.items if str(one.pk) == row.subject_id), None)


def _snapshot(case: Case, row: Entry) -> str | None:
    wanted = row.data.get("version", 1)
    snapshots = [shot for one in case.items if str(one.pk) == row.subject_id for shot in one.snapshots.all()]
    return next((one.sha256 for one in snapshots if one.number == wanted), None)


def _answer(case: Case, row: Entry) -> str | None:
    return next(
        (one.text for item in case.items for one in item.replies.all() if str(one.pk) == row.subject_id), None
    )


_KNOWN: dict[tuple[str, str], Callable[[Case, Entry], str | None]] = {
    ("posts.version.saved", "content"): _content,
    ("consents.authorization.signed", "signer"): _signer,
    ("library.original.opened", "note"): _note,
    ("inbox.item.arrived", "text"): _written,
    ("inbox.item.edited", "text"): _written,
    ("inbox.item.arrived", "snapshot"): _snapshot,
    ("inbox.item.edited", "snapshot"): _snapshot,
    ("inbox.reply.written", "text"): _answer,
}
"""What was committed to and is still kept: the value by event and field."""

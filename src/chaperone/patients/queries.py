"""Reads of patients; each starts from the practice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db.models import Exists, OuterRef, QuerySet

from chaperone.access.models import Practice
from chaperone.access.queries import people_of
from chaperone.channels.queries import open_channels
from chaperone.compliance.tuning import tuning_of
from chaperone.engines.screening.digests import match
from chaperone.engines.screening.practice import PracticeLexicon
from chaperone.foundation.sealing import keys
from chaperone.foundation.sealing.indexes import blind_index
from chaperone.patients.models import Patient, PatientBook, PatientDigest, PatientWord, SignedRefusal

WORD = "patients.word"
NAME = "patients.name"
PRACTICES_REMEMBERED = 16


def patients_of(practice: Practice) -> QuerySet[Patient]:
    """Everybody the practice keeps, newest first; ``refused`` says whether she signed a refusal."""
    refused = Exists(SignedRefusal.objects.filter(patient=OuterRef("pk")))
    return Patient.objects.of(practice).annotate(refused=refused).order_by("-added_at", "reference")


def search(practice: Practice, words: str) -> QuerySet[Patient]:
    """Patients whose reference is ``words``, or whose name holds each of them (whole words, any order)."""
    wanted = words.split()
    by_reference = patients_of(practice).filter(reference=_as_reference(words))
    if not wanted:
        return patients_of(practice)
    by_name = patients_of(practice)
    for word in wanted:
        rows = PatientWord.objects.filter(
            practice=practice, index=blind_index(practice.id, WORD, word.strip(","))
        )
        by_name = by_name.filter(pk__in=rows.values("patient"))
    return (by_reference | by_name).distinct()


def _as_reference(words: str) -> str:
    plain = "".join(words.split()).upper()
    return plain if plain.startswith("PT-") else f"PT-{plain.removeprefix('PT')}"


def same_name(practice: Practice, name: str) -> QuerySet[Patient]:
    """Patients with exactly this name (case and outer space do not count)."""
    return patients_of(practice).filter(name_index=blind_index(practice.id, NAME, name))


def knows_word(practice: Practice, words: Iterable[str]) -> bool:
    """Whether one of these is a word of some patient's name, a surname alone for example."""
    indexes = [blind_index(practice.id, WORD, word) for word in words]
    return bool(indexes) and PatientWord.objects.filter(practice=practice, index__in=indexes).exists()


def has_refused(patient: Patient) -> bool:
    """Whether she signed that she wants nothing published."""
    return SignedRefusal.objects.filter(patient=patient).exists()


def refusals_of(patient: Patient) -> QuerySet[SignedRefusal]:
    """Her signed refusals, newest first."""
    return SignedRefusal.objects.filter(patient=patient).order_by("-recorded_at")


def digest_key(practice: Practice) -> bytes:
    """The key of this practice's digests; the same over key rotations."""
    return keys.stable(practice.id, "digest")


def lexicon_of(practice: Practice) -> PracticeLexicon:
    """Who and what may be named (staff, the practice itself), the digests of who may not, and how the rules are tuned.

    Digests are read once per edition and process: a change of any patient makes a new edition.
    """
    edition = PatientBook.objects.filter(practice=practice).values_list("edition", flat=True).first()
    return PracticeLexicon(
        people=tuple(member.person.name for member in people_of(practice)),
        places=_filled(practice.name, practice.legal_name, practice.address),
        phones=_filled(practice.phone),
        emails=_filled(practice.email),
        handles=tuple(open_channels(practice).values_list("handle", flat=True)),
        digests=_digests(practice.id, edition) if edition else {},
        key=digest_key(practice),
        tuning=tuning_of(practice),
    )


def named_in(patient: Patient, text: str) -> bool:
    """Whether a text names or reaches this one patient: name, nickname, handle, phone or e-mail, a typo included."""
    digests = dict(PatientDigest.objects.filter(patient=patient).values_list("digest", "kind"))
    return bool(match(text, PracticeLexicon(digests=digests, key=digest_key(patient.practice))))


@lru_cache(maxsize=PRACTICES_REMEMBERED)
def _digests(practice_id: uuid.UUID, edition: uuid.UUID) -> Mapping[str, str]:
    return dict(PatientDigest.objects.filter(practice_id=practice_id).values_list("digest", "kind"))


def _filled(*values: str) -> tuple[str, ...]:
    return tuple(value for value in values if value)

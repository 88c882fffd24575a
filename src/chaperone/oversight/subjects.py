"""What an entry is about: a word for it, the page that shows it, the case it belongs to."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.audit.models import Entry
from chaperone.oversight.actors import is_id
from chaperone.oversight.pack.case import find_case
from chaperone.oversight.rules import Kind
from chaperone.patients.models import Patient
from chaperone.publishing.models import Delivery, Takedown

# model label -> (word, the page of the row; empty: it has none)
SUBJECTS: dict[str, tuple[str, str]] = {
    "access.invitation": ("Invitation", ""),
    "access.membership": ("Colleague", "access:person"),
    "access.person": ("Person", ""),
    "access.practice": ("The practice", ""),
    "channels.channel": ("Account", "channels:detail"),
    "compliance.agreement": ("Agreement", ""),
    "compliance.policyversion": ("Policy version", ""),
    "compliance.rulechange": ("Screening rule", ""),
    "compliance.vendor": ("Vendor", "compliance:vendor"),
    "consents.authorization": ("Authorization", "consents:detail"),
    "consents.signingkey": ("Signing key", ""),
    "inbox.item": ("Inbox item", "inbox:detail"),
    "inbox.moderation": ("Removal", ""),
    "inbox.reply": ("Answer", ""),
    "inbox.replypolicy": ("Reply rule", ""),
    "library.handover": ("Hand-over", ""),
    "library.original": ("Picture", "library:detail"),
    "library.rendition": ("Covered copy", ""),
    "messages.thread": ("Secure message", "messages:detail"),
    "oversight.doubt": ("Second look", ""),
    "oversight.evidencepack": ("Evidence pack", ""),
    "oversight.rulesrun": ("Run of the rules", ""),
    "patients.patient": ("Patient", "patients:detail"),
    "posts.post": ("Post", "posts:detail"),
    "publishing.delivery": ("Delivery", "publishing:delivery"),
    "publishing.takedown": ("Takedown", ""),
}
CASES: dict[str, Kind] = {
    "posts.post": Kind.POST,
    "patients.patient": Kind.PATIENT,
    "consents.authorization": Kind.AUTHORIZATION,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """``label`` such as ``Post 3f2a9c1b``; ``url`` of its page; ``subject_id`` whole."""

    label: str
    url: str
    subject_id: str


def subject_of(entry: Entry, slug: str) -> Subject:
    """The entry's subject as a page shows it; no query."""
    word, page = SUBJECTS.get(entry.subject_kind, (entry.subject_kind, ""))
    url = reverse(page, args=[slug, entry.subject_id]) if page and is_id(entry.subject_id) else ""
    label = word if entry.subject_kind == "access.practice" else f"{word} {entry.subject_id[:8]}"
    return Subject(label, url, entry.subject_id)


@dataclass(frozen=True, slots=True)
class About:
    """A filter of the trail: its ids, a word for the page, and the case when there can be a pack of it."""

    title: str
    ids: tuple[str, ...]
    kind: Kind | None = None
    pk: uuid.UUID | None = None


def about(practice: Practice, key: str) -> About:
    """Everything that belongs to the post, patient, authorization or delivery with this id; else the id alone."""
    with suppress(ValueError):
        pk = uuid.UUID(key)
        for kind in Kind:
            if case := find_case(practice, kind, pk):
                title = case.reference if kind is Kind.PATIENT else f"{kind.label} {pk.hex[:8]}"
                return About(title, tuple(case.subject_ids), kind, pk)
        if delivery := Delivery.objects.filter(practice=practice, pk=pk).first():
            downs = Takedown.objects.filter(delivery=delivery).values_list("pk", flat=True)
            return About(f"Delivery {pk.hex[:8]}", (key, *(str(one) for one in downs)))
    return About(key[:8], (key,))


def resolve(practice: Practice, typed: str) -> str:
    """What somebody typed to find a case, as the id that may stand in an address: a patient's reference or an id."""
    patient = Patient.objects.of(practice).filter(reference__iexact=typed.strip()).first()
    if patient is not None:
        return str(patient.pk)
    try:
        return str(uuid.UUID(typed.strip()))
    except ValueError:
        return ""

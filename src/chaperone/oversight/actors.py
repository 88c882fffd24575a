"""Who did something, in a word that a page can show."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from chaperone.access.queries import names_of
from chaperone.audit.models import Entry
from chaperone.oversight.sentences import SENTENCES
from chaperone.oversight.slots import NETWORKS, Names, filled


def names_in(practice_id: uuid.UUID, entries: Iterable[Entry]) -> dict[str, str]:
    """The display names of everybody that these entries speak of, by person id; one query."""
    ids = {one.actor_id for one in entries if one.actor_kind == "person"}
    ids |= {str(one.data["person"]) for one in entries if one.data.get("person")}
    return names_of(practice_id, {one for one in ids if is_id(one)})


def is_id(text: str) -> bool:
    """Whether this can be a row's id. A trail that somebody tampered with is still shown, so nothing is assumed."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def who(entry: Entry, names: Names) -> str:
    """The actor of an entry."""
    if entry.actor_kind == "person":
        return names.get(entry.actor_id, "Somebody who left")
    if entry.actor_kind == "network":
        return NETWORKS.get(entry.actor_id, entry.actor_id)
    if entry.actor_kind == "patient":
        return "Somebody outside" if entry.actor_id.startswith("thread:") else "The patient"
    return "Chaperone"


def did(entry: Entry, names: Names) -> str:
    """What the actor did; an event without a sentence reads as its own name."""
    return filled(SENTENCES.get(entry.event, entry.event), entry, names)

"""When a picture may leave the library, what may be covered how, and what a file's name gives away."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices

from chaperone.engines.screening.digests import match
from chaperone.engines.screening.naming import known_given
from chaperone.engines.screening.practice import PracticeLexicon
from chaperone.foundation.refusal import YES, Answer, no

if TYPE_CHECKING:
    from chaperone.library.models import OriginalOpening, Rendition

MODES = ("mosaic", "solid", "blur")
COVERS = ("faces", "eyes")
MOST_REGIONS = 200


class Subject(TextChoices):
    """Whom or what a picture shows."""

    PATIENT = "patient", "A patient"
    TEAM = "team", "Somebody of the team"
    ILLUSTRATION = "illustration", "A drawing or a thing"
    MODEL = "model", "A model (not a patient)"


class Phase(TextChoices):
    """When it was taken."""

    BEFORE = "before", "Before"
    AFTER = "after", "After"


class BodyArea(TextChoices):
    """What part of the body it shows, in words that name no procedure."""

    FACE = "face", "Face"
    EYES = "eyes", "Eyes"
    NOSE = "nose", "Nose"
    LIPS = "lips", "Mouth and lips"
    EARS = "ears", "Ears"
    NECK = "neck", "Neck"
    CHEST = "chest", "Chest"
    ABDOMEN = "abdomen", "Abdomen"
    BACK = "back", "Back"
    ARMS = "arms", "Arms and hands"
    HIPS = "hips", "Hips and buttocks"
    LEGS = "legs", "Legs and feet"
    INTIMATE = "intimate", "Intimate"
    SKIN = "skin", "Skin"
    WHOLE = "whole", "Whole body"


class OpeningReason(TextChoices):
    """Why somebody needs to see an original."""

    CHECK_COVER = "check_cover", "To compare it with the covered picture"
    FIND_MARKS = "find_marks", "To look for tattoos, birthmarks or jewellery"
    RIGHT_PATIENT = "right_patient", "To make sure it belongs to this patient"
    PATIENT_ASKED = "patient_asked", "The patient asked to see it"
    OTHER = "other", "Another reason"


class NameHeld(TextChoices):
    """What the name of an uploaded file gave away."""

    PATIENT = "patient", "a patient's name"
    PERSON = "person", "a name"


def may_release(rendition: Rendition) -> Answer:
    """Whether this rendition may leave the library for a post or a vendor."""
    if rendition.original.patient_refused:
        return no(
            "library.refused",
            "This patient signed a refusal.",
            "Choose another picture. Nobody can override a signed refusal.",
        )
    if rendition.state != "clean":
        return _not_clean(rendition.state)
    if not rendition.is_newest:
        return no(
            "library.superseded", "There is a newer version of this picture.", "Use the newest version."
        )
    if rendition.original.subject == Subject.PATIENT and rendition.marks_checked_at is None:
        return no(
            "library.marks_unchecked",
            "Nobody has looked for tattoos, birthmarks, jewellery and the background yet.",
            "Open the picture in the library, look, and tick “marks checked”.",
        )
    return YES


def _not_clean(state: str) -> Answer:
    if state == "waiting":
        return no("library.waiting", "This picture is still being cleaned.", "Wait a moment and try again.")
    if state == "held":
        return no(
            "library.held", "This picture is held.", "Open it in the library; it says what needs a look."
        )
    return no("library.failed", "This picture could not be cleaned.", "Open it in the library; it says why.")


def may_check_marks(rendition: Rendition) -> Answer:
    """Only the newest version, and only once it is clean, can be looked over by a person."""
    if rendition.state != "clean":
        return _not_clean(rendition.state)
    if not rendition.is_newest:
        return no(
            "library.superseded", "There is a newer version of this picture.", "Look at the newest version."
        )
    return YES


def may_upload(*, subject: str, has_patient: bool, refused: bool) -> Answer:
    """Whether a picture of this subject may come in."""
    if subject not in Subject.values:
        return no("library.subject_unknown", "Say whom the picture shows.", "Choose one of the four.")
    if subject == Subject.PATIENT and not has_patient:
        return no(
            "library.patient_missing", "Say which patient it shows.", "Choose the patient, or add her first."
        )
    if subject != Subject.PATIENT and has_patient:
        return no(
            "library.patient_odd", "A patient was chosen, but the picture shows none.", "Choose “A patient”."
        )
    if refused:
        return no(
            "library.refused",
            "This patient signed a refusal, so no picture of hers comes into the library.",
            "Keep clinical photos in the medical record.",
        )
    return YES


def may_edit(edits: dict[str, Any]) -> Answer:
    """Whether these edits make sense. A cover comes off only when a person says that it hides nobody."""
    if edits["mode"] not in MODES or edits["cover"] not in COVERS:
        return no("library.cover_unknown", "That way of covering does not exist.", "Choose one of the list.")
    if len(edits["add"]) > MOST_REGIONS:
        return no(
            "library.too_many", f"More than {MOST_REGIONS} places are covered by hand.", "Draw larger ones."
        )
    if any(len(box) != 4 or min(box[2:]) < 1 for box in edits["add"]):
        return no("library.box_empty", "A drawn region has no size.", "Draw it again.")
    if set(edits["remove"]) - set(edits["confirm"]):
        return no(
            "library.unconfirmed",
            "You took a cover away without saying that it hides no person and no text.",
            "Tick the sentence below the picture, or leave it covered.",
        )
    return YES


def shows_face(rendition: Rendition) -> bool:
    """Whether the result counts as showing a face: with the eyes alone covered, people are still recognised."""
    return bool(rendition.edits.get("cover") == "eyes")


def may_see(opening: OriginalOpening, *, person_id: str, at: datetime) -> Answer:
    """An opening is good for the person who gave the reason, and for a quarter of an hour."""
    if opening.opened_by != person_id:
        return no(
            "library.opening_other", "Somebody else opened this original.", "Give a reason of your own."
        )
    if opening.expires_at <= at:
        return no("library.opening_over", "The original is sealed again.", "Open it anew, with a reason.")
    return YES


_PIECE = re.compile(r"[^\W\d_a-zà-ÿ]+(?![a-zà-ÿ])|[^\W\d_]?[a-zà-ÿ]+|[^\W\d_]+")
_CAMERA = frozenset(
    ("img", "dsc", "dscn", "image", "photo", "picture", "pic", "scan", "export", "copy", "final", "edit")
)


def words_in(claimed_name: str) -> list[str]:
    """The words of a file's name, without the ones that cameras and programs write."""
    spaced = re.sub(r"[_\-.+,()\[\]]+", " ", _stem(claimed_name))
    return [piece for piece in _PIECE.findall(spaced) if len(piece) > 2 and piece.lower() not in _CAMERA]


def name_held(claimed_name: str, lexicon: PracticeLexicon, *, word_of_a_patient: bool) -> str:
    """What a file's name gives away: a patient of this practice, something that looks like a name, or nothing.

    ``word_of_a_patient``: whether one of :func:`words_in` is a word of some patient's name. Case C14 of the rule
    book: a public gallery named its files after the women in them (45 CFR 164.514(b)(2)(i)(A)).
    """
    stem, words = _stem(claimed_name), words_in(claimed_name)
    if word_of_a_patient or match(stem, lexicon) or match(" ".join(words), lexicon):
        return NameHeld.PATIENT
    return NameHeld.PERSON if any(known_given(word) for word in words) else ""


def _stem(claimed_name: str) -> str:
    name = claimed_name.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name

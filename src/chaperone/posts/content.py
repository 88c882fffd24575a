"""What a post would say, saved or not yet: the thing that gates judge and approvals are bound to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from chaperone.channels.models import Channel
from chaperone.library.models import Rendition
from chaperone.posts.models import PostVersion


@dataclass(frozen=True, slots=True)
class Picture:
    """One cleaned picture and its alternative text."""

    rendition: Rendition
    alt: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a post that a reader would see, and where."""

    text: str
    purpose: str
    before_after: bool
    pictures: tuple[Picture, ...]
    channels: tuple[Channel, ...]

    @property
    def sha256(self) -> str:
        """Changes when one character, one picture's byte, their order or one account changes."""
        seen = {
            "text": self.text,
            "purpose": self.purpose,
            "before_after": self.before_after,
            "pictures": [[picture.rendition.sha256, picture.alt] for picture in self.pictures],
            "channels": sorted(str(channel.pk) for channel in self.channels),
        }
        return sha256(json.dumps(seen, sort_keys=True, ensure_ascii=True).encode()).hexdigest()

    @property
    def words(self) -> str:
        """All the words, as one text: caption first, then each alternative text on a line of its own."""
        return "\n".join([self.text, *(picture.alt for picture in self.pictures if picture.alt)])

    @property
    def shows_patients(self) -> bool:
        """Whether a patient's picture is in it."""
        return any(picture.rendition.original.patient_id for picture in self.pictures)

    @property
    def subjects(self) -> frozenset[str]:
        """Whom or what the pictures show (:class:`chaperone.library.rules.Subject`)."""
        return frozenset(picture.rendition.original.subject for picture in self.pictures)


def content_of(version: PostVersion) -> Content:
    """The content as it was saved."""
    images = version.images.select_related("rendition__original__patient", "rendition__practice")
    targets = version.targets.select_related("channel")
    return Content(
        text=version.text,
        purpose=version.purpose,
        before_after=version.before_after,
        pictures=tuple(Picture(image.rendition, image.alt) for image in images),
        channels=tuple(target.channel for target in targets),
    )

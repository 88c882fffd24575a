from __future__ import annotations

import unicodedata
import uuid

from django.db import models
from django.utils.text import Truncator

from chaperone.access.models import Practice
from chaperone.consents.rules import Purpose
from chaperone.foundation.sealing.fields import SealedText
from chaperone.posts.rules import State


class PostQuerySet(models.QuerySet["Post"]):
    """Posts of a practice."""

    def of(self, practice: Practice) -> PostQuerySet:
        """Only this practice's."""
        return self.filter(practice=practice)


class Post(models.Model):
    """Something the practice wants to say. What it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="posts")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    current = models.ForeignKey("PostVersion", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = PostQuerySet.as_manager()


class PostVersion(models.Model):
    """What a post says, as saved once and never changed; an edit makes the next version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text_sealed = models.BinaryField(default=b"")
    text = SealedText("text_sealed", "posts.version.text")
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.ORGANIC_SOCIAL)
    before_after = models.BooleanField(default=False)
    content_sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="posts_version_number")]

    @property
    def headline(self) -> str:
        """The first words (60 characters at most) to know a post by; invisible characters are left out."""
        seen = "".join(letter for letter in self.text if unicodedata.category(letter) != "Cf")
        return Truncator(" ".join(seen.split())).chars(60) or "A post without words"


class PostImage(models.Model):
    """A cleaned picture in a version, with the words read aloud to those who do not see it."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PostVersion, on_delete=models.CASCADE, related_name="images")
    rendition = models.ForeignKey("library.Rendition", on_delete=models.PROTECT, related_name="post_images")
    position = models.PositiveSmallIntegerField()
    alt_sealed = models.BinaryField(default=b"")
    alt = SealedText("alt_sealed", "posts.image.alt")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="posts_image_position")]


class PostTarget(models.Model):
    """An account this version is meant for."""

    version = models.ForeignKey(PostVersion, on_delete=models.CASCADE, related_name="targets")
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "channel"], name="posts_target_once")]


class Review(models.Model):
    """What a reviewer decided about exactly this content, under exactly these rules."""

    class Decision(models.TextChoices):
        """Two ways it can end."""

        APPROVED = "approved", "Approved"
        SENT_BACK = "sent_back", "Sent back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PostVersion, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    content_sha256 = models.CharField(max_length=64)
    ruleset = models.CharField(max_length=40)
    respectful = models.BooleanField(default=False)
    accepted = models.JSONField(
        default=list, help_text="Findings the reviewer looked at and let pass: rule@start-end."
    )
    note_sealed = models.BinaryField(default=b"")
    note = SealedText("note_sealed", "posts.review.note")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["version", "decision", "voided_at"], name="posts_review_standing")]

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from chaperone.access.models import Person, Practice
from chaperone.engines.networks import Item as NetworkItem
from chaperone.engines.networks import RemoteRef
from chaperone.foundation.jobs.leases import Leased
from chaperone.foundation.sealing.fields import SealedJSON, SealedText
from chaperone.inbox import rules


class Watch(Leased):
    """One stream of one account that is read again and again. Its cursor is saved with its items."""

    class State(models.TextChoices):
        ON = "on", "Watched"
        UNSUPPORTED = "unsupported", "This network does not offer it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="watches")
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="watches")
    stream = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ON)
    cursor = models.TextField(null=True)
    due_at = models.DateTimeField()
    baseline_at = models.DateTimeField(null=True)  # when everything older had been read once
    last_ok_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "stream"], name="inbox_watch_once")]
        indexes = [models.Index(fields=["state", "due_at"], name="inbox_watch_due")]


class ItemQuerySet(models.QuerySet["Item"]):
    """What was said on the practice's pages."""

    def of(self, practice: Practice) -> ItemQuerySet:
        """This practice's."""
        return self.filter(practice=practice)

    def to_do(self) -> ItemQuerySet:
        """Those that somebody has still to decide about."""
        return self.filter(state__in=rules.TO_DO)


class Item(models.Model):
    """Something others wrote, or a post of the account's own that did not come from here.

    ``findings`` hold kind, rule, severity, offsets, message and law, never the words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="inbox_items")
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="inbox_items")
    native_id = models.CharField(max_length=300)
    kind = models.CharField(max_length=10)
    text_sealed = models.BinaryField(default=b"")
    text = SealedText("text_sealed", "inbox.item.text")
    author_handle_sealed = models.BinaryField(default=b"")
    author_handle = SealedText("author_handle_sealed", "inbox.item.author_handle")
    author_id_sealed = models.BinaryField(default=b"")
    author_id = SealedText("author_id_sealed", "inbox.item.author_id")
    author_index = models.CharField(max_length=64, blank=True)
    media_urls_sealed = models.BinaryField(default=b"")
    media_urls = SealedJSON("media_urls_sealed", "inbox.item.media_urls")
    rating = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    category = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    ruleset = models.CharField(max_length=20, blank=True)
    findings = models.JSONField(default=list)
    raised = models.JSONField(default=list)
    discloses = models.BooleanField(default=False)
    proposed = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=12, choices=rules.State.choices, default=rules.State.NEW)
    parent_ref = models.JSONField(null=True)
    parent_delivery = models.ForeignKey(
        "publishing.Delivery", on_delete=models.PROTECT, null=True, related_name="inbox_items"
    )
    hidden_on_network = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    arrived_at = models.DateTimeField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "native_id"], name="inbox_item_once")]
        indexes = [
            models.Index(fields=["practice", "-arrived_at"], name="inbox_item_newest"),
            models.Index(fields=["practice", "state", "-arrived_at"], name="inbox_item_state"),
        ]

    @property
    def is_private(self) -> bool:
        """Whether only the practice can read it on the network."""
        return self.kind == "dm"

    @property
    def is_critical(self) -> bool:
        """Whether it reads as criticism, so that hiding it needs one more thought."""
        return self.category == "complaint" or (self.rating is not None and self.rating <= 3)

    @property
    def parent(self) -> RemoteRef | None:
        """The account's post under which it stands (a post of the account's own: itself)."""
        return RemoteRef.from_dict(self.parent_ref) if self.parent_ref else None

    def as_network_item(self) -> NetworkItem:
        """The item as a connector takes it."""
        return NetworkItem(
            kind=self.kind,  # type: ignore[arg-type]  # written from a connector's item
            native_id=self.native_id,
            parent=self.parent,
            author_id=self.author_id,
            author_handle=self.author_handle,
            text=self.text,
            rating=self.rating,
            at=self.written_at,
            hidden=self.hidden_on_network,
            digest=self.digest,
            media_urls=tuple(self.media_urls or ()),
        )


class Snapshot(models.Model):
    """The item as it was, sealed: who, what, where, when. One for each version that was seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    content_sealed = models.BinaryField(default=b"")
    content = SealedJSON("content_sealed", "inbox.snapshot.content")
    sha256 = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="inbox_snapshot_number_once")]


class Opening(models.Model):
    """Somebody opened an item's words; they close again by themselves."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="openings")
    person_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "person_id", "-at"], name="inbox_opening_newest")]

    def is_open(self, at: datetime) -> bool:
        """Whether the words may still be read at ``at``."""
        return at < self.at + rules.OPEN_FOR


class Moderation(Leased):
    """Something that others wrote and that must go, until it was read again and found hidden or absent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="moderations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moderations")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=8, choices=rules.Action.choices)
    reason_code = models.CharField(max_length=16, choices=rules.Reason.choices)
    state = models.CharField(max_length=12, choices=rules.Moderation.choices, default=rules.Moderation.DUE)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    by_hand_url = models.CharField(max_length=500, blank=True)
    by_hand_by = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["due", "verifying", "needs_person"]),
                name="inbox_moderation_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(verified_at__isnull=False), name="inbox_done_is_verified"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="inbox_moderation_due")]


class ReplyPolicy(models.Model):
    """Whether a practice lets people answer in their own words; without a row: no."""

    practice = models.OneToOneField(Practice, on_delete=models.PROTECT, related_name="reply_policy")
    free_text = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=64)
    changed_at = models.DateTimeField()


class Reply(models.Model):
    """An answer to an item: from a template, or in somebody's own words that a second person approved."""

    class State(models.TextChoices):
        WAITING = "waiting_approval", "Waits for a second person"
        SENT_BACK = "sent_back", "Sent back"
        APPROVED = "approved", "On its way"
        SENT = "sent", "Sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="replies")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="replies")
    template_key = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, default="en")
    text_sealed = models.BinaryField(default=b"")
    text = SealedText("text_sealed", "inbox.reply.text")
    content_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=State.choices)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    note_sealed = models.BinaryField(default=b"")
    note = SealedText("note_sealed", "inbox.reply.note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(template_key="", state__in=["approved", "sent"])
                | (Q(approved_by__isnull=False) & ~Q(approved_by=models.F("written_by"))),
                name="inbox_own_words_second_person",
            )
        ]

    @property
    def is_own_words(self) -> bool:
        """Whether somebody typed it."""
        return not self.template_key

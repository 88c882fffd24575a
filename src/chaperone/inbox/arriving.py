"""What arrives from a stream becomes rows: new items, edits, things hidden or shown again on the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record, record_about
from chaperone.engines.networks import Item as NetworkItem
from chaperone.foundation.sealing.indexes import blind_index
from chaperone.inbox.judging import Ears
from chaperone.inbox.models import Item, Watch
from chaperone.inbox.recognized import take_down_recognized
from chaperone.inbox.rules import DISCLOSING, Raised, State, triage
from chaperone.inbox.services.moving import move
from chaperone.inbox.services.snapshots import take_snapshot
from chaperone.inbox.signals import disclosure_found, item_judged
from chaperone.publishing.models import Delivery

AUTHOR = "inbox.author"


class Arrivals:
    """Saves what one turn reads, in the caller's transaction."""

    def __init__(self, watch: Watch, at: datetime) -> None:
        self.watch, self.at = watch, at
        self.by = Actor.network(watch.practice_id, watch.channel.network)

    @cached_property
    def ears(self) -> Ears:
        """Read only when something new came."""
        return Ears.of(self.watch.practice)

    def keep(self, found: Sequence[NetworkItem]) -> None:
        """Upsert by native id; the same item twice changes nothing."""
        if not found:
            return
        deliveries = self._deliveries(found)
        ids = [one.native_id for one in found]
        known = {
            item.native_id: item
            for item in Item.objects.filter(channel=self.watch.channel, native_id__in=ids).select_related(
                "channel"
            )
        }
        for one in found:
            if one.kind == "post" and one.native_id in deliveries:
                continue  # our own post, published through the gates
            item = known.get(one.native_id)
            if item is None:
                known[one.native_id] = self._arrive(one, deliveries)
            else:
                self._again(item, one)

    def _deliveries(self, found: Sequence[NetworkItem]) -> dict[str, Delivery]:
        wanted = {one.native_id for one in found} | {one.parent.native_id for one in found if one.parent}
        rows = Delivery.objects.filter(
            channel=self.watch.channel, remote_ref__native_id__in=sorted(wanted)
        ).order_by("created_at")
        return {row.ref.native_id: row for row in rows if row.ref is not None}

    def _arrive(self, one: NetworkItem, deliveries: dict[str, Delivery]) -> Item:
        rogue = one.kind == "post" and self.watch.baseline_at is not None
        under = deliveries.get(one.parent.native_id) if one.parent else None
        item = Item(
            practice_id=self.watch.practice_id, channel=self.watch.channel, native_id=one.native_id, kind=one.kind,
            parent_ref=one.parent.as_dict() if one.parent else None, parent_delivery=under,
            written_at=one.at, arrived_at=self.at,
        )  # fmt: skip
        self._fill(item, one, rogue=rogue)
        item.save()
        snapshot = take_snapshot(item, by_id=self.by.id, at=self.at)
        record(
            "inbox.item.arrived", by=self.by, at=self.at, subject=item, kind=item.kind, channel=item.channel_id,
            category=item.category, raised=item.raised, text=Commit(one.text), snapshot=Commit(snapshot.sha256),
        )  # fmt: skip
        self._announce(item)
        return item

    def _fill(self, item: Item, one: NetworkItem, *, rogue: bool) -> None:
        """The words and what the engine says to them."""
        item.text, item.author_handle, item.author_id = one.text, one.author_handle, one.author_id
        item.author_index = blind_index(item.practice_id, AUTHOR, f"{item.channel_id}|{one.author_id}")
        item.media_urls = list(one.media_urls) or None
        item.rating, item.digest, item.hidden_on_network = one.rating, one.digest, one.hidden
        heard = self.ears.hear(one.text)
        judged = triage(
            kind=one.kind,
            category=heard.category,
            findings=heard.findings,
            rogue=rogue,
            judged=heard.judged,
            sure=heard.sure,
        )
        item.category, item.verdict, item.ruleset = heard.category, heard.verdict, heard.ruleset
        item.findings = list(heard.findings)
        item.raised = [str(reason) for reason in judged.raised]
        item.discloses = bool(DISCLOSING & set(judged.raised))
        item.proposed = str(judged.proposed or "")
        item.state = judged.state

    def _announce(self, item: Item) -> None:
        item_judged.send(sender=Item, item=item, at=self.at)
        if not item.discloses:
            return
        disclosure_found.send(sender=Item, item=item, at=self.at)
        if Raised.NAMES in item.raised and item.parent_delivery_id:
            record_about(
                "inbox.post.flagged", by=self.by, at=self.at, kind="publishing.delivery",
                subject_id=item.parent_delivery_id, item=item.pk,
            )  # fmt: skip
            take_down_recognized(item, at=self.at)

    def _again(self, item: Item, one: NetworkItem) -> None:
        if one.digest != item.digest:
            self._edited(item, one)
        elif one.hidden != item.hidden_on_network:
            self._visibility(item, one.hidden)

    def _edited(self, item: Item, one: NetworkItem) -> None:
        """A later version: judged anew, a snapshot of its own; the earlier one stays."""
        before = item.state
        self._fill(item, one, rogue=Raised.ROGUE in item.raised)
        if before not in (State.NEW, State.NEEDS_PERSON) and item.state == State.NEW:
            item.state = before if before != State.GONE else State.NEW
        item.save()
        snapshot = take_snapshot(item, by_id=self.by.id, at=self.at)
        record(
            "inbox.item.edited", by=self.by, at=self.at, subject=item, category=item.category, raised=item.raised,
            text=Commit(one.text), snapshot=Commit(snapshot.sha256), version=snapshot.number,
        )  # fmt: skip
        self._announce(item)

    def _visibility(self, item: Item, hidden: bool) -> None:
        """Hidden or shown again on the network; what we hid and somebody showed again needs a person."""
        item.hidden_on_network = hidden
        item.save(update_fields=["hidden_on_network"])
        if item.state == State.HIDDEN and not hidden:
            raised: list[Any] = [*item.raised, str(Raised.SHOWN_AGAIN)]
            move(item, "raise", by=self.by, at=self.at, told={"why": Raised.SHOWN_AGAIN.value}, raised=raised)

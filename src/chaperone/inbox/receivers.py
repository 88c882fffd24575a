"""What happens in the inbox when something is announced below; in the sender's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from chaperone.audit.actors import Actor
from chaperone.inbox.models import Reply, Watch
from chaperone.inbox.rules import STANDING, Raised
from chaperone.inbox.services.moving import move
from chaperone.inbox.watching import nudge_all, start_watching
from chaperone.publishing.models import Delivery
from chaperone.publishing.signals import post_published


@receiver(post_published)
def mark_answered(delivery: Delivery, at: datetime, **_: Any) -> None:
    """An answer is live: its item is answered, unless it still points at a person and waits to be hidden."""
    if delivery.kind != "reply":
        return
    reply = Reply.objects.select_related("item").get(pk=delivery.subject_id)
    reply.state = Reply.State.SENT
    reply.save(update_fields=["state"])
    item = reply.item
    if item.state in STANDING and Raised.NAMES not in item.raised:
        by = Actor.program(delivery.practice_id, "inbox")
        move(item, "answer", by=by, at=at, told={"reply": str(reply.pk)})


@receiver(post_published)
def watch_what_is_live(delivery: Delivery, at: datetime, **_: Any) -> None:
    """From the first post on its account is watched."""
    watches = Watch.objects.filter(channel=delivery.channel)
    if watches.exists():
        nudge_all(watches)
    else:
        start_watching(channel_id=delivery.channel_id, at=at)

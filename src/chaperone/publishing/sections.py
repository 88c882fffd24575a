"""What publishing shows in the rooms below: on a post's page, on a patient's page, beside a picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from chaperone.access.rules import may
from chaperone.audit.actors import Actor
from chaperone.channels.queries import capabilities_of
from chaperone.library.models import Original
from chaperone.library.slots import Use
from chaperone.posts.models import Post
from chaperone.posts.rules import State as PostState
from chaperone.posts.slots import Section
from chaperone.publishing.forms import ScheduleForm
from chaperone.publishing.models import Delivery
from chaperone.publishing.queries import deliveries_of
from chaperone.publishing.rules import PERHAPS_PUBLIC, UNSENT

VERDICTS = {"live": "clear", "held": "held", "failed": "blocked", "unknown": "look", "removed": "clear"}


def on_a_post(post: Post, actor: Actor) -> Section:
    """When it goes out to which account, and where it is live."""
    deliveries = list(deliveries_of(post.practice).filter(version__post=post))
    busy = {
        one.channel_id
        for one in deliveries
        if one.version_id == post.current_id and one.state in UNSENT | PERHAPS_PUBLIC
    }
    targets = post.current.targets.select_related("channel") if post.current else []
    context: dict[str, Any] = {
        "deliveries": deliveries,
        "version": post.current,
        "ready": [target.channel for target in targets if target.channel_id not in busy],
        "form": ScheduleForm(practice=post.practice),
        "may_schedule": post.state == PostState.APPROVED and bool(may(actor, "publishing.schedule")),
    }
    return {"template": "publishing/_post_section.html", "context": context}


def uses_of_picture(original: Original) -> Iterable[Use]:
    """Every delivery that shows a picture."""
    shown = Delivery.objects.filter(version__images__rendition__original=original).select_related(
        "channel", "practice"
    )
    for delivery in shown.distinct():
        yield {
            "title": f"{capabilities_of(delivery.channel).name} · @{delivery.channel.handle}",
            "url": reverse("publishing:delivery", args=[delivery.practice.slug, delivery.pk]),
            "state": delivery.get_state_display(),
            "verdict": VERDICTS.get(delivery.state, "waiting"),
        }

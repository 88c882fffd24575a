"""What publishing shows in the rooms below: on a post's page, on a patient's page, beside a picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from chaperone.access.rules import may
from chaperone.audit.actors import Actor
from chaperone.channels.queries import capabilities_of
from chaperone.consents.slots import LivePost
from chaperone.library.models import Original
from chaperone.library.slots import Use
from chaperone.patients.models import Patient
from chaperone.posts.models import Post
from chaperone.posts.rules import State as PostState
from chaperone.posts.slots import Section
from chaperone.publishing.forms import ScheduleForm
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.queries import deliveries_of, live_posts_of
from chaperone.publishing.rules import PERHAPS_PUBLIC, UNSENT, State
from chaperone.publishing.rules import Takedown as Standing

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


def on_a_patients_page(patient: Patient) -> Iterable[LivePost]:
    """Where her pictures are, in plain words, for her own page."""
    for delivery in live_posts_of(patient):
        takedown = next(iter(delivery.takedowns.all()), None)
        shown = (
            next((image.rendition_id for image in delivery.version.images.all()), None)
            if delivery.version
            else None
        )
        yield LivePost(
            title=f"@{delivery.channel.handle}",
            network=capabilities_of(delivery.channel).name,
            state=_plain_state(delivery, takedown),
            url=(delivery.ref.url or "") if delivery.ref else "",
            changed_at=(takedown.gone_at or takedown.asked_at)
            if takedown
            else delivery.live_at or delivery.due_at,
            thumbnail_rendition_id=shown,
        )


def _plain_state(delivery: Delivery, takedown: Takedown | None) -> str:
    if takedown is None:
        return "gone" if delivery.state == State.REMOVED else "live"
    return {Standing.GONE: "gone", Standing.NEEDS_PERSON: "needs_person"}.get(
        Standing(takedown.state), "removing"
    )

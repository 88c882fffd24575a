"""How a post is cleared and sent."""

from __future__ import annotations

from datetime import datetime

from chaperone.engines.networks import Account, Connector, Draft, RemoteRef, Step
from chaperone.posts.clearance import Clearance
from chaperone.posts.content import content_of
from chaperone.posts.drafts import draft_from
from chaperone.posts.models import PostVersion
from chaperone.posts.services import clear as clear_post
from chaperone.publishing.kinds import Kind
from chaperone.publishing.models import Delivery


def _version(delivery: Delivery) -> PostVersion:
    return PostVersion.objects.select_related("post__practice", "post__author", "practice").get(
        pk=delivery.subject_id
    )


def _draft(delivery: Delivery) -> Draft:
    return draft_from(content_of(_version(delivery)), delivery.channel)


def _clear(delivery: Delivery, at: datetime) -> Clearance:
    return clear_post(version=_version(delivery), channel=delivery.channel, at=at)


def _begin(delivery: Delivery, connector: Connector, account: Account) -> Step:
    return connector.begin(account, _draft(delivery), delivery.key)


def _commit(delivery: Delivery, connector: Connector, account: Account, step: Step) -> Step:
    return connector.commit(account, _draft(delivery), step, delivery.key)


def _find(delivery: Delivery, connector: Connector, account: Account, since: datetime) -> RemoteRef | None:
    return connector.find(account, _draft(delivery), delivery.key, since)


POST = Kind(_clear, _begin, _commit, _find)

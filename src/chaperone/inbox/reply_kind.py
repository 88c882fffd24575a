"""How an answer is cleared and sent: the same saved steps as a post, once."""

from __future__ import annotations

from datetime import datetime

from chaperone.engines.networks import Account, Connector, Draft, RemoteRef, Step
from chaperone.inbox.clearing import clear_reply
from chaperone.inbox.models import Reply
from chaperone.posts.clearance import Clearance
from chaperone.publishing.kinds import Kind
from chaperone.publishing.models import Delivery


def _reply(delivery: Delivery) -> Reply:
    return Reply.objects.select_related(
        "item__channel", "item__practice", "practice", "written_by", "approved_by"
    ).get(pk=delivery.subject_id)


def _clear(delivery: Delivery, at: datetime) -> Clearance:
    return clear_reply(_reply(delivery), channel=delivery.channel, at=at)


def _begin(delivery: Delivery, connector: Connector, account: Account) -> Step:
    """Nothing has to be there first."""
    return Step("working")


def _commit(delivery: Delivery, connector: Connector, account: Account, step: Step) -> Step:
    reply = _reply(delivery)
    return connector.reply(account, reply.item.as_network_item(), reply.text, delivery.key)


def _find(delivery: Delivery, connector: Connector, account: Account, since: datetime) -> RemoteRef | None:
    reply = _reply(delivery)
    return connector.find(account, Draft(reply.text, reply_to=reply.item.parent), delivery.key, since)


REPLY = Kind(_clear, _begin, _commit, _find)

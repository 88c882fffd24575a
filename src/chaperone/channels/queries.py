"""Reads of connected accounts; each starts from the practice."""

from __future__ import annotations

from chaperone.access.models import Practice
from chaperone.channels.models import Channel, ChannelQuerySet
from chaperone.channels.rules import may_use
from chaperone.engines.networks import Account, Capabilities, connector_for


def channels_of(practice: Practice) -> ChannelQuerySet:
    """Every account the practice connected, the closed ones last."""
    return Channel.objects.of(practice).select_related("practice").order_by("closed_at", "network", "handle")


def open_channels(practice: Practice) -> ChannelQuerySet:
    """The accounts that have not been closed (one that needs to be connected again is still one of them)."""
    return channels_of(practice).open()


def account_for(channel: Channel) -> Account:
    """The account as a connector takes it, with its secrets unsealed for one call.

    Raises a ``Refusal`` for an account that is closed or has to be connected again.
    """
    may_use(channel.state).or_refuse()
    return Account(
        network=channel.network,
        base_url=channel.base_url,
        handle=channel.handle,
        secrets=channel.secrets or {},
        account_id=channel.account_id,
    )


def capabilities_of(channel: Channel) -> Capabilities:
    """What the network of this account can do."""
    return connector_for(channel.network).capabilities

"""Connect an account, look whether it still works, close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.channels.addresses import check_address
from chaperone.channels.models import Channel
from chaperone.channels.queries import account_for
from chaperone.channels.rules import State
from chaperone.compliance.services import register_networks
from chaperone.engines.networks import Account, ConnectorError, ReconnectNeeded, connector_for
from chaperone.foundation.refusal import Refusal


def connect(
    *,
    practice: Practice,
    network: str,
    handle: str,
    base_url: str,
    credentials: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Channel:
    """Sign in at the network with what a person typed; only what the network accepted is kept, sealed.

    An open account with the same identity gets the new secrets (that is how one is connected again). The network
    is asked outside the transaction. Raises a ``Refusal`` when the address or the sign-in is not accepted.
    """
    if by.kind != "program":
        require(by, "channels.connect", practice_id=practice.id)
    connector = connector_for(network)
    check_address(base_url, practice=practice, network=connector.capabilities).or_refuse()
    asked = Account(network=network, base_url=base_url.rstrip("/"), handle=handle, secrets={})
    try:
        account = connector.sign_in(asked, credentials)
    except ConnectorError as fault:
        raise _not_accepted(fault) from None
    # a network may say that the account lives on another server: that address is a stranger's word as well
    check_address(account.base_url, practice=practice, network=connector.capabilities).or_refuse()
    return _keep(practice, account, by, at)


@transaction.atomic
def _keep(practice: Practice, account: Account, by: Actor, at: datetime) -> Channel:
    register_networks(practice=practice, by=by, at=at)
    same = {"network": account.network, "account_id": account.account_id}
    channel = Channel.objects.of(practice).open().filter(**same).first()
    again = channel is not None
    channel = channel or Channel(practice=practice, connected_at=at, **same)
    channel.handle, channel.base_url, channel.secrets = (
        account.handle,
        account.base_url,
        dict(account.secrets),
    )
    channel.state, channel.checked_at, channel.check_code = State.CONNECTED, at, ""
    channel.save()
    event = "channels.channel.reconnected" if again else "channels.channel.connected"
    record(event, by=by, at=at, subject=channel, network=channel.network, account=channel.account_id)
    return channel


@transaction.atomic
def close_channel(*, channel: Channel, by: Actor, at: datetime) -> Channel:
    """Close an account: its secrets are wiped now, nothing more goes out or comes in through it."""
    require(by, "channels.connect", practice_id=channel.practice_id)
    if channel.state == State.CLOSED:
        return channel
    channel.state, channel.closed_at, channel.secrets = State.CLOSED, at, None
    channel.save(update_fields=["state", "closed_at", "secrets_sealed"])
    record("channels.channel.closed", by=by, at=at, subject=channel, network=channel.network)
    return channel


@transaction.atomic
def mark_needs_reconnect(*, channel: Channel, at: datetime) -> Channel:
    """The network no longer accepts our connection: nothing is sent until a person connects it again."""
    changed = Channel.objects.filter(pk=channel.pk, state=State.CONNECTED).update(state=State.NEEDS_RECONNECT)
    if changed:
        by = Actor.network(channel.practice_id, channel.network)
        record("channels.channel.connection_lost", by=by, at=at, subject=channel, network=channel.network)
    channel.refresh_from_db()
    return channel


def check_health(*, channel: Channel, by: Actor, at: datetime) -> Channel:
    """Ask the network who we are. The answer is kept; a connection that is not accepted any more is marked."""
    require(by, "channels.read", practice_id=channel.practice_id)
    try:
        connector_for(channel.network).whoami(account_for(channel))
    except ReconnectNeeded as fault:
        return _checked(mark_needs_reconnect(channel=channel, at=at), fault.code, by, at)
    except ConnectorError as fault:
        return _checked(channel, fault.code, by, at)
    return _checked(channel, "", by, at)


@transaction.atomic
def _checked(channel: Channel, code: str, by: Actor, at: datetime) -> Channel:
    channel.checked_at, channel.check_code = at, code
    channel.save(update_fields=["checked_at", "check_code"])
    record("channels.channel.checked", by=by, at=at, subject=channel, found=code)
    return channel


def _not_accepted(fault: ConnectorError) -> Refusal:
    if isinstance(fault, ReconnectNeeded):
        remedy = "Check the handle and the password (for Bluesky an app password, made under Settings there)."
        return Refusal(f"channels.{fault.code}", "The network did not accept this sign-in.", remedy)
    reason = fault.user_text or "The network did not accept this sign-in."
    remedy = "Check what you typed." if fault.permanent else "Try again in a minute."
    return Refusal(f"channels.{fault.code}", reason, remedy)

"""Accounts are connected by an owner, sealed, looked after, and closed for good."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.channels import queries, services
from chaperone.channels.abilities import facts_of, headline_of
from chaperone.channels.forms import FORMS
from chaperone.channels.models import Channel
from chaperone.channels.rules import State, may_call
from chaperone.compliance.models import Vendor
from chaperone.engines.networks import all_networks
from chaperone.foundation.refusal import Refusal
from tests.servers.pds import BlueskyServer
from tests.servers.sandbox import SandboxSite

As = Callable[[Membership], Client]


@pytest.fixture
def connected(practice: Practice, reyes: Membership, sandbox_network: SandboxSite, now: datetime) -> Channel:
    return connect(practice, reyes, sandbox_network, now)


def connect(
    practice: Practice, by: Membership, site: SandboxSite, at: datetime, handle: str = "westlake"
) -> Channel:
    return services.connect(
        practice=practice,
        network="sandbox",
        handle=handle,
        base_url=site.url,
        credentials={"name": "Westlake Plastic Surgery"},
        by=actor_for(by),
        at=at,
    )


# --- connecting ----------------------------------------------------------------------------------------------


def test_the_network_is_asked_and_its_answer_is_sealed(
    connected: Channel, sandbox_network: SandboxSite
) -> None:
    account = queries.account_for(connected)
    assert (connected.state, connected.handle, account.account_id) == (
        "connected",
        "westlake",
        connected.account_id,
    )
    token = account.secrets["token"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM channels_channel")
        kept = b"|".join(
            value if isinstance(value, bytes) else str(value).encode() for value in cursor.fetchone()
        )
    assert token.encode() not in kept
    entry = Entry.objects.get(event="channels.channel.connected")
    assert entry.data == {"network": "sandbox", "account": connected.account_id}


def test_the_network_is_put_on_the_register_of_vendors(connected: Channel, practice: Practice) -> None:
    assert Vendor.objects.of(practice).filter(network="sandbox", kind="network").count() == 1


def test_a_name_that_is_taken_is_said_and_nothing_is_kept(
    practice: Practice, reyes: Membership, sandbox_network: SandboxSite, now: datetime
) -> None:
    sandbox_network.open_account("westlake")
    with pytest.raises(Refusal, match="This name is taken on the sandbox network"):
        connect(practice, reyes, sandbox_network, now)
    assert not Channel.objects.exists()


def test_a_network_that_does_not_answer_is_said(
    practice: Practice, reyes: Membership, sandbox_network: SandboxSite, now: datetime
) -> None:
    with pytest.raises(Refusal) as refused:
        services.connect(
            practice=practice, network="sandbox", handle="westlake", base_url="http://127.0.0.1:9",
            credentials={}, by=actor_for(reyes), at=now,
        )  # fmt: skip
    assert refused.value.code.startswith("channels.") and "Try again" in refused.value.remedy


def test_only_an_owner_connects_and_closes(
    practice: Practice, connected: Channel, priya: Membership, sandbox_network: SandboxSite, now: datetime
) -> None:
    with pytest.raises(Refusal, match="Ask one of: owner"):
        connect(practice, priya, sandbox_network, now, handle="second")
    with pytest.raises(Refusal, match="Ask one of: owner"):
        services.close_channel(channel=connected, by=actor_for(priya), at=now)


def test_the_same_account_is_never_open_twice(connected: Channel, practice: Practice, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.create(
            practice=practice,
            network="sandbox",
            handle="x",
            account_id=connected.account_id,
            base_url="",
            connected_at=now,
        )


def test_two_practices_do_not_share_secrets(connected: Channel, other_practice: Practice) -> None:
    from chaperone.foundation.sealing.boxes import Unsealable

    connected.practice = other_practice
    with pytest.raises(Unsealable):
        _ = connected.secrets


# --- a lost connection, health, closing ----------------------------------------------------------------------


def test_a_healthy_account_says_so(connected: Channel, mina: Membership, now: datetime) -> None:
    looked = services.check_health(channel=connected, by=actor_for(mina), at=now)
    assert (looked.state, looked.check_code, looked.checked_at) == ("connected", "", now)


def test_an_account_whose_token_no_longer_holds_needs_to_be_connected_again(
    connected: Channel, sandbox_network: SandboxSite, mina: Membership, now: datetime
) -> None:
    connected.secrets = {"token": "somebody-changed-it"}
    connected.save()
    looked = services.check_health(channel=connected, by=actor_for(mina), at=now)
    assert (looked.state, looked.check_code) == (State.NEEDS_RECONNECT, "token")
    with pytest.raises(Refusal, match="An owner connects the account again"):
        queries.account_for(looked)
    assert Entry.objects.filter(event="channels.channel.connection_lost").count() == 1


def test_losing_the_connection_twice_is_recorded_once(connected: Channel, now: datetime) -> None:
    for _ in range(2):
        services.mark_needs_reconnect(channel=connected, at=now)
    assert Entry.objects.filter(event="channels.channel.connection_lost").count() == 1


def test_a_network_that_is_down_for_a_moment_costs_no_connection(
    connected: Channel, mina: Membership, now: datetime
) -> None:
    connected.base_url = "http://127.0.0.1:9"
    connected.save()
    looked = services.check_health(channel=connected, by=actor_for(mina), at=now)
    assert looked.state == State.CONNECTED and looked.check_code


def test_closing_wipes_the_secrets_for_good(
    connected: Channel, reyes: Membership, practice: Practice, now: datetime
) -> None:
    services.close_channel(channel=connected, by=actor_for(reyes), at=now)
    row = Channel.objects.get(pk=connected.pk)
    assert (row.state, bytes(row.secrets_sealed), row.closed_at) == ("closed", b"", now)
    assert list(queries.open_channels(practice)) == [] and list(queries.channels_of(practice)) == [row]
    with pytest.raises(Refusal, match="was closed"):
        queries.account_for(row)
    services.mark_needs_reconnect(channel=row, at=now)
    row.refresh_from_db()
    assert row.state == "closed", "what is closed does not come back by itself"


def test_the_database_keeps_no_secrets_of_a_closed_account(connected: Channel, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=connected.pk).update(state="closed", closed_at=now)


# --- where a typed address may lead --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "addresses", "code"),
    [
        ("https://bsky.social", ["52.20.10.1"], ""),
        ("https://pds.example", ["2600:1f18::1"], ""),
        ("http://bsky.social", ["52.20.10.1"], "channels.not_https"),
        ("ftp://bsky.social", ["52.20.10.1"], "channels.address"),
        ("https://me:secret@bsky.social", ["52.20.10.1"], "channels.address"),
        ("https://bsky.social?to=http://10.0.0.1", ["52.20.10.1"], "channels.address"),
        ("https://nowhere.example", [], "channels.address_unknown"),
        ("https://router.example", ["192.168.1.1"], "channels.private_address"),
        ("https://metadata.example", ["169.254.169.254"], "channels.private_address"),
        ("https://intranet.example", ["10.1.2.3"], "channels.private_address"),
        ("https://half.example", ["52.20.10.1", "10.1.2.3"], "channels.private_address"),
        ("https://here.example", ["127.0.0.1"], "channels.private_address"),
        ("https://here6.example", ["::1"], "channels.private_address"),
        ("https://mapped.example", ["::ffff:10.0.0.1"], "channels.private_address"),
        ("https://sixtofour.example", ["2002:0a00:0001::"], "channels.private_address"),
        ("https://ula.example", ["fd00::1"], "channels.private_address"),
        ("https://link.example", ["fe80::1%eth0"], "channels.private_address"),
        ("https://cgnat.example", ["100.64.0.1"], "channels.private_address"),
        ("https://any.example", ["0.0.0.0"], "channels.private_address"),
        ("https://group.example", ["224.0.0.1"], "channels.private_address"),
    ],
)
def test_a_typed_address_never_leads_into_a_private_network(
    url: str, addresses: list[str], code: str
) -> None:
    assert may_call(url, addresses=addresses, loopback=False).code == code


@pytest.mark.parametrize(
    ("url", "addresses", "allowed"),
    [
        ("http://127.0.0.1:2583", ["127.0.0.1"], True),
        ("http://localhost:2583", ["127.0.0.1", "::1"], True),
        ("http://mixed.example", ["127.0.0.1", "10.0.0.1"], False),
        ("http://10.0.0.1", ["10.0.0.1"], False),
    ],
)
def test_this_machine_is_allowed_only_where_one_tries_out(
    url: str, addresses: list[str], allowed: bool
) -> None:
    assert bool(may_call(url, addresses=addresses, loopback=True)) is allowed
    assert not may_call(url, addresses=addresses, loopback=False)


def test_a_real_practice_cannot_point_bluesky_at_this_machine(
    practice: Practice, reyes: Membership, sandbox_network: SandboxSite, now: datetime
) -> None:
    with pytest.raises(Refusal) as refused:
        services.connect(
            practice=practice, network="bluesky", handle="x.test", base_url=sandbox_network.url,
            credentials={"app_password": "p"}, by=actor_for(reyes), at=now,
        )  # fmt: skip
    assert refused.value.code == "channels.not_https"
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    "url", ["", "https://", "http://[", "https://a b", "javascript:alert(1)", "https://x:99999"]
)
def test_nonsense_is_answered_with_a_sentence(practice: Practice, url: str) -> None:
    from chaperone.channels.addresses import check_address

    network = next(one for one in all_networks() if one.key == "bluesky")
    assert not check_address(url, practice=practice, network=network)


# --- a real Bluesky server -----------------------------------------------------------------------------------


@pytest.mark.server
def test_a_real_bluesky_account_is_connected_checked_and_closed(
    practice: Practice, reyes: Membership, bluesky_pds: BlueskyServer, now: datetime
) -> None:
    practice.is_demo = True
    practice.save()
    person = bluesky_pds.create_account(f"w{uuid.uuid4().hex[:12]}")
    channel = services.connect(
        practice=practice,
        network="bluesky",
        handle=person.handle,
        base_url=bluesky_pds.url,
        credentials={"app_password": person.app_password},
        by=actor_for(reyes),
        at=now,
    )
    assert channel.account_id.startswith("did:")
    assert services.check_health(channel=channel, by=actor_for(reyes), at=now).check_code == ""
    with pytest.raises(Refusal, match="did not accept this sign-in"):
        services.connect(
            practice=practice, network="bluesky", handle=person.handle, base_url=bluesky_pds.url,
            credentials={"app_password": "aaaa-bbbb-cccc-dddd"}, by=actor_for(reyes), at=now,
        )  # fmt: skip
    services.close_channel(channel=channel, by=actor_for(reyes), at=now)
    assert bytes(Channel.objects.get(pk=channel.pk).secrets_sealed) == b""


# --- what people see -----------------------------------------------------------------------------------------


def test_every_network_says_what_it_can_do() -> None:
    for network in all_networks():
        facts = {fact["label"]: f"{fact['word']} {fact['says']}".strip() for fact in facts_of(network)}
        assert facts["Take a post down"].startswith("Yes" if network.delete == "api" else "By hand")
        assert facts["Hide a comment"].startswith("Yes" if network.hide else "No")
        assert facts["Words"].startswith(f"up to {network.max_text:,}")
        assert headline_of(network).endswith("pictures.")


def test_every_network_we_speak_to_has_a_form() -> None:
    assert set(FORMS) == {network.key for network in all_networks()}


def test_an_owner_connects_an_account_by_hand(
    practice: Practice, reyes: Membership, as_: As, sandbox_network: SandboxSite, settings: Any
) -> None:
    settings.CHAPERONE_SANDBOX_URL = sandbox_network.url
    client = as_(reyes)
    assert "simulator" in client.get(reverse("channels:choose", args=["westlake"])).content.decode()
    url = reverse("channels:connect", args=["westlake", "sandbox"])
    answer = client.post(url, {"handle": "westlake", "name": "Westlake Plastic Surgery"})
    channel = Channel.objects.get(practice=practice)
    assert answer["Location"] == reverse("channels:detail", args=["westlake", channel.pk])
    taken = client.post(url, {"handle": "westlake", "name": "Westlake"})
    assert "This name is taken" in taken.content.decode() and 'value="westlake"' in taken.content.decode()


def test_a_password_that_was_not_accepted_is_not_sent_back(
    practice: Practice, reyes: Membership, as_: As
) -> None:
    url = reverse("channels:connect", args=["westlake", "bluesky"])
    page = as_(reyes).post(
        url, {"handle": "w.test", "password": "abcd-efgh-ijkl", "server": "http://127.0.0.1:9"}
    )
    assert page.status_code == 200 and "must start with https" in page.content.decode()
    assert "abcd-efgh-ijkl" not in page.content.decode()


def test_no_page_ever_shows_a_secret(connected: Channel, reyes: Membership, as_: As) -> None:
    token = queries.account_for(connected).secrets["token"]
    client = as_(reyes)
    for name, arguments in [("list", []), ("detail", [connected.pk]), ("reconnect", [connected.pk])]:
        assert (
            token
            not in client.get(reverse(f"channels:{name}", args=["westlake", *arguments])).content.decode()
        )


def test_a_lost_connection_says_who_helps(
    connected: Channel, reyes: Membership, mina: Membership, as_: As, now: datetime
) -> None:
    services.mark_needs_reconnect(channel=connected, at=now)
    url = reverse("channels:detail", args=["westlake", connected.pk])
    assert "Connect it again" in as_(reyes).get(url).content.decode()
    assert "Ask one of: owner." in as_(mina).get(url).content.decode()


def test_buttons_check_and_close(connected: Channel, reyes: Membership, as_: As) -> None:
    client = as_(reyes)
    page = client.post(reverse("channels:check", args=["westlake", connected.pk]), follow=True)
    assert "the connection works" in page.content.decode()
    client.post(reverse("channels:close", args=["westlake", connected.pk]))
    connected.refresh_from_db()
    assert connected.state == "closed"


def test_an_unknown_network_is_not_there(reyes: Membership, as_: As) -> None:
    assert as_(reyes).get(reverse("channels:connect", args=["westlake", "facebook"])).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(
    connected: Channel,
    practice: Practice,
    reyes: Membership,
    sandbox_network: SandboxSite,
    now: datetime,
    as_: As,
) -> None:
    client, counts = as_(reyes), []
    for rows in (1, 3):
        while (number := Channel.objects.count()) < rows:
            connect(practice, reyes, sandbox_network, now, handle=f"westlake{number}")
        with CaptureQueriesContext(connection) as queries_made:
            client.get(reverse("channels:list", args=["westlake"]))
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["list", "choose", "connect", "detail", "reconnect", "check", "close"])
def test_an_outsider_finds_nothing(connected: Channel, omar: Membership, as_: As, name: str) -> None:
    own = {"detail", "reconnect", "check", "close"}
    tail = [connected.pk] if name in own else ["sandbox"] if name == "connect" else []
    client = as_(omar)
    for slug in ("westlake", "harbor") if name in own else ("westlake",):
        url = reverse(f"channels:{name}", args=[slug, *tail])
        assert client.post(url, {"handle": "omar", "name": "Omar"}).status_code == 404
        assert client.get(url).status_code in (404, 405)
    connected.refresh_from_db()
    assert connected.state == "connected"

"""Each connector's one irreversible call when the answer is lost, refused or makes no sense."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from chaperone.engines.networks import Account, Connector, ConnectorError, Draft, RateLimited, Step
from chaperone.engines.networks.atproto import Xrpc
from chaperone.engines.networks.bluesky import Bluesky
from chaperone.engines.networks.sandbox import Sandbox
from chaperone.engines.networks.transport import Transport

from .scripted import ScriptedServer, answer, answering

HASTY = Transport(answer_seconds=0.3, first_wait=0.0)
Says = Callable[..., tuple[Connector, tuple[bytes, ...], Step]]
SESSION = answer(
    "200 OK",
    json.dumps({"did": "did:plc:abc", "handle": "p.test", "accessJwt": "a", "refreshJwt": "r"}).encode(),
)


def _sandbox_says(*lines: bytes) -> tuple[Connector, tuple[bytes, ...], Step]:
    return Sandbox(HASTY), lines, Step("working", {"media": []})


def _bluesky_says(*lines: bytes) -> tuple[Connector, tuple[bytes, ...], Step]:
    step = Step("working", {"created_at": "2026-11-24T14:05:00.000Z", "blobs": []})
    return Bluesky(Xrpc(HASTY)), (SESSION, *lines), step


NETWORKS = pytest.mark.parametrize("says", [_sandbox_says, _bluesky_says], ids=["sandbox", "bluesky"])


def _commit(server: ScriptedServer, connector: Connector, step: Step) -> Step:
    secrets = {"token": "t", "app_password": "p"}
    account = Account(connector.capabilities.key, server.url, "p.test", secrets, "did:plc:abc")
    return connector.commit(account, Draft("Words of the post"), step, "key-1")


def _writes(server: ScriptedServer) -> int:
    return sum(b"Words of the post" in request for request in server.requests)


@NETWORKS
@pytest.mark.parametrize(
    "line",
    [
        b"",
        answer("500 Oops"),
        answer("504 Gateway Timeout"),
        answer("200 OK", b'{"uri": "at://did'),
        answer("200 OK", b'{"surprise": true}'),
        answer("200 OK", b'{"id": 1, "path": 2, "media": 3, "uri": 4, "cid": 5}'),
        answer("200 OK", b"<html>Welcome to the hotel network</html>"),
    ],
)
def test_no_trustworthy_answer_is_unknown_and_sent_once(says: Says, line: bytes) -> None:
    connector, lines, step = says(line)

    with answering(*lines) as server:
        done = _commit(server, connector, step)

    assert done.state == "unknown"
    assert done.checkpoint == step.checkpoint
    assert done.error is not None and done.error.kind == "unknown_outcome"
    assert _writes(server) == 1


@NETWORKS
def test_a_clear_no_is_failed(says: Says) -> None:
    connector, lines, step = says(
        answer("400 Bad Request", b'{"error": "InvalidRequest", "message": "Words of"}')
    )

    with answering(*lines) as server:
        done = _commit(server, connector, step)

    assert done.state == "failed"
    assert done.error is not None and done.error.code == "InvalidRequest"
    assert "Words" not in repr(done)


@NETWORKS
def test_asked_to_wait_is_neither(says: Says) -> None:
    connector, lines, step = says(answer("429 Too Many Requests", headers="Retry-After: 30\r\n"))

    with answering(*lines) as server, pytest.raises(RateLimited) as limited:
        _commit(server, connector, step)

    assert limited.value.retry_after == 30
    assert _writes(server) == 1


def test_bluesky_sends_no_password_over_plain_http_to_another_machine() -> None:
    asking = Account("bluesky", "http://pds.example", "p.test", {})

    with pytest.raises(ConnectorError, match="address_insecure"):
        Bluesky().sign_in(asking, {"app_password": "secret"})

"""What counts as "nothing happened" and what as "nobody knows", on real sockets that misbehave."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from chaperone.engines.networks import ConnectorError, OutcomeUnknown, RateLimited
from chaperone.engines.networks.transport import Transport

from .scripted import answer, answering

HASTY = Transport(answer_seconds=0.3, first_wait=0.0, max_bytes=1000)


UNTRUSTWORTHY = {
    "the connection breaks without an answer": b"",
    "the answer is cut short": answer("200 OK", b'{"id": "1"}')[:-4],
    "the answer is no JSON": answer("200 OK", b"<html>ok</html>"),
    "the server stumbles": answer("502 Bad Gateway"),
    "the answer is endless": answer("200 OK", b'{"id": "' + b"1" * 2000 + b'"}'),
    "it does not speak HTTP": b"hello\r\n\r\n",
}


@pytest.mark.parametrize("line", UNTRUSTWORTHY.values(), ids=UNTRUSTWORTHY.keys())
def test_change_without_a_trustworthy_answer_is_unknown_and_sent_once(line: bytes) -> None:
    with answering(line) as server, pytest.raises(OutcomeUnknown):
        HASTY.change(server.url, json={"text": "words"})

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "401 Unauthorized", "409 Conflict", "422 Unprocessable"]
)
def test_change_that_was_refused_is_an_answer(status: str) -> None:
    with answering(answer(status, b'{"error": "no"}')) as server:
        reply = HASTY.change(server.url, json={})

    assert (reply.status, reply.json()) == (int(status[:3]), {"error": "no"})


def test_change_that_never_left_is_not_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(ConnectorError) as failed:
        HASTY.change(f"http://127.0.0.1:{port}/", json={})

    assert type(failed.value) is ConnectorError
    assert (failed.value.code, failed.value.permanent) == ("unreachable", False)


def test_reading_repeats_until_it_gets_an_answer() -> None:
    with answering(b"", answer("503 Unavailable"), answer("200 OK", b'{"ok": 1}')) as server:
        assert HASTY.read(server.url).json() == {"ok": 1}

    assert len(server.requests) == 3


def test_delete_repeats_too() -> None:
    with answering(answer("500 Oops"), answer("404 Not Found")) as server:
        assert HASTY.delete(server.url).status == 404

    assert len(server.requests) == 2


def test_redirect_is_not_followed_with_the_token() -> None:
    with (
        answering(answer("200 OK")) as elsewhere,
        answering(answer("302 Found", headers=f"Location: {elsewhere.url}\r\n")) as server,
    ):
        assert HASTY.read(server.url, token="secret-token").status == 302

    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ("Retry-After: 7\r\n", 7, 7),
        ("Retry-After: {date}\r\n", 3500, 3600),
        ("ratelimit-reset: {moment}\r\n", 1700, 1800),
        ("Retry-After: soon\r\n", 60, 60),
        ("Retry-After: 0\r\n", 1, 1),
        ("Retry-After: 99999999\r\n", 86400, 86400),
        ("", 60, 60),
    ],
    ids=["seconds", "date", "reset", "words", "zero", "too-long", "nothing"],
)
def test_rate_limit_says_how_long(headers: str, least: float, most: float) -> None:
    now = datetime.now(UTC)  # not when the tests are collected: that may be long ago
    headers = headers.format(
        date=format_datetime(now + timedelta(hours=1)), moment=int(now.timestamp()) + 1800
    )
    with (
        answering(answer("429 Too Many Requests", headers=headers)) as server,
        pytest.raises(RateLimited) as limited,
    ):
        HASTY.read(server.url)

    assert least <= limited.value.retry_after <= most
    assert len(server.requests) == 1  # asking again at once would be the opposite of what was asked


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (answer("200 OK", b"x" * 5000), "present"),
        (answer("404 Not Found"), "absent"),
        (answer("410 Gone"), "absent"),
        (answer("403 Forbidden"), "unknown"),
        (answer("302 Found", headers="Location: /login\r\n"), "unknown"),
        (answer("500 Oops"), "unknown"),
        (b"", "unknown"),
    ],
)
def test_only_a_clear_no_counts_as_absent(line: bytes, seen: str) -> None:
    with answering(line) as server:
        assert HASTY.seen([server.url]) == seen


def test_one_address_that_answers_outweighs_those_that_do_not() -> None:
    with (
        answering(answer("404 Not Found")) as gone,
        answering(answer("200 OK")) as there,
        answering(b"") as broken,
    ):
        assert HASTY.seen([gone.url, broken.url, there.url]) == "present"
        assert HASTY.seen([gone.url, broken.url]) == "unknown"
        assert HASTY.seen([gone.url]) == "absent"
        assert HASTY.seen([]) == "absent"


def test_errors_carry_no_words_and_no_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    with answering(answer("500 Oops", b"Maria from Westlake")) as server:
        with pytest.raises(ConnectorError) as failed:
            HASTY.read(server.url, token="secret-token")
        with pytest.raises(OutcomeUnknown) as unknown:
            HASTY.change(server.url, json={"text": "Maria from Westlake"}, token="secret-token")

    shown = repr(failed.value) + repr(unknown.value) + caplog.text + repr([vars(r) for r in caplog.records])
    assert "Maria" not in shown
    assert "secret-token" not in shown


def test_unusable_address_is_permanent() -> None:
    with pytest.raises(ConnectorError) as failed:
        HASTY.read("ftp://127.0.0.1/")

    assert failed.value.permanent

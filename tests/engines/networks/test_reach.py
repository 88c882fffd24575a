"""A name that leads somewhere else now than when it was typed (DNS rebinding) reaches nobody inside."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chaperone.engines.networks import ConnectorError
from chaperone.engines.networks import transport as module
from chaperone.engines.networks.reach import addresses_of, is_public
from chaperone.engines.networks.transport import Transport

from .scripted import answer, answering

HASTY = Transport(answer_seconds=2.0, first_wait=0.0)
NAME = "network.example"

Point = Callable[..., list[str]]


@pytest.fixture
def point(monkeypatch: pytest.MonkeyPatch) -> Point:
    """``point("10.0.0.1")``: NAME leads there from now on. The list returned grows with every look-up."""
    looked: list[str] = []
    real = socket.getaddrinfo

    def to(*addresses: str) -> list[str]:
        def look_up(host: Any, port: Any, *rest: Any, **options: Any) -> Any:
            if host != NAME:
                return real(host, port, *rest, **options)
            looked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return looked

    return to


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_name_that_leads_inside_is_refused(point: Point, inside: str) -> None:
    point("93.184.215.14", inside)  # one good address among them changes nothing

    with pytest.raises(ConnectorError) as refused:
        addresses_of(NAME, 443, anywhere=False)

    assert (refused.value.code, refused.value.permanent) == ("address_private", True)


@pytest.mark.parametrize("outside", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_address_passes(outside: str) -> None:
    assert is_public(outside)


@pytest.mark.parametrize("spelled", ["2130706433", "0x7f000001", "127.1"])
def test_other_spellings_of_this_machine_are_refused(spelled: str) -> None:
    with pytest.raises(ConnectorError):
        addresses_of(spelled, 80, anywhere=False)


def test_nothing_is_sent_to_a_neighbour(point: Point) -> None:
    point("127.0.0.1")
    with answering(answer("200 OK")) as neighbour, pytest.raises(ConnectorError) as refused:
        HASTY.read(neighbour.url.replace("127.0.0.1", NAME), token="secret-token")

    assert neighbour.requests == []
    assert refused.value.code == "address_private"


def test_connection_goes_to_the_address_that_was_judged(point: Point) -> None:
    looked = point("127.0.0.1")
    trusted = Transport(answer_seconds=2.0, first_wait=0.0, anywhere=True)
    with answering(answer("200 OK", b'{"ok": 1}')) as server:
        reply = trusted.read(server.url.replace("127.0.0.1", NAME))

    assert reply.json() == {"ok": 1}
    assert looked == [NAME]  # a second look-up could have answered otherwise
    assert f"host: {NAME}:".encode() in server.requests[0].lower()


def test_next_address_is_tried_when_the_first_does_not_answer(point: Point) -> None:
    point("::1", "127.0.0.1")  # nothing listens on the first
    trusted = Transport(answer_seconds=2.0, first_wait=0.0, anywhere=True)
    with answering(answer("200 OK", b'{"ok": 1}')) as server:
        assert trusted.change(server.url.replace("127.0.0.1", NAME), json={}).json() == {"ok": 1}

    assert len(server.requests) == 1


def test_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(answer("200 OK")) as proxy, answering(answer("200 OK", b'{"ok": 1}')) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert HASTY.read(server.url).json() == {"ok": 1}

    assert proxy.requests == []


@pytest.mark.parametrize(("named", "reached"), [(NAME, True), ("another.example", False)])
def test_certificate_must_name_the_host_and_not_the_address(
    named: str, reached: bool, point: Point, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    point("127.0.0.1")
    trusted = Transport(answer_seconds=2.0, first_wait=0.0, attempts=1, anywhere=True)
    with _https(named, tmp_path) as port:
        monkeypatch.setattr(
            module, "_certificates", lambda: ssl.create_default_context(cafile=tmp_path / "c")
        )
        try:
            said = trusted.read(f"https://{NAME}:{port}/").json()
        except ConnectorError:
            said = {}

    assert bool(said) is reached


@contextmanager
def _https(name: str, folder: Path) -> Iterator[int]:
    _certificate(name, folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c", folder / "k")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_answer_once, args=(listening, context))
        thread.start()
        yield listening.getsockname()[1]
        thread.join(timeout=5)


def _answer_once(listening: socket.socket, context: ssl.SSLContext) -> None:
    plain, _ = listening.accept()
    with plain:
        try:
            with context.wrap_socket(plain, server_side=True) as safe:
                safe.recv(65536)
                safe.sendall(answer("200 OK", b'{"ok": 1}'))
        except (ssl.SSLError, OSError):
            return


def _certificate(name: str, folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "c").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "k").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )

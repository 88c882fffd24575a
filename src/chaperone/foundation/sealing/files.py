"""Sealed files: encrypted in frames, so that a long file streams and a cut or re-ordered one is noticed.

Layout: magic, key version, then frames of at most 1 MiB; each is a box bound to scope, name, frame number and
whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizar, 2015).
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Iterator
from itertools import count

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from chaperone.foundation.sealing import boxes, keys

MAGIC = b"CHAPFILE1"
FRAME_BYTES = 1 << 20
_OVERHEAD = boxes.NONCE_BYTES + 16


def write(scope: uuid.UUID, chunks: bytes | Iterable[bytes]) -> str:
    """Seal the bytes and return the opaque name under which :func:`read` finds them."""
    name = _new_name()
    body = io.BytesIO()
    version = keys.current_version(scope)
    body.write(MAGIC + version.to_bytes(4, "big"))
    key = keys.derived(scope, "file", version)
    for number, (frame, last) in enumerate(_frames(chunks)):
        body.write(boxes.lock(key, frame, bound_to=_binding(scope, name, number, last=last)))
    body.seek(0)
    saved = _storage().save(name, File(body))
    if saved != name:  # names are random; a clash means that something else writes here
        raise boxes.Unsealable("file name taken")
    return name


def read(scope: uuid.UUID, name: str) -> bytes:
    """The whole file. Raises :class:`~chaperone.foundation.sealing.boxes.Unsealable` or ``FileNotFoundError``."""
    return b"".join(stream(scope, name))


def stream(scope: uuid.UUID, name: str) -> Iterator[bytes]:
    """Yield the plaintext frame by frame; raises before an unauthentic frame is given out."""
    with _storage().open(name, "rb") as sealed:
        head = sealed.read(len(MAGIC) + 4)
        if not head.startswith(MAGIC):
            raise boxes.Unsealable("not a sealed file")
        key = keys.derived(scope, "file", int.from_bytes(head[len(MAGIC) :], "big"))
        box = sealed.read(FRAME_BYTES + _OVERHEAD)
        for number in count():
            following = sealed.read(FRAME_BYTES + _OVERHEAD)
            yield boxes.unlock(key, box, bound_to=_binding(scope, name, number, last=not following))
            if not following:
                return
            box = following


def delete(name: str) -> None:
    """Remove a sealed file; absent is fine."""
    _storage().delete(name)


def _frames(chunks: bytes | Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = b""
    for chunk in [chunks] if isinstance(chunks, bytes) else chunks:
        waiting += chunk
        while len(waiting) > FRAME_BYTES:
            yield waiting[:FRAME_BYTES], False
            waiting = waiting[FRAME_BYTES:]
    yield waiting, True


def _new_name() -> str:
    opaque = uuid.uuid4().hex
    return f"{opaque[:2]}/{opaque}"


def _binding(scope: uuid.UUID, name: str, number: int, *, last: bool) -> bytes:
    return f"file|{scope}|{name}|{number}|{int(last)}".encode()


def _storage() -> Storage:
    return storages["sealed"]

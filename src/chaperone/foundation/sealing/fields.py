"""Sealed attributes: text and JSON that the database never sees in the clear.

A model keeps the box in a ``BinaryField`` and names the attribute people use::

    name_sealed = models.BinaryField(default=b"")
    name = SealedText("name_sealed", "patients.patient.name")

The model needs a ``practice_id``: the box is bound to it and to the purpose, so that a box copied to another
row kind or another practice does not open.
"""

from __future__ import annotations

import json
import uuid
from typing import Any, overload

from chaperone.foundation.sealing import boxes, keys

VERSION_BYTES = 4


def seal(scope: uuid.UUID, purpose: str, plaintext: bytes) -> bytes:
    """Encrypt ``plaintext`` for one scope and purpose; the result names the key version it needs."""
    version = keys.current_version(scope)
    key = keys.derived(scope, "field", version)
    return version.to_bytes(VERSION_BYTES, "big") + boxes.lock(
        key, plaintext, bound_to=_binding(scope, purpose)
    )


def unseal(scope: uuid.UUID, purpose: str, box: bytes) -> bytes:
    """Open what :func:`seal` made. Raises :class:`~chaperone.foundation.sealing.boxes.Unsealable`."""
    version = int.from_bytes(box[:VERSION_BYTES], "big")
    key = keys.derived(scope, "field", version)
    return boxes.unlock(key, box[VERSION_BYTES:], bound_to=_binding(scope, purpose))


def _binding(scope: uuid.UUID, purpose: str) -> bytes:
    return f"field|{scope}|{purpose}".encode()


class SealedText(property):
    """A ``str`` attribute kept encrypted in the named ``BinaryField``; empty stays empty."""

    # A property, because Django's Model.__init__ accepts properties as keyword arguments, after the fields.
    def __init__(self, field: str, purpose: str) -> None:
        self._field, self._purpose = field, purpose
        super().__init__(self._read, self._write)

    def _read(self, row: Any) -> str:
        box = bytes(getattr(row, self._field) or b"")
        return unseal(row.practice_id, self._purpose, box).decode() if box else ""

    def _write(self, row: Any, value: str) -> None:
        setattr(row, self._field, seal(row.practice_id, self._purpose, value.encode()) if value else b"")

    @overload
    def __get__(self, row: None, owner: Any = ...) -> SealedText: ...
    @overload
    def __get__(self, row: object, owner: Any = ...) -> str: ...
    def __get__(self, row: Any, owner: Any = None) -> Any:
        return super().__get__(row, owner)

    def __set__(self, row: Any, value: str) -> None:
        super().__set__(row, value)


class SealedJSON(SealedText):
    """Like :class:`SealedText` for JSON values; ``None`` when nothing is kept."""

    def _read(self, row: Any) -> Any:
        text = super()._read(row)
        return json.loads(text) if text else None

    def _write(self, row: Any, value: Any) -> None:
        super()._write(
            row, "" if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        )

    def __get__(self, row: Any, owner: Any = None) -> Any:
        return property.__get__(self, row, owner)

    def __set__(self, row: Any, value: Any) -> None:
        property.__set__(self, row, value)

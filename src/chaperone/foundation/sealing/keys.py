"""Envelope encryption: the master key wraps one data key per scope; everything else is derived from that.

A data key is created on first use. Derived keys (HKDF-SHA256, RFC 5869) separate fields, files, indexes and
commitments, so that leaking one kind says nothing about another.
"""

from __future__ import annotations

import os
import uuid
from base64 import b64decode
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction

from chaperone.foundation.sealing import boxes
from chaperone.foundation.sealing.models import DataKey

KEY_BYTES = 32


def master_key() -> bytes:
    """The 32-byte key from the settings (environment or key file)."""
    key = b64decode(settings.CHAPERONE_MASTER_KEY)
    if len(key) != KEY_BYTES:
        raise ValueError("CHAPERONE_MASTER_KEY must be 32 bytes in base64")
    return key


def current_version(scope: uuid.UUID) -> int:
    """The newest key version of a scope; a first key is made when there is none."""
    newest = (
        DataKey.objects.filter(scope=scope).order_by("-version").values_list("version", flat=True).first()
    )
    return newest if newest is not None else _create(scope, version=1)


def rotate(scope: uuid.UUID) -> int:
    """Add a new key version; old boxes stay readable and are sealed anew when they are next written."""
    return _create(scope, version=current_version(scope) + 1)


def derived(scope: uuid.UUID, use: str, version: int) -> bytes:
    """A 32-byte key for one ``use`` (``field``, ``file``, ``index``, ``commitment``) of one scope."""
    return _derive(_data_key(scope, version, master_key()), use)


def stable(scope: uuid.UUID, use: str) -> bytes:
    """Like :func:`derived` from the first key version: for digests that must stay comparable over rotations."""
    current_version(scope)
    return derived(scope, use, 1)


def _create(scope: uuid.UUID, *, version: int) -> int:
    wrapped = boxes.lock(master_key(), os.urandom(KEY_BYTES), bound_to=_binding(scope, version))
    try:
        with transaction.atomic():
            DataKey.objects.create(scope=scope, version=version, wrapped=wrapped)
    except IntegrityError:  # somebody else was first; theirs is the key
        pass
    return version


@lru_cache(maxsize=256)
def _data_key(scope: uuid.UUID, version: int, master: bytes) -> bytes:
    row = DataKey.objects.filter(scope=scope, version=version).first()
    if row is None:  # a box of another practice, or one whose version number was changed
        raise boxes.Unsealable(f"datakey|{scope}|{version}")
    return boxes.unlock(master, bytes(row.wrapped), bound_to=_binding(scope, version))


@lru_cache(maxsize=1024)
def _derive(key: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"chaperone/{use}".encode()).derive(key)


def _binding(scope: uuid.UUID, version: int) -> bytes:
    return f"datakey|{scope}|{version}".encode()

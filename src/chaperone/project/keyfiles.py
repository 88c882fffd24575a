"""Keys made on first start, readable by the owner alone."""

from __future__ import annotations

import os
import secrets
from base64 import b64encode
from pathlib import Path


def key_from_file(folder: Path, name: str) -> str:
    """The key kept in ``folder/name`` (base64 of 32 random bytes), made when it is not there yet.

    The file is created complete or not at all, so that two processes starting at once agree on one key.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(b64encode(secrets.token_bytes(32)).decode())
        try:
            os.link(fresh, path)
        except FileExistsError:  # another process was first; its key stands
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def is_private(path: Path) -> bool:
    """Whether nobody but the owner can read the file; true as well when the key is not kept in a file."""
    return not path.exists() or not path.stat().st_mode & 0o077

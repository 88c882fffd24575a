"""Files and folders: what to read, and a way to write that leaves no half file behind."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from chaperone.engines.redaction.errors import Unreadable

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/gif": ".gif",
}
PHOTOS = {".jpg", ".jpeg", ".jpe", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff", ".gif"}
VIDEOS = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".qt", ".3gp"}
MAX_FILE_BYTES = 400_000_000


def files(paths: Iterable[Path], *, out: Path) -> Iterator[Path]:
    """Named files as they are; folders give their photos and videos, sub-folders too, in order of their names.

    What lies in `out` is a result, not an input. Links to folders are not followed, so a folder cannot hold itself.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path):
            below[:] = sorted(name for name in below if (Path(folder) / name).resolve() != out.resolve())
            for name in sorted(names):
                if Path(name).suffix.lower() in PHOTOS | VIDEOS and not name.startswith("."):
                    yield Path(folder) / name


def read(source: bytes | Path) -> bytes:
    """The bytes of a file, or the given bytes. Raises `Unreadable` when the file cannot be opened or is too long."""
    if isinstance(source, bytes):
        return source
    try:
        if source.stat().st_size > MAX_FILE_BYTES:
            raise Unreadable("The file is larger than 400 MB.", "Export a smaller copy and use that.")
        return source.read_bytes()
    except OSError as error:
        raise Unreadable(
            "The file cannot be opened.", "Check that it still exists and that you may read it."
        ) from error


def write_new(data: bytes, *, out: Path, mime: str) -> Path:
    """Write under a random name that says nothing of the input. Raises `OSError`; never overwrites.

    The data goes to a hidden file first and gets its name when it is complete, so a kill leaves no half picture.
    """
    name = secrets.token_hex(16)
    target, part = out / f"{name}{SUFFIXES[mime]}", out / f".{name}.part"
    try:
        with part.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            raise FileExistsError("a random name came twice")
        part.rename(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    return target

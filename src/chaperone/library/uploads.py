"""How uploaded files arrive: in memory, one size limit per file, never as a readable file on the disk.

Django would write larger uploads into the system's folder for temporary files; a patient's photo does not belong there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

FILES_AT_ONCE = 6
"""That many files of the largest size are held at once; a longer batch is cut there, and says so."""


@dataclass(frozen=True)
class TooMuch:
    """A file that was not taken in. ``why`` and ``remedy`` are for the uploader, as is its ``name``."""

    name: str
    why: str
    remedy: str


class BoundedMemoryHandler(FileUploadHandler):
    """Keeps each file in memory up to the limit; skips the others, and remembers them in ``skipped``."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.skipped: list[TooMuch] = []
        self._kept = 0
        self._file = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file begins."""
        super().new_file(*args, **kwargs)
        self._file = io.BytesIO()
        if self._kept > FILES_AT_ONCE * settings.CHAPERONE_MAX_UPLOAD_BYTES:
            self._skip(
                "The batch was too large to take in at once.", "Choose this file and the ones after it again."
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """One more piece of it."""
        if start + len(raw_data) > settings.CHAPERONE_MAX_UPLOAD_BYTES:
            limit = settings.CHAPERONE_MAX_UPLOAD_BYTES // 1_000_000
            self._file = io.BytesIO()
            self._skip(f"The file is larger than {limit} MB.", "Export a smaller copy.")
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """It is here."""
        self._kept += file_size
        self._file.seek(0)
        return InMemoryUploadedFile(
            self._file, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )

    def _skip(self, why: str, remedy: str) -> None:
        self.skipped.append(TooMuch(self.file_name or "", why, remedy))
        raise SkipFile

"""Files that nobody asked for are dropped as they arrive."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class NoFiles(FileUploadHandler):
    """The default for every address: keeps no file, neither in memory nor on the disk.

    A view that takes files says how before they are read (``library/upload_views.py``). Without this, anybody could
    fill the disk through any form, and a photo sent to the wrong address would lie on it unsealed.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip it."""
        super().new_file(*args, **kwargs)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never reached after the skip; keeps nothing all the same."""

    def file_complete(self, file_size: int) -> None:
        """There is no file."""

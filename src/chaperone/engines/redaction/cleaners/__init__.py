"""One cleaner per format family. A new format is one file here and one entry in `CLEANERS`."""

from __future__ import annotations

from chaperone.engines.redaction.cleaners.base import Cleaner, Contents
from chaperone.engines.redaction.cleaners.gif import GIF
from chaperone.engines.redaction.cleaners.heic import HEIC
from chaperone.engines.redaction.cleaners.jpeg import JPEG
from chaperone.engines.redaction.cleaners.png import PNG
from chaperone.engines.redaction.cleaners.tiff import TIFF
from chaperone.engines.redaction.cleaners.webp import WEBP
from chaperone.engines.redaction.sniff import Format

CLEANERS: tuple[Cleaner, ...] = (JPEG, PNG, WEBP, HEIC, TIFF, GIF)

__all__ = ["CLEANERS", "Cleaner", "Contents", "cleaner_for"]


def cleaner_for(name: Format) -> Cleaner:
    """The cleaner that reads this format."""
    return next(cleaner for cleaner in CLEANERS if cleaner.format == name)

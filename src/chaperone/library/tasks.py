"""Cleans what waits."""

from __future__ import annotations

from datetime import datetime

from chaperone.foundation.jobs.registry import job
from chaperone.library import services
from chaperone.library.queries import renditions_due


@job("library.rendition", due=renditions_due)
def make_rendition(pk: str, at: datetime) -> None:
    """Clean one rendition."""
    services.make_rendition(rendition_id=pk, at=at)

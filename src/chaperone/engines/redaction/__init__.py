"""Photo in, clean copy and report out. Pure Python, no Django; usable alone."""

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.pipeline import preview, redact
from chaperone.engines.redaction.report import ENGINE_VERSION, Box, Redaction, RedactionReport, Region
from chaperone.engines.redaction.shrink import Shrunk, shrink

__all__ = [
    "ENGINE_VERSION",
    "Box",
    "Redaction",
    "RedactionReport",
    "Region",
    "Shrunk",
    "Unreadable",
    "preview",
    "redact",
    "shrink",
]

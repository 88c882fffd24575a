"""Photo in, clean copy and report out. Pure Python, no Django; usable alone."""

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.pipeline import preview, redact
from chaperone.engines.redaction.report import ENGINE_VERSION, Box, Redaction, RedactionReport, Region

__all__ = [
    "ENGINE_VERSION",
    "Box",
    "Redaction",
    "RedactionReport",
    "Region",
    "Unreadable",
    "preview",
    "redact",
]

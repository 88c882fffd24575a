"""Photo in, clean copy and report out. Pure Python, no Django; usable alone.

`redact` and `preview` load the models' libraries (OpenCV, ONNX Runtime: 100 MB and native threads) when they are first
taken from here. A web server imports `isolated` instead and never loads them: its worker process does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.report import ENGINE_VERSION, Box, Redaction, RedactionReport, Region
from chaperone.engines.redaction.shrink import Shrunk, shrink

if TYPE_CHECKING:
    from chaperone.engines.redaction.pipeline import preview, redact

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


def __getattr__(name: str) -> Any:
    if name in ("preview", "redact"):
        return getattr(import_module("chaperone.engines.redaction.pipeline"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

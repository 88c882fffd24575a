"""Video in, clean MP4 and report out: faces and text tracked over time, sound dropped, rebuilt from its frames.

`redact_video` loads the models and FFmpeg when it is first taken from here; `isolated` never loads them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chaperone.engines.redaction.video.options import Drawn, Edits, Kept, VideoOptions

if TYPE_CHECKING:
    from chaperone.engines.redaction.video.pipeline import redact_video
    from chaperone.engines.redaction.video.posters import poster

__all__ = ["Drawn", "Edits", "Kept", "VideoOptions", "poster", "redact_video"]

LATER = {"redact_video": "pipeline", "poster": "posters"}


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

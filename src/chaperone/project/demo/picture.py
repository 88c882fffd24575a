"""The demo's photo: the public-domain portrait in scikit-image's wheel, with the traces that a phone leaves."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from chaperone.foundation.refusal import Refusal


def portrait(side: int = 512) -> bytes:
    """A JPEG of ``side`` pixels with an owner's name and a GPS position in it (Eileen Collins, NASA, public domain)."""
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(
            "demo.no_picture",
            "The demo photo is not installed.",
            "Run: pip install --no-deps -r requirements/demo.lock",
        )
    with Image.open(Path(spec.submodule_search_locations[0]) / "data" / "astronaut.png") as picture:
        small = picture.convert("RGB").resize((side, side))
    exif = Image.Exif()
    exif[0x013B] = "Owner of the camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 16.0, 2.0), 3: "W", 4: (97.0, 44.0, 35.0)})
    out = io.BytesIO()
    small.save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()

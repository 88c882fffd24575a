"""The properties of the engines, looked for in ten thousand examples each, and a text of a megabyte."""

from __future__ import annotations

from tests.engines.redaction.test_properties import (
    test_a_cover_changes_exactly_what_its_mask_says,
    test_a_find_in_any_view_comes_back_to_its_place,
    test_random_bytes_never_raise_anything_else,
    test_spoiled_photos_never_raise_anything_else,
)
from tests.engines.screening.test_properties import (
    PROSE,
    grows_with_its_square,
    test_any_text_is_judged_and_offsets_lie_inside,
    test_folding_keeps_the_way_back,
    test_judging_twice_says_the_same,
)

__all__ = [
    "test_a_cover_changes_exactly_what_its_mask_says",
    "test_a_find_in_any_view_comes_back_to_its_place",
    "test_any_text_is_judged_and_offsets_lie_inside",
    "test_folding_keeps_the_way_back",
    "test_judging_twice_says_the_same",
    "test_random_bytes_never_raise_anything_else",
    "test_spoiled_photos_never_raise_anything_else",
]


def test_a_megabyte_is_judged_in_linear_time() -> None:
    assert not grows_with_its_square(PROSE, "caption", longest=1_000_000, runs=1)

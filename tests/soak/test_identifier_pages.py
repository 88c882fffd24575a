"""A megabyte of several kinds of page: four times the text takes four times as long."""

from __future__ import annotations

import pytest
from tests.engines.screening.test_identifier_properties import KINDS_OF_PAGE, seconds_of_rules


@pytest.mark.parametrize("page", sorted(KINDS_OF_PAGE))
def test_a_megabyte_takes_four_times_a_quarter(page: str) -> None:
    assert seconds_of_rules(page, 1_000_000) < 6 * seconds_of_rules(page, 250_000)

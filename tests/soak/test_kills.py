"""Five hundred kills by lot, anywhere in publishing, taking down and withdrawing. Minutes, so run by hand."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.rooms.publishing.kills import check_publish, check_takedown, check_withdraw, house

KILLS = int(os.environ.get("SOAK_KILLS", "500"))


def test_five_hundred_kills(tmp_path: Path) -> None:
    """The seed is printed: SOAK_SEED repeats a run."""
    seed = int(os.environ.get("SOAK_SEED", random.SystemRandom().randrange(1 << 32)))
    lot = random.Random(seed)
    print(f"SOAK_SEED={seed}")
    with house(tmp_path) as made:
        spans = {}
        for do, begin in (("publish", "due"), ("takedown", "withdrawn"), ("withdraw", "live")):
            made.back_to(begin)
            spans[do] = len(made.do(do, lines=True)["passed"])
        for _ in range(KILLS):
            do = lot.choice(sorted(spans))
            line = lot.randrange(spans[do])
            if do == "publish":
                check_publish(made, die_at=line, lines=True)
            elif do == "takedown":
                check_takedown(made, die_at=line, lines=True)
            else:
                check_withdraw(made, die_at=line)

"""A house in a folder of its own whose workers are killed, beside a network that goes on standing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.rooms.publishing.network_seen import Seen
from tests.servers.sandbox import sandbox_site

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


class House:
    """``order`` makes a worker process do something; ``keep`` and ``back_to`` save and restore both databases."""

    def __init__(self, var: Path, process: subprocess.Popen[str], seen: Seen) -> None:
        self.var, self.process, self.seen = var, process, seen

    def order(self, do: str, **more: Any) -> dict[str, Any]:
        """What the worker said at its end; ``killed`` says whether it died of SIGKILL."""
        asked = {"do": do, "at": AT.isoformat(), "network": self.seen.network.url, **more}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert answer["killed"] or answer["status"] == 0, f"the worker failed at {do}"
        return answer

    def do(self, do: str, **more: Any) -> dict[str, Any]:
        """Like ``order``, for work that must not die."""
        answer = self.order(do, **more)
        assert not answer["killed"]
        said: dict[str, Any] = answer["said"]
        return said

    def states(self, table: str) -> list[str]:
        """What a table says, without a worker."""
        with closing(sqlite3.connect(self.var / "chaperone.sqlite3")) as database:
            return [row[0] for row in database.execute(f"SELECT state FROM {table}")]

    def keep(self, name: str) -> None:
        """Remember both databases as they are now."""
        folder = self.var.parent / name
        folder.mkdir()
        for file in self._databases():
            shutil.copy(file, folder)

    def back_to(self, name: str) -> None:
        """Both databases as they were."""
        for file in self._databases():
            file.unlink()
        for file in (self.var.parent / name).iterdir():
            home = self.var if file.name.startswith("chaperone") else self.seen.network.database_path.parent
            shutil.copy(file, home)

    def _databases(self) -> list[Path]:
        network = self.seen.network.database_path
        return [*self.var.glob("chaperone.sqlite3*"), *network.parent.glob(f"{network.name}*")]


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """A house with an approved post that is due (kept as "due"), live ("live"), and withdrawn ("withdrawn")."""
    var, network = folder / "var", folder / "network"
    var.mkdir()
    network.mkdir()
    environment = os.environ | {
        "CHAPERONE_VAR": str(var),
        "CHAPERONE_JOBS": "off",
        "DJANGO_SETTINGS_MODULE": "chaperone.project.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "tests.rooms.publishing.kill_worker"]
    with (
        sandbox_site(network) as site,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process,
    ):
        try:
            made = House(var, process, Seen(site))
            for do, name in (("prepare", "due"), ("publish", "live"), ("withdraw", "withdrawn")):
                made.do(do)
                made.keep(name)
            yield made
        finally:
            process.communicate()  # closes its orders: it ends


def check_publish(made: House, *, die_at: int, lines: bool = False) -> dict[str, Any]:
    """Kill the worker that publishes; fresh ones come: there is one post, and the row knows it."""
    made.back_to("due")
    died = made.order("publish", die_at=die_at, lines=lines)
    ended = made.do("finish")
    assert ended["deliveries"] == ["live"], ended
    assert (made.seen.standing, made.seen.ever) == (1, 1), ended
    assert ended["events"].count("delivery.published") == 1, ended
    return died


def check_takedown(made: House, *, die_at: int, lines: bool = False) -> dict[str, Any]:
    """Kill the worker that takes down; fresh ones come: it is gone, and that was seen."""
    made.back_to("withdrawn")
    died = made.order("takedown", die_at=die_at, lines=lines)
    ended = made.do("finish")
    assert (ended["deliveries"], ended["takedowns"]) == (["removed"], ["gone"]), ended
    assert (made.seen.standing, made.seen.readable_pictures, made.seen.ever) == (0, 0, 1), ended
    assert ended["events"].count("takedown.verified_gone") == 1, ended
    return died


def check_withdraw(made: House, *, die_at: int) -> dict[str, Any]:
    """Kill between two lines of a withdrawal: nothing happened, or a takedown waits that will run."""
    made.back_to("live")
    died = made.order("withdraw", die_at=die_at, lines=True)
    left = (made.states("consents_authorization"), made.states("publishing_takedown"))
    assert left in [(["signed"], []), (["withdrawn"], ["due"])], left
    if left[1]:
        ended = made.do("finish")
        assert (ended["deliveries"], ended["takedowns"]) == (["removed"], ["gone"]), ended
        assert made.seen.standing == 0
    return died

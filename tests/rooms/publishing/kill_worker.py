"""A worker that is made to be killed: `python -m tests.rooms.publishing.kill_worker`, orders as JSON lines.

It loads the house once, with the settings of its own CHAPERONE_VAR, and forks for every order: the child does the
work as a process of its own and, where the order says so, sends itself SIGKILL between two steps. The product
knows nothing of this; the steps are wrapped from here.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from chaperone.access import rules  # noqa: E402
from chaperone.access.rules import Role  # noqa: E402
from chaperone.access.services import open_practice  # noqa: E402
from chaperone.audit.actors import Actor  # noqa: E402
from chaperone.audit.models import Entry  # noqa: E402
from chaperone.consents.models import Authorization  # noqa: E402
from chaperone.consents.services import withdraw  # noqa: E402
from chaperone.engines.networks.sandbox import Sandbox  # noqa: E402
from chaperone.foundation.jobs import registry  # noqa: E402
from chaperone.foundation.jobs.queue import run_everything_due  # noqa: E402
from chaperone.foundation.refusal import YES  # noqa: E402
from chaperone.publishing import removing, sending  # noqa: E402
from chaperone.publishing.models import Delivery, Takedown  # noqa: E402
from tests.personas import member  # noqa: E402
from tests.servers.sandbox import SandboxSite  # noqa: E402
from tests.story import Story  # noqa: E402

Ended = dict[str, Any]

# Every step of a worker's turn; a boundary lies before and after each call.
STEPS: dict[str, tuple[tuple[Any, str], ...]] = {
    "publish": (
        (sending, "take"), (Sandbox, "begin"), (sending._Sending, "_prepare"), (sending._Sending, "_fence"),
        (sending, "move"), (Sandbox, "commit"), (sending._Sending, "_live"), (sending, "give_back"),
    ),
    "takedown": (
        (removing, "take"), (Sandbox, "remove"), (removing._Removing, "_deleted"), (Sandbox, "probe"),
        (removing._Removing, "_look"), (removing._Removing, "_finish"), (removing, "move"), (removing, "give_back"),
    ),
    "withdraw": (),
}  # fmt: skip
TRACED = (
    "publishing/", "consents/services/", "foundation/jobs/leases.py", "engines/networks/sandbox.py",
    "audit/services.py",
)  # fmt: skip
AFTERWARDS = (121, 142, 280, 300, 1_000)
"""Seconds after the kill at which fresh workers look: the lease of the dead one runs out at 120."""


class Boundaries:
    """Counts the boundaries a piece of work passes and dies at the one it was told to (0 is the first)."""

    def __init__(self, die_at: int | None) -> None:
        self.die_at = die_at
        self.passed: list[str] = []

    def reach(self, name: str) -> None:
        if self.die_at == len(self.passed):
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(name)

    def wrap(self, owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        @wraps(real)
        def step(*args: Any, **kwargs: Any) -> Any:
            self.reach(f"before {name}")
            result = real(*args, **kwargs)
            self.reach(f"after {name}")
            return result

        setattr(owner, name, step)

    def trace(self, frame: FrameType, event: str, arg: object) -> Any:
        """For ``sys.settrace``: a boundary before every line of the files that matter."""
        path = frame.f_code.co_filename
        if "/chaperone/" not in path or not any(part in path for part in TRACED):
            return None
        if event == "line":
            self.reach(f"{Path(path).name}:{frame.f_lineno}")
        return self.trace


def prepare(order: Ended) -> Ended:
    """A new database with a covered, approved post that is due now."""
    call_command("migrate", verbosity=0)
    at = datetime.fromisoformat(order["at"])
    practice = open_practice(
        slug="westlake",
        name="Westlake",
        legal_name="Westlake PLLC",
        phone="+1 512 555 0100",
        email="office@westlake.example",
        address="100 Bee Cave Rd, Austin, TX 78746",
        jurisdictions=["US-TX"],
        at=at,
    )
    people = [
        member(practice, "Mina Okafor", Role.COORDINATOR),
        member(practice, "Dr. Alma Reyes", Role.OWNER, Role.SURGEON),
        member(practice, "Priya Raman", Role.PRIVACY_OFFICER),
    ]
    site = SandboxSite(order["network"], Path(), None)  # type: ignore[arg-type]  # it stands in the test's process
    story = Story(practice, *people, site, at)
    story.until_approved()
    story.schedule()
    return {}


def only_publishing() -> None:
    """The other rooms' jobs would only take time here."""
    for job in registry.all_jobs():
        if not job.name.startswith("publishing."):
            del registry._JOBS[job.name]


def work(order: Ended) -> Ended:
    """One worker's turn with everything that is due."""
    only_publishing()
    run_everything_due(now=datetime.fromisoformat(order["at"]))
    return {}


def take_back(order: Ended) -> Ended:
    """The patient withdraws on her own page."""
    row = Authorization.objects.get()
    by = Actor.patient(row.practice_id, row.patient_id)
    withdraw(authorization=row, by=by, at=datetime.fromisoformat(order["at"]))
    return {}


def finish(order: Ended) -> Ended:
    """Fresh workers come by as time goes on; says how everything stands then."""
    only_publishing()
    at = datetime.fromisoformat(order["at"])
    for seconds in AFTERWARDS:
        run_everything_due(now=at + timedelta(seconds=seconds))
    return standing()


def standing() -> Ended:
    """What the rows say."""
    events = Entry.objects.filter(event__startswith="publishing.").order_by("id")
    return {
        "deliveries": list(Delivery.objects.values_list("state", flat=True)),
        "takedowns": list(Takedown.objects.values_list("state", flat=True)),
        "events": [event.partition(".")[2] for event in events.values_list("event", flat=True)],
    }


DO = {
    "prepare": prepare,
    "publish": work,
    "takedown": work,
    "withdraw": take_back,
    "finish": finish,
}


def obey(order: Ended) -> Ended:
    """In the child: do what was ordered, with a boundary at each step or at each line."""
    rules.register_check("attestation", lambda actor: YES)
    boundaries = Boundaries(order.get("die_at"))
    if order.get("lines"):
        sys.settrace(boundaries.trace)
    else:
        for owner, name in STEPS.get(order["do"], ()):
            boundaries.wrap(owner, name)
    result = DO[order["do"]](order)
    sys.settrace(None)
    connections.close_all()
    return result | {"passed": boundaries.passed}


def _live_and_die(order: Ended, writing: int) -> None:
    """A child never comes back into the loop of its parent."""
    try:
        with os.fdopen(writing, "w") as out:
            json.dump(obey(order), out)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def main() -> None:
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _live_and_die(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading) as answer:
            said = answer.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"killed": killed, "status": status, "said": json.loads(said or "{}")}), flush=True)


if __name__ == "__main__":
    main()

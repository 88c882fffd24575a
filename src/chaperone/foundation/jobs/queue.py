"""The Huey queue: entries hold a job's name and a row's key, in JSON (Huey pickles by default)."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone
from huey import Huey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

from chaperone.foundation.jobs import registry

log = logging.getLogger("chaperone.jobs")


class JSONSerializer(Serializer):  # type: ignore[misc]
    """Huey's messages and results as JSON; a date is tagged, anything else than ids and times is a fault."""

    def _serialize(self, data: Any) -> bytes:
        tagged = ["message", *data] if isinstance(data, Message) else ["value", data]
        return json.dumps(tagged, default=_encode_date).encode()

    def _deserialize(self, data: bytes) -> Any:
        kind, *parts = json.loads(data, object_hook=_decode_date)
        return Message(*parts) if kind == "message" else parts[0]


def _encode_date(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"__at__": value.isoformat()}
    raise TypeError(f"a queue entry cannot hold {type(value).__name__}")


def _decode_date(value: dict[str, Any]) -> Any:
    return datetime.fromisoformat(value["__at__"]) if set(value) == {"__at__"} else value


def _open_queue() -> Huey:
    path = settings.CHAPERONE_VAR / "queue.sqlite3"
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("chaperone", filename=str(path), results=False, serializer=JSONSerializer(), timeout=15)


huey = _open_queue()


@huey.task(name="run")  # type: ignore[untyped-decorator]
def run(name: str, pk: str) -> None:
    """Do one row. A fault is logged by kind only: its text may hold what a log must not."""
    close_old_connections()
    try:
        registry.get(name).run(pk, timezone.now())
    except Exception as fault:
        log.error("job %s row %s failed: %s", name, pk, type(fault).__qualname__, exc_info=settings.DEBUG)
    finally:
        close_old_connections()


@huey.periodic_task(crontab(), name="sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Every minute: queue whatever is due, whether or not its nudge arrived."""
    close_old_connections()
    for job in registry.all_jobs():
        _sweep_one(job)
    close_old_connections()


def _sweep_one(job: registry.Job) -> None:
    try:
        for pk in job.due(timezone.now()):
            run(job.name, str(pk))
    except Exception as fault:
        log.error("sweep of %s failed: %s", job.name, type(fault).__qualname__, exc_info=settings.DEBUG)


def nudge(name: str, pk: object, *, at: datetime | None = None) -> None:
    """Ask a worker to look at a row, once this transaction has committed (and not before ``at``)."""
    mode = settings.CHAPERONE_JOBS
    if mode == "queue":
        transaction.on_commit(lambda: _enqueue(name, str(pk), at), robust=True)


def _enqueue(name: str, pk: str, at: datetime | None) -> None:
    if at is None or at <= timezone.now():
        run(name, pk)
    else:
        run.schedule((name, pk), eta=at)


def run_everything_due(*, now: datetime | None = None, rounds: int = 25) -> int:
    """Do all that is due in this process until nothing is left; returns how many rows were done.

    For tests and for ``chaperone worker --once``; the same jobs, without the queue.
    """
    at = now or timezone.now()
    done = 0
    for _ in range(rounds):
        waiting = [(job, pk) for job in registry.all_jobs() for pk in job.due(at)]
        if not waiting:
            break
        for job, pk in waiting:
            job.run(str(pk), at)
            done += 1
    return done

"""Puts together the packs that were asked for, judges again after a change of the rules, forgets old figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chaperone.foundation.jobs.leases import free
from chaperone.foundation.jobs.registry import job
from chaperone.oversight import firings, rescreening
from chaperone.oversight.models import EvidencePack, Firing, RulesRun
from chaperone.oversight.rules import FIRINGS_KEPT, RunState, State
from chaperone.oversight.services import PACK_JOB, make_pack


def _due(now: datetime) -> Iterable[object]:
    waiting = EvidencePack.objects.filter(free(now), state=State.WAITING)
    return waiting.order_by("asked_at").values_list("pk", flat=True)[:50]


@job(PACK_JOB, due=_due)
def make(pk: str, at: datetime) -> None:
    """Put one pack together."""
    make_pack(pack_id=pk, at=at)


def _due_runs(now: datetime) -> Iterable[object]:
    waiting = RulesRun.objects.filter(free(now), state=RunState.WAITING)
    return waiting.order_by("started_at").values_list("pk", flat=True)[:50]


@job(rescreening.RUN_JOB, due=_due_runs)
def judge_again(pk: str, at: datetime) -> None:
    """One turn with one run of the rules."""
    rescreening.work(run_id=pk, at=at)


def _old_firings(now: datetime) -> Iterable[object]:
    return Firing.objects.filter(at__lt=now - FIRINGS_KEPT).values_list("pk", flat=True)[:1]


@job("oversight.firings", due=_old_firings)
def forget(pk: str, at: datetime) -> None:
    """Firings are kept for a year and a month."""
    firings.forget_old(at=at)

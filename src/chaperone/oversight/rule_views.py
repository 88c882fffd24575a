"""The screening rules: tried on a text, found, tuned, with what they did lately."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.models import Practice
from chaperone.access.queries import names_of
from chaperone.access.rules import may
from chaperone.compliance.tuning import changes_of, deny_words, reset_rule, tune_rule
from chaperone.engines.screening.tuning import DENIED
from chaperone.foundation.refusal import Refusal
from chaperone.oversight.firings import by_use, by_week, firings_of
from chaperone.oversight.models import Doubt
from chaperone.oversight.rescreening import let_stand, open_doubts, runs_of
from chaperone.oversight.rule_forms import DenyForm, ReasonForm, TryForm, TuneForm
from chaperone.oversight.rules import RunState
from chaperone.oversight.screening_rules import (
    LEVELS,
    SHOWN,
    Rule,
    chosen,
    find_rule,
    grouped,
    rules_of,
    try_text,
)

LATEST = 10
_PAGES = {"caption": ("posts:detail", "A post"), "reply": ("inbox:detail", "An answer"),
          "incoming": ("inbox:detail", "Something others wrote")}  # fmt: skip
_OUTCOMES = {"open": "look", "heeded": "clear", "overridden": "note", "noted": "note"}


@staff("rules.read")
def rules(request: StaffRequest) -> HttpResponse:
    """Every rule with its law; a posted text is judged, shown, and not kept. What is searched for is posted too."""
    trying = request.method == "POST" and request.POST.get("act", "try") == "try"
    form = TryForm(request.POST if trying else None, practice=request.practice)
    words = request.POST.get("find", "")[:100] if request.method == "POST" else ""
    show = request.GET.get("show", "")
    all_of_them = rules_of(request.practice, at=timezone.now())
    listed = chosen(all_of_them, words=words, show=show)
    context: dict[str, Any] = {
        "form": form,
        "groups": grouped(listed),
        "count": len(listed),
        "find": words,
        "narrowed": bool(words or show),
        "tabs": _tabs(request.practice, all_of_them, show),
        **_second_look(request),
    }
    if trying and form.is_valid():
        context["tried"] = try_text(request.practice, request.actor, **form.asked)
    return render(request, "oversight/rules.html", context, status=422 if form.errors else 200)


def _tabs(practice: Practice, listed: list[Rule], show: str) -> list[dict[str, Any]]:
    url = reverse("oversight:rules", args=[practice.slug])
    labels = {"": "All", "tuned": "Tuned here", "fired": "Fired lately", "overridden": "Overridden"}
    return [
        {
            "label": label, "url": f"{url}?show={key}#all" if key else f"{url}#all", "current": key == show,
            "count": len(chosen(listed, show=key)),
        }
        for key, label in labels.items()
        if key in ("", *SHOWN)
    ]  # fmt: skip


def _second_look(request: StaffRequest) -> dict[str, Any]:
    return {
        "run": runs_of(request.practice).first(),
        "waiting": RunState.WAITING,
        "doubts": list(open_doubts(request.practice)[:20]),
        "may_tune": bool(may(request.actor, "rules.tune")),
    }


@staff("rules.read")
def progress(request: StaffRequest) -> HttpResponse:
    """How far the last change has been applied; asks again while it moves."""
    return render(request, "oversight/_rules_run.html", _second_look(request))


@staff("rules.read")
def rule(request: StaffRequest, rule: str) -> HttpResponse:
    """One rule: what it is for, what it did, what may be changed about it."""
    now = timezone.now()
    found = _found(request.practice, rule, now)
    return render(request, "oversight/rule.html", _page(request, found, now))


@staff("rules.tune")
@require_POST
def tune(request: StaffRequest, rule: str) -> HttpResponse:
    """Change what a rule says here; everything that waits or is live is judged again."""
    now = timezone.now()
    found = _found(request.practice, rule, now)
    form = _form(found, request.POST)
    if form.is_valid():
        try:
            _change(request, found, form, now)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.remedy}")
        else:
            messages.success(request, "Saved. What waits and what is live is being judged again.")
            return redirect("oversight:rule", request.practice.slug, rule)
    return render(request, "oversight/rule.html", {**_page(request, found, now), "form": form}, status=422)


@staff("rules.tune")
@require_POST
def reset(request: StaffRequest, rule: str) -> HttpResponse:
    """The rule speaks as shipped again."""
    now = timezone.now()
    found = _found(request.practice, rule, now)
    form = ReasonForm(request.POST, prefix="reset")
    if form.is_valid():
        try:
            reset_rule(
                practice=request.practice,
                rule=rule,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=now,
            )
        except Refusal as refusal:
            form.add_error(None, f"{refusal.reason} {refusal.remedy}")
        else:
            messages.success(request, "Back as shipped. What waits and what is live is being judged again.")
            return redirect("oversight:rule", request.practice.slug, rule)
    return render(
        request, "oversight/rule.html", {**_page(request, found, now), "reset_form": form}, status=422
    )


@staff("rules.tune")
@require_POST
def stand(request: StaffRequest, pk: Any) -> HttpResponse:
    """A person looked at what the rules would not pass today, and lets it stand."""
    doubt = get_object_or_404(Doubt.objects.of(request.practice), pk=pk)
    try:
        let_stand(doubt=doubt, note=request.POST.get("reason", "")[:500], by=request.actor, at=timezone.now())
        messages.success(request, "It stands. Your reason is kept.")
    except Refusal as refusal:
        messages.error(request, f"{refusal.reason} {refusal.remedy}")
    return redirect("oversight:rules", request.practice.slug)


def _found(practice: Practice, key: str, now: datetime) -> Rule:
    found = find_rule(practice, key, at=now)
    if found is None:
        raise Http404
    return found


def _form(found: Rule, data: Any = None) -> TuneForm | DenyForm:
    if found.info.id == DENIED:
        return DenyForm(data, setting=found.setting)
    return TuneForm(data, rule=found)


def _change(request: StaffRequest, found: Rule, form: TuneForm | DenyForm, now: datetime) -> None:
    if isinstance(form, DenyForm):
        reason = form.cleaned_data["reason"]
        deny_words(practice=request.practice, entries=form.entries(), reason=reason, by=request.actor, at=now)
    else:
        tune_rule(practice=request.practice, rule=found.info.id, **form.tuned(), by=request.actor, at=now)


def _page(request: StaffRequest, found: Rule, now: datetime) -> dict[str, Any]:
    practice, key = request.practice, found.info.id
    may_tune = bool(may(request.actor, "rules.tune"))
    can_change = bool(found.limit.levels or found.limit.allows or key == DENIED)
    weeks = by_week(practice, key, at=now)
    return {
        "rule": found,
        "may_tune": may_tune,
        "can_change": can_change,
        "form": _form(found) if can_change else None,
        "reset_form": ReasonForm(prefix="reset"),
        "uses": [(_PAGES[use][1], fired) for use, fired in sorted(by_use(practice, key, at=now).items())],
        "weeks": weeks,
        "most": max((fired for _, fired in weeks), default=0),
        "latest": [_firing(practice, one) for one in firings_of(practice, at=now).filter(rule=key)[:LATEST]],
        "history": _history(practice, key, with_words=may_tune or bool(may(request.actor, "trail.read"))),
    }


def _firing(practice: Practice, one: Any) -> dict[str, Any]:
    page, label = _PAGES[one.use]
    return {
        "at": one.at, "title": f"{label} {one.subject_id.hex[:8]}",
        "url": reverse(page, args=[practice.slug, one.subject_id]),
        "verdict": _OUTCOMES[one.outcome], "outcome": one.get_outcome_display(), "severity": one.severity,
    }  # fmt: skip


def _history(practice: Practice, key: str, *, with_words: bool) -> list[dict[str, Any]]:
    """Who changed what, newest first. Reasons only for those who may see the trail."""
    rows = list(changes_of(practice).filter(rule=key)[:50])
    names = names_of(practice.id, {row.set_by for row in rows})
    return [
        {
            "at": row.set_at, "by": names.get(row.set_by, "Chaperone"), "title": _said(row),
            "sentence": row.reason if with_words else "",
        }
        for row in rows
    ]  # fmt: skip


def _said(row: Any) -> str:
    if row.is_shipped:
        return "Back as shipped"
    parts = [LEVELS[row.level]] if row.level else []
    parts += [f"{len(row.allow)} let pass"] if row.allow else []
    parts += [f"{len(row.deny)} not to be said"] if row.deny else []
    return ", ".join(parts)

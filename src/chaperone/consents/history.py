"""The facts and the timeline of one authorization, in words for the practice."""

from __future__ import annotations

from typing import Any

from chaperone.access.queries import names_of
from chaperone.audit.models import Entry
from chaperone.audit.queries import entries_about
from chaperone.consents.models import Authorization

TITLES: dict[str, tuple[str, str]] = {
    "consents.authorization.drafted": ("Request written", ""),
    "consents.authorization.sent": ("Sent to the patient", ""),
    "consents.authorization.opened": ("Opened by the patient", ""),
    "consents.identity.confirmed": ("Date of birth confirmed", ""),
    "consents.identity.failed": ("Wrong date of birth", "look"),
    "consents.progress.saved": ("Answers saved, not signed yet", ""),
    "consents.language.switched": ("Language changed", ""),
    "consents.authorization.signed": ("Signed", "clear"),
    "consents.authorization.declined": ("The patient said no", "blocked"),
    "consents.authorization.closed": ("Closed by the practice", ""),
    "consents.authorization.withdrawn": ("Withdrawn", "blocked"),
    "consents.lines.withdrawn": ("Withdrawn in part", "look"),
    "consents.authorization.expired": ("Ended on its last day", "look"),
    "consents.copy.opened": ("Signed copy opened", ""),
    "consents.page.renewed": ("New link to her own page", ""),
}
HOW = {
    "page": "On her own page.",
    "phone": "By phone.",
    "paper": "On paper or by e-mail.",
    "person": "In person.",
}


def events_of(row: Authorization) -> list[dict[str, Any]]:
    """The timeline, newest first."""
    entries = list(entries_about(row.practice_id, row.pk))[::-1]
    names = names_of(row.practice_id, {one.actor_id for one in entries if one.actor_kind == "person"})
    return [_event(row, one, names) for one in entries]


def _event(row: Authorization, entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    title, verdict = TITLES.get(entry.event, (entry.event, ""))
    who = {"patient": "The patient", "program": "Chaperone"}.get(entry.actor_kind)
    return {
        "at": row.practice.local(entry.at),
        "title": title,
        "by": who or names.get(entry.actor_id, "Somebody who left"),
        "sentence": _sentence(entry),
        "verdict": verdict,
    }


def _sentence(entry: Entry) -> str:
    if entry.event == "consents.authorization.signed":
        return f"Yes to {entry.data['allowed']}, no to {entry.data['struck']}."
    return HOW.get(entry.data.get("how", ""), "")


def facts_of(row: Authorization) -> list[dict[str, Any]]:
    """What stands beside the answers."""
    local = row.practice.local
    names = names_of(
        row.practice_id, {row.requested_by, row.capacity_confirmed_by, row.timing_confirmed_by} - {""}
    )
    other = row.signs_for
    facts: list[dict[str, Any]] = [
        {"label": "Until", "on": row.expires_on}
        if row.expires_on
        else {"label": "Until", "value": "Not set"},
        {"label": "Language", "value": {"en": "English", "es": "Español"}.get(row.language, row.language)},
        {"label": "Asked by", "value": names.get(row.requested_by, "")},
        {"label": "Adult and able, says", "value": names.get(row.capacity_confirmed_by, "Nobody yet")},
        {"label": "Not the day of surgery, says", "value": names.get(row.timing_confirmed_by, "Nobody yet")},
    ]
    if other:
        facts.append({"label": "Signs for the patient", "value": f"{other.name}, {other.authority}"})
    if row.signed_at:
        facts.append({"label": "Signed", "at": local(row.signed_at)})
        facts.append({"label": "Signed by", "value": row.signer_name})
        checked = "Date of birth confirmed" if row.identity_checked_at else "By the link alone"
        facts.append({"label": "Identity", "value": checked})
    if row.withdrawn_at:
        facts.append({"label": "Withdrawn", "at": local(row.withdrawn_at)})
        facts.append({"label": "How", "value": HOW.get(row.withdrawn_how, "")})
    if row.withdrawn_taken_by and row.withdrawn_received_at:
        facts.append({"label": "Taken by", "value": row.withdrawn_taken_by})
        facts.append({"label": "Arrived", "at": local(row.withdrawn_received_at)})
    facts.append({"label": "Form", "value": f"{row.form_key} {row.form_version}, {row.form_sha256[:16]}"})
    return facts

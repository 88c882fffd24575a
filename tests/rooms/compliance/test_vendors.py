"""No current, signed and complete agreement: nothing about patients goes to that vendor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.compliance.models import Agreement, Vendor
from chaperone.compliance.rules import may_receive, network_agreement
from chaperone.compliance.services import (
    add_vendor,
    check_terms,
    close_agreement,
    register_networks,
    sign_agreement,
)
from chaperone.compliance.standing import standing_of
from chaperone.compliance.terms import ALL_TERMS, TERMS
from chaperone.engines.networks import all_networks
from chaperone.foundation.refusal import Refusal

As = Callable[[Membership], Client]


@pytest.fixture
def editor(practice: Practice, priya: Membership, now: datetime) -> Vendor:
    """A photo-editing agency that may see pictures of patients."""
    return add_vendor(
        practice=practice, name="Clear Frame Studio", services="Photo editing", by=actor_for(priya), at=now
    )


def signed(editor: Vendor, priya: Membership, at: datetime, **details: Any) -> Agreement:
    fields: dict[str, Any] = {"signed_on": date(2026, 11, 1), "starts_on": date(2026, 11, 1), "ends_on": None}
    return sign_agreement(
        vendor=editor, **{**fields, "terms": ALL_TERMS, **details}, by=actor_for(priya), at=at
    )


def test_a_new_agency_without_an_agreement_gets_nothing(editor: Vendor, now: datetime) -> None:
    """Raleigh Orthopaedic (2016) handed 17,300 files to a vendor on a handshake and paid $750,000."""
    answer = may_receive(editor, now)
    assert (answer.code, bool(answer)) == ("compliance.no_agreement", False)
    assert "has not been assessed" in answer.reason and "Until then nothing goes there" in answer.remedy


def test_an_influencer_agency_nobody_assessed_gets_nothing(
    practice: Practice, priya: Membership, now: datetime
) -> None:
    """They would like to publish together; no agreement, so there is no pass whatever the post says."""
    agency = add_vendor(
        practice=practice, name="Duet House", services="Influencers", by=actor_for(priya), at=now
    )
    assert may_receive(agency, now).code == "compliance.no_agreement"
    assert standing_of(agency, now).word == "Nothing goes there"


def test_a_signed_complete_agreement_opens_the_way(editor: Vendor, priya: Membership, now: datetime) -> None:
    signed(editor, priya, now)
    assert may_receive(editor, now)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.key)
def test_one_missing_term_closes_it(editor: Vendor, priya: Membership, now: datetime, term: Any) -> None:
    signed(editor, priya, now, terms=ALL_TERMS - {term.key})
    answer = may_receive(editor, now)
    assert (answer.code, term.short in answer.reason) == ("compliance.agreement_incomplete", True)


def test_finding_the_missing_term_opens_it(editor: Vendor, priya: Membership, now: datetime) -> None:
    agreement = signed(editor, priya, now, terms=ALL_TERMS - {"return"})
    check_terms(agreement=agreement, terms=ALL_TERMS, by=actor_for(priya), at=now)
    assert may_receive(editor, now)


def test_a_term_nobody_knows_is_a_fault(editor: Vendor, priya: Membership, now: datetime) -> None:
    with pytest.raises(ValueError, match="no such terms"):
        signed(editor, priya, now, terms={"uses", "trust_us"})


def test_it_lapses_at_midnight_on_the_practices_own_clock(
    editor: Vendor, priya: Membership, now: datetime
) -> None:
    """Austin is six hours behind: at 05:59 UTC it is still the last day there."""
    signed(editor, priya, now, ends_on=date(2026, 11, 30))
    midnight = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
    assert may_receive(editor, midnight - timedelta(seconds=1))
    assert may_receive(editor, midnight).code == "compliance.agreement_ended"


def test_it_starts_on_its_day(editor: Vendor, priya: Membership, now: datetime) -> None:
    signed(editor, priya, now, starts_on=date(2026, 12, 1))
    assert may_receive(editor, now).reason == "The agreement with Clear Frame Studio starts on 1 Dec 2026."
    assert may_receive(editor, datetime(2026, 12, 1, 6, 0, tzinfo=UTC))


def test_closing_ends_it_that_second_and_keeps_the_row(
    editor: Vendor, priya: Membership, now: datetime
) -> None:
    agreement = signed(editor, priya, now)
    close_agreement(agreement=agreement, by=actor_for(priya), at=now)
    assert may_receive(editor, now).code == "compliance.agreement_ended"
    assert may_receive(editor, now - timedelta(seconds=1)), "what went before was right when it went"
    with pytest.raises(Refusal, match="was closed"):
        check_terms(agreement=agreement, terms=ALL_TERMS, by=actor_for(priya), at=now)


def test_a_renewal_takes_over_without_a_gap(editor: Vendor, priya: Membership, now: datetime) -> None:
    signed(editor, priya, now, ends_on=date(2026, 11, 30))
    signed(editor, priya, now, starts_on=date(2026, 12, 1))
    days = [datetime(2026, 11, 30, 18, tzinfo=UTC), datetime(2026, 12, 1, 18, tzinfo=UTC)]
    assert [bool(may_receive(editor, day)) for day in days] == [True, True]


def test_an_incomplete_renewal_does_not_spoil_the_running_one(
    editor: Vendor, priya: Membership, now: datetime
) -> None:
    signed(editor, priya, now, starts_on=date(2026, 11, 1))
    signed(editor, priya, now, starts_on=date(2026, 11, 20), terms=[])
    assert may_receive(editor, now)


def test_a_vendor_without_patient_data_gets_no_patient_data(
    practice: Practice, priya: Membership, now: datetime
) -> None:
    florist = add_vendor(
        practice=practice, name="Bloom", services="Flowers", touches_phi=False, by=actor_for(priya), at=now
    )
    signed(florist, priya, now)
    assert may_receive(florist, now).code == "compliance.vendor_without_phi"


def test_networks_are_on_the_register_and_sign_nothing(
    practice: Practice, priya: Membership, now: datetime
) -> None:
    added = register_networks(practice=practice, by=actor_for(priya), at=now)
    assert {vendor.network for vendor in added} == {network.key for network in all_networks()}
    assert register_networks(practice=practice, by=actor_for(priya), at=now) == []
    for vendor in added:
        assert may_receive(vendor, now).reason == network_agreement(vendor.network)
        with pytest.raises(Refusal, match="No BAA possible"):
            signed(vendor, priya, now)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"ends_on": date(2026, 10, 1)}, "compliance.days_reversed"),
        ({"signed_on": date(2026, 11, 25)}, "compliance.signed_later"),
    ],
)
def test_impossible_days_are_refused(
    editor: Vendor, priya: Membership, now: datetime, details: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        signed(editor, priya, now, **details)
    assert (refused.value.code, Agreement.objects.count()) == (code, 0)


def test_a_vendor_is_on_the_register_once(
    practice: Practice, editor: Vendor, priya: Membership, now: datetime
) -> None:
    with pytest.raises(Refusal, match="already on the register"):
        add_vendor(practice=practice, name="CLEAR frame studio", by=actor_for(priya), at=now)


def test_the_coordinator_cannot_sign_for_the_practice(
    editor: Vendor, mina: Membership, now: datetime
) -> None:
    with pytest.raises(Refusal, match="Ask one of: owner, privacy officer"):
        signed(editor, mina, now)


@pytest.mark.parametrize(
    ("left", "word", "sentence"),
    [
        (0, "Ends soon", "Signed and complete. Ends tonight at midnight."),
        (1, "Ends soon", "Signed and complete. 1 day left."),
        (45, "Ends soon", "Signed and complete. 45 days left."),
        (46, "In force", "Signed and complete. 46 days left."),
    ],
)
def test_the_register_counts_the_days_in_words(
    editor: Vendor, priya: Membership, now: datetime, left: int, word: str, sentence: str
) -> None:
    signed(editor, priya, now, ends_on=date(2026, 11, 24) + timedelta(days=left))
    standing = standing_of(editor, now)
    assert (standing.word, standing.sentence) == (word, sentence)


# --- pages ---------------------------------------------------------------------------------------------------


def test_the_privacy_officer_adds_a_vendor_and_records_its_agreement(
    practice: Practice, priya: Membership, as_: As
) -> None:
    client = as_(priya)
    form = {"name": "Clear Frame Studio", "services": "Photo editing", "contact": "", "touches_phi": "on"}
    client.post(reverse("compliance:vendor_add", args=["westlake"]), form)
    vendor = Vendor.objects.get(name="Clear Frame Studio")
    url = reverse("compliance:vendor", args=["westlake", vendor.pk])
    assert "Nothing goes there" in client.get(url).content.decode()
    today = practice.local(timezone.now()).date()
    dates = {"signed_on": today.isoformat(), "starts_on": today.isoformat(), "ends_on": ""}
    client.post(
        reverse("compliance:agreement_sign", args=["westlake", vendor.pk]),
        {**dates, "terms": ["uses", "reports"]},
    )
    assert "2 of 12 required terms" in client.get(url).content.decode()
    agreement = vendor.agreements.get()
    check = reverse("compliance:agreement_check", args=["westlake", agreement.pk])
    client.post(check, {"terms": sorted(ALL_TERMS)})
    assert may_receive(Vendor.objects.get(pk=vendor.pk), timezone.now())
    client.post(reverse("compliance:agreement_close", args=["westlake", agreement.pk]))
    assert not may_receive(Vendor.objects.get(pk=vendor.pk), timezone.now())
    events = Entry.objects.filter(event__startswith="compliance.agreement").order_by("id")
    assert [entry.event.rpartition(".")[2] for entry in events] == ["signed", "checked", "closed"]


def test_wrong_dates_keep_what_was_typed(editor: Vendor, priya: Membership, as_: As) -> None:
    url = reverse("compliance:agreement_sign", args=["westlake", editor.pk])
    typed = {
        "signed_on": "2026-11-01",
        "starts_on": "2026-11-02",
        "ends_on": "2026-11-01",
        "terms": ["books"],
    }
    page = as_(priya).post(url, typed)
    assert page.context["form"].errors["ends_on"] == ["This is before the first day."]
    assert 'value="2026-11-02"' in page.content.decode() and not Agreement.objects.exists()


def test_a_correction_closes_the_way_at_once(
    editor: Vendor, priya: Membership, now: datetime, as_: As
) -> None:
    signed(editor, priya, now)
    form = {"name": "Renamed", "services": "Flowers", "contact": "Tom"}
    as_(priya).post(reverse("compliance:vendor_change", args=["westlake", editor.pk]), form)
    changed = Vendor.objects.get(pk=editor.pk)
    assert (changed.name, changed.services, changed.touches_phi) == ("Clear Frame Studio", "Flowers", False)
    assert not may_receive(changed, now)


def test_who_may_only_read_is_offered_nothing_to_change(editor: Vendor, mina: Membership, as_: As) -> None:
    client = as_(mina)
    page = client.get(reverse("compliance:vendor", args=["westlake", editor.pk])).content.decode()
    assert "Record an agreement" not in page
    assert client.get(reverse("compliance:vendor_add", args=["westlake"])).status_code == 403


@pytest.mark.parametrize("name", ["vendors", "vendor"])
def test_pages_cost_the_same_for_one_and_for_three(
    practice: Practice, editor: Vendor, priya: Membership, now: datetime, as_: As, name: str
) -> None:
    client, counts = as_(priya), []
    arguments = ["westlake", editor.pk] if name == "vendor" else ["westlake"]
    for rows in (1, 3):
        while Vendor.objects.of(practice).count() < rows:
            number = Vendor.objects.of(practice).count()
            made = add_vendor(practice=practice, name=f"Vendor {number}", by=actor_for(priya), at=now)
            signed(made, priya, now)
        while editor.agreements.count() < rows:
            signed(editor, priya, now)
        with CaptureQueriesContext(connection) as queries_made:
            client.get(reverse(f"compliance:{name}", args=arguments))
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "name",
    [
        "vendors",
        "vendor_add",
        "vendor",
        "vendor_change",
        "agreement_sign",
        "agreement_check",
        "agreement_close",
    ],
)
def test_an_outsider_finds_nothing(
    editor: Vendor, priya: Membership, omar: Membership, now: datetime, as_: As, name: str
) -> None:
    agreement = signed(editor, priya, now)
    subject = {name: agreement.pk if name.startswith("agreement_c") else editor.pk}
    plain, client = name in ("vendors", "vendor_add"), as_(omar)
    for slug in ("westlake",) if plain else ("westlake", "harbor"):
        url = reverse(f"compliance:{name}", args=[slug] if plain else [slug, subject[name]])
        assert client.post(url, {"terms": []}).status_code == 404
        assert client.get(url).status_code in (404, 405)
    agreement.refresh_from_db()
    assert (agreement.closed_at, set(agreement.terms)) == (None, ALL_TERMS)

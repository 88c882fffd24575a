"""Policies bind people by version: read, understood, attested; what no one attested stops them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.access.rules import ACTIONS, Role, may
from chaperone.access.services import actor_for, add_member, require
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.compliance import enforcement, queries
from chaperone.compliance.models import Attestation, Policy, PolicyVersion
from chaperone.compliance.packs import all_packs
from chaperone.compliance.rules import wrong_answers
from chaperone.compliance.services import adopt_starter_policies, attest, publish_version
from chaperone.compliance.starter import starter_policies
from chaperone.foundation.refusal import Refusal

As = Callable[[Membership], Client]
LONG_AGO = datetime(2026, 1, 5, 15, tzinfo=UTC)
pytestmark = pytest.mark.unattested


@pytest.fixture
def policies(practice: Practice, priya: Membership) -> list[PolicyVersion]:
    """Westlake adopted the starter policies long ago."""
    return adopt_starter_policies(practice=practice, by=actor_for(priya), at=LONG_AGO)


def attest_all(member: Membership, policies: list[PolicyVersion]) -> None:
    for version in policies:
        attest(version=version, answers=queries.right_answers(version), by=actor_for(member), at=LONG_AGO)


# --- what ships ----------------------------------------------------------------------------------------------


def test_the_starter_set_covers_what_a_practice_needs() -> None:
    assert [policy.key for policy in starter_policies()] == [
        "social-media-use",
        "patient-media",
        "replies-and-reviews",
        "filming",
        "accounts-and-devices",
        "vendors",
        "incidents",
        "sanctions",
        "retention",
    ]


@pytest.mark.parametrize("policy", starter_policies(), ids=lambda policy: policy.key)
def test_every_clause_names_its_law_and_something_that_enforces_it(policy: Any) -> None:
    for clause in policy.clauses:
        assert set(clause) == {"id", "text", "law", "enforced_by"} and clause["law"]
        assert [enforcement.enforcer(one) for one in clause["enforced_by"]], clause["id"]


def test_clause_and_question_ids_are_used_once() -> None:
    ids = [clause["id"] for policy in starter_policies() for clause in policy.clauses]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("policy", starter_policies(), ids=lambda policy: policy.key)
def test_every_policy_asks_two_or_three_questions_that_have_one_right_answer(policy: Any) -> None:
    assert 2 <= len(policy.questions) <= 3
    for question in policy.questions:
        assert 0 <= question["right"] < len(question["options"]) == 3 and question["why"]


def test_the_right_answer_is_not_always_in_the_same_place() -> None:
    places = {question["right"] for policy in starter_policies() for question in policy.questions}
    assert len(places) == 3


def test_a_clause_that_names_what_does_not_exist_is_noticed() -> None:
    for invented in ("gate:magic", "rule:hope", "action:posts.delete_trail", "somebody"):
        with pytest.raises(KeyError):
            enforcement.enforcer(invented)


@pytest.mark.parametrize(
    "enforcer",
    [*enforcement.GATES.values(), *enforcement.RULES.values(), enforcement.ATTESTATION],
    ids=lambda one: one.label,
)
def test_what_is_said_to_keep_a_clause_is_there(enforcer: enforcement.Enforcer) -> None:
    module, _, name = enforcer.code.partition(":")
    assert callable(getattr(import_module(module), name))


def test_the_gates_named_are_the_gates_that_judge() -> None:
    from chaperone.posts import gates

    judged = {gate.__module__ for gate in (row[-1] for row in gates.GATES)}
    assert {one.code.partition(":")[0] for one in enforcement.GATES.values()} == judged


def test_every_rule_that_is_named_keeps_some_clause() -> None:
    named = {
        one for policy in starter_policies() for clause in policy.clauses for one in clause["enforced_by"]
    }
    known = {f"gate:{key}" for key in enforcement.GATES} | {f"rule:{key}" for key in enforcement.RULES}
    assert known - named == set()


def test_a_right_is_shown_with_those_who_hold_it() -> None:
    shown = enforcement.enforcer("action:posts.approve")
    assert (shown.label, shown.sentence) == ("Right to approve posts", "Held by: privacy officer, surgeon.")


def test_jurisdictions_name_a_source_in_every_line() -> None:
    assert set(all_packs()) == {"US", "US-CA", "US-NY", "US-TX", "US-FL"}
    for pack in all_packs().values():
        assert pack.version and pack.lines
        assert all(line.says and line.source and line.checked in ("read", "confirm") for line in pack.lines)


def test_a_practice_has_the_federal_rules_and_its_states(practice: Practice) -> None:
    practice.jurisdictions = ["US-TX", "US-WA", "US-CA"]
    assert queries.jurisdictions_of(practice) == ("US", "US-CA", "US-TX", "US-WA")
    assert [pack.code for pack in queries.packs_of(practice)] == ["US", "US-CA", "US-TX"]
    assert queries.without_pack(practice) == ("US-WA",)


# --- the check -----------------------------------------------------------------------------------------------


def test_without_policies_nobody_writes(mina: Membership) -> None:
    answer = may(actor_for(mina), "posts.write")
    assert answer.code == "compliance.no_policies" and "adopt the starter policies" in answer.remedy


def test_the_unattested_cannot_write_approve_publish_or_answer(
    policies: list[PolicyVersion], practice: Practice, reyes: Membership, now: datetime
) -> None:
    by = Actor.program(practice.id, "tests")
    everything = add_member(practice=practice, person=reyes.person, roles=list(Role), by=by, at=now)
    actor = actor_for(everything)
    stopped = {name for name in ACTIONS if not may(actor, name)}
    assert stopped == {name for name, action in ACTIONS.items() if "attestation" in action.requires}
    assert {"posts.write", "posts.approve", "publishing.schedule", "inbox.answer"} <= stopped
    with pytest.raises(Refusal) as refused:
        require(actor, "posts.approve", practice_id=practice.id)
    assert refused.value.code == "compliance.unattested"


def test_the_refusal_names_what_is_missing_and_where_to_go(
    policies: list[PolicyVersion], mina: Membership
) -> None:
    attest_all(mina, policies[:-1])
    answer = may(actor_for(mina), "posts.write")
    assert answer.reason == "You have not attested these policies yet: What is kept, and how long."
    assert answer.remedy.startswith("Open Rules, read each one and attest it")


def test_who_has_attested_everything_goes_on(policies: list[PolicyVersion], mina: Membership) -> None:
    attest_all(mina, policies)
    assert may(actor_for(mina), "posts.write")
    assert queries.missing_attestations(mina.practice, mina.person_id) == ()


def test_one_persons_attestation_is_nobody_elses(
    policies: list[PolicyVersion], mina: Membership, priya: Membership
) -> None:
    attest_all(mina, policies)
    assert not may(actor_for(priya), "posts.write")


def test_attesting_in_another_practice_counts_there_only(
    policies: list[PolicyVersion], other_practice: Practice, mina: Membership, omar: Membership, now: datetime
) -> None:
    attest_all(mina, policies)
    by = Actor.program(other_practice.id, "tests")
    adopt_starter_policies(practice=other_practice, by=by, at=LONG_AGO)
    elsewhere = add_member(
        practice=other_practice, person=mina.person, roles=[Role.COORDINATOR], by=by, at=now
    )
    assert may(actor_for(elsewhere), "posts.write").code == "compliance.unattested"


def test_a_new_version_binds_everybody_again_from_its_day(
    policies: list[PolicyVersion], practice: Practice, priya: Membership, mina: Membership
) -> None:
    attest_all(mina, policies)
    policy = policies[0].policy
    today = practice.local(timezone.now()).date()
    changed = [{**clause, "text": clause["text"] + " Always."} for clause in policies[0].body["clauses"]]
    publish = {"policy": policy, "clauses": changed, "by": actor_for(priya), "at": timezone.now()}
    publish_version(change="From tomorrow.", effective_on=today + timedelta(days=1), **publish)
    assert may(actor_for(mina), "posts.write"), "not before its day"
    third = publish_version(change="From today.", effective_on=today, **publish)
    assert may(actor_for(mina), "posts.write").code == "compliance.unattested"
    attest(version=third, answers=queries.right_answers(third), by=actor_for(mina), at=timezone.now())
    assert may(actor_for(mina), "posts.write")


def test_a_policy_that_is_not_required_stops_nobody(policies: list[PolicyVersion], mina: Membership) -> None:
    attest_all(mina, policies[1:])
    Policy.objects.filter(pk=policies[0].policy_id).update(required=False)
    assert may(actor_for(mina), "posts.write")


def test_neither_program_nor_patient_passes_as_a_person(
    policies: list[PolicyVersion], practice: Practice
) -> None:
    from chaperone.compliance.checks import attested

    assert attested(Actor.program(practice.id, "publishing")).code == "compliance.not_a_person"


def test_the_check_costs_two_queries(policies: list[PolicyVersion], mina: Membership) -> None:
    attest_all(mina, policies)
    with CaptureQueriesContext(connection) as queries_made:
        assert may(actor_for(mina), "posts.write")
    assert len(queries_made) == 2


# --- the acts ------------------------------------------------------------------------------------------------


def test_adopting_twice_changes_nothing(
    policies: list[PolicyVersion], practice: Practice, priya: Membership
) -> None:
    assert adopt_starter_policies(practice=practice, by=actor_for(priya), at=LONG_AGO) == []
    assert PolicyVersion.objects.of(practice).count() == len(starter_policies())


def test_a_wrong_answer_does_not_attest(policies: list[PolicyVersion], mina: Membership) -> None:
    version = policies[0]
    right = queries.right_answers(version)
    wrong = {**right, "q1": (right["q1"] + 1) % 3}
    for answers in (wrong, {}, {"q1": right["q1"]}):
        with pytest.raises(Refusal, match="not right yet"):
            attest(version=version, answers=answers, by=actor_for(mina), at=LONG_AGO)
    assert not Attestation.objects.filter(person_id=mina.person_id).exists()
    assert wrong_answers(version.body["questions"], wrong) == ("q1",)


def test_attesting_is_recorded_once(policies: list[PolicyVersion], mina: Membership) -> None:
    for _ in range(2):
        attest_all(mina, policies[:1])
    entry = Entry.objects.get(event="compliance.policy.attested")
    assert (entry.actor_id, entry.subject_id) == (str(mina.person_id), str(policies[0].pk))


def test_only_the_privacy_officer_or_an_owner_changes_policies(
    policies: list[PolicyVersion], mina: Membership, now: datetime
) -> None:
    with pytest.raises(Refusal, match="Ask one of: owner, privacy officer"):
        publish_version(
            policy=policies[0].policy,
            clauses=[],
            change="",
            effective_on=now.date(),
            by=actor_for(mina),
            at=now,
        )


def test_a_version_never_binds_backwards(
    policies: list[PolicyVersion], priya: Membership, now: datetime
) -> None:
    with pytest.raises(Refusal, match="a day that has passed"):
        publish_version(
            policy=policies[0].policy,
            clauses=policies[0].body["clauses"],
            change="Sooner.",
            effective_on=now.date() - timedelta(days=1),
            by=actor_for(priya),
            at=now,
        )


# --- pages ---------------------------------------------------------------------------------------------------


def test_the_first_day_offers_the_starter_policies(
    practice: Practice, priya: Membership, mina: Membership, as_: As
) -> None:
    url = reverse("compliance:policies", args=["westlake"])
    assert "Adopt the starter policies" in as_(priya).get(url).content.decode()
    assert "Adopt the starter policies" not in as_(mina).get(url).content.decode()
    as_(priya).post(reverse("compliance:adopt", args=["westlake"]))
    assert PolicyVersion.objects.of(practice).count() == 9
    assert "9 policies wait for you" in as_(mina).get(url).content.decode()


def test_a_person_reads_answers_and_attests(policies: list[PolicyVersion], mina: Membership, as_: As) -> None:
    client, version = as_(mina), policies[0]
    page = client.get(reverse("compliance:policy", args=["westlake", version.policy_id])).content.decode()
    assert "Consent gate" in page and "45 CFR 164.508(a)(1)" in page
    url = reverse("compliance:attest", args=["westlake", version.pk])
    right = queries.right_answers(version)
    wrong = client.post(url, {**right, "q1": (right["q1"] + 1) % 3, "read": "on"}).content.decode()
    assert "Not this one. Spoken permission is not an authorization" in wrong
    assert not Attestation.objects.exists()
    assert client.post(url, {**right}).status_code == 200, "without the tick nothing is attested"
    assert client.post(url, {**right, "read": "on"}).status_code == 302
    assert Attestation.objects.get().person_id == mina.person_id


@pytest.mark.parametrize(("days", "overdue"), [(364, False), (365, False), (366, True)])
def test_a_policy_nobody_read_again_for_a_year_is_overdue(
    policies: list[PolicyVersion], practice: Practice, mina: Membership, as_: As, days: int, overdue: bool
) -> None:
    today = practice.local(timezone.now()).date()
    PolicyVersion.objects.filter(pk=policies[0].pk).update(effective_on=today - timedelta(days=days))
    page = as_(mina).get(reverse("compliance:policy", args=["westlake", policies[0].policy_id]))
    assert ("Overdue" in page.content.decode()) is overdue


def test_the_privacy_officer_writes_a_new_version(
    policies: list[PolicyVersion], practice: Practice, priya: Membership, as_: As
) -> None:
    client, policy = as_(priya), policies[0].policy
    url = reverse("compliance:policy_change", args=["westlake", policy.pk])
    old = {f"clause-{clause['id']}": clause["text"] for clause in policies[0].body["clauses"]}
    today = practice.local(timezone.now()).date().isoformat()
    same = client.post(url, {**old, "own": "", "change": "Nothing", "effective_on": today})
    assert "Nothing is different" in same.content.decode()
    new = {
        **old,
        "clause-SM-7": "",
        "own": "We post on weekdays.\r\nNever at night.",
        "change": "Weekdays",
        "effective_on": today,
    }
    assert client.post(url, new).status_code == 302
    version = PolicyVersion.objects.get(policy=policy, number=2)
    assert [clause["id"] for clause in version.body["clauses"]] == [
        "SM-1", "SM-2", "SM-3", "SM-4", "SM-5", "SM-6", "SM-8", "OWN-1",
    ]  # fmt: skip
    assert version.body["clauses"][-1]["text"] == "We post on weekdays.\nNever at night."
    page = client.get(reverse("compliance:policy", args=["westlake", policy.pk])).content.decode()
    assert "Approved by Priya Raman." in page and "Weekdays" in page


def test_a_version_in_the_past_keeps_what_was_typed(
    policies: list[PolicyVersion], priya: Membership, as_: As
) -> None:
    url = reverse("compliance:policy_change", args=["westlake", policies[0].policy_id])
    typed = {"clause-SM-1": "Our own words.", "own": "", "change": "Ours", "effective_on": "2026-01-02"}
    page = as_(priya).post(url, typed).content.decode()
    assert "a day that has passed" in page and "Our own words." in page


def test_the_page_of_laws_says_what_counsel_should_confirm(
    policies: list[PolicyVersion], mina: Membership, as_: As
) -> None:
    page = as_(mina).get(reverse("compliance:jurisdictions", args=["westlake"])).content.decode()
    assert "Texas" in page and "California" not in page and "have counsel confirm" in page


@pytest.mark.parametrize("name", ["policies", "policy"])
def test_pages_cost_the_same_for_one_and_for_three_policies(
    practice: Practice, priya: Membership, as_: As, name: str
) -> None:
    adopt_starter_policies(practice=practice, by=actor_for(priya), at=LONG_AGO)
    keep = list(Policy.objects.of(practice))
    client, counts = as_(priya), []
    arguments = ["westlake", keep[0].pk] if name == "policy" else ["westlake"]
    for rows in (3, 1):
        for policy in keep[rows:]:
            PolicyVersion.objects.filter(policy=policy).delete()
            policy.delete()
        del keep[rows:]
        with CaptureQueriesContext(connection) as queries_made:
            client.get(reverse(f"compliance:{name}", args=arguments))
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "name", ["index", "policies", "jurisdictions", "policy", "policy_change", "attest", "adopt"]
)
def test_an_outsider_finds_nothing(
    policies: list[PolicyVersion], omar: Membership, as_: As, name: str
) -> None:
    version = policies[0]
    subject = {"policy": version.policy_id, "policy_change": version.policy_id, "attest": version.pk}
    client = as_(omar)
    for slug in ("westlake", "harbor"):
        if slug == "harbor" and name not in subject:
            continue
        arguments = [slug, subject[name]] if name in subject else [slug]
        url = reverse(f"compliance:{name}", args=arguments)
        assert client.post(url, {**queries.right_answers(version), "read": "on"}).status_code == 404
        assert client.get(url).status_code in (404, 405)
    assert not Attestation.objects.exists()

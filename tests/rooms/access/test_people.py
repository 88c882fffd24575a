"""People come by invitation, hold the roles an owner gives them, and leave in one action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaperone.access import invitations
from chaperone.access.models import Invitation, Membership, Person, Practice
from chaperone.access.rules import ACTIONS, Role, may
from chaperone.access.services import (
    actor_for,
    add_member,
    change_roles,
    end_membership,
    reset_second_factor,
)
from chaperone.access.signals import person_left
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.foundation.notices.models import Notice
from chaperone.foundation.refusal import Refusal
from tests.personas import NOW, member

As = Callable[[Membership], Client]
PASSWORD = "velvet-otter-lamp-quarry"


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def invite(
    practice: Practice, reyes: Membership, email: str = "nadia@westlake.example"
) -> tuple[Invitation, str]:
    made, url = invitations.invite(
        practice=practice,
        email=email,
        name="Nadia Brandt",
        roles=[Role.FRONT_DESK],
        by=actor_for(reyes),
        at=timezone.now(),
    )
    return made, path_of(url)


# --- invitations ---------------------------------------------------------------------------------------------


def test_an_invited_person_sets_a_password_and_then_stands_before_the_second_factor(
    practice: Practice, reyes: Membership
) -> None:
    _, path = invite(practice, reyes)
    client = Client()
    assert "Westlake Plastic Surgery" in client.get(path).content.decode()
    answer = client.post(path, {"name": "Nadia Brandt", "password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == reverse("mfa_activate_totp")
    assert client.get(answer["Location"]).status_code == 200, "she has just proved the password"
    assert client.get(reverse("access:people", args=["westlake"]))["Location"] == reverse("mfa_activate_totp")
    joined = Membership.objects.get(person__email="nadia@westlake.example")
    assert (joined.roles, joined.practice) == (["front_desk"], practice)


def test_the_link_of_an_invitation_works_once(practice: Practice, reyes: Membership) -> None:
    _, path = invite(practice, reyes)
    Client().post(path, {"name": "Nadia Brandt", "password": PASSWORD, "again": PASSWORD})
    stranger = Client().post(
        path,
        {"name": "Somebody", "password": "quarry-lamp-otter-velvet", "again": "quarry-lamp-otter-velvet"},
    )
    assert stranger.status_code == 409 and "already used" in stranger.content.decode()
    assert Person.objects.get(email="nadia@westlake.example").check_password(PASSWORD)


def test_an_invitation_ends_after_seven_days(practice: Practice, reyes: Membership) -> None:
    made, url = invitations.invite(
        practice=practice,
        email="late@westlake.example",
        name="Late",
        roles=[Role.AUDITOR],
        by=actor_for(reyes),
        at=NOW,
    )
    token = url.rstrip("/").rsplit("/", 1)[-1]
    assert invitations.look(token=token, at=NOW + timedelta(days=7, seconds=-1)) == made
    with pytest.raises(Refusal, match="expired"):
        invitations.look(token=token, at=NOW + timedelta(days=7))


def test_a_second_invitation_closes_the_first(practice: Practice, reyes: Membership) -> None:
    _, first = invite(practice, reyes)
    _, second = invite(practice, reyes)
    assert "was closed" in Client().get(first).content.decode()
    assert Client().get(second).status_code == 200


def test_an_invitation_taken_back_no_longer_opens(practice: Practice, reyes: Membership, as_: As) -> None:
    made, path = invite(practice, reyes)
    as_(reyes).post(reverse("access:take_back", args=["westlake", made.pk]))
    assert Client().get(path).status_code == 409
    assert Entry.objects.filter(event="access.invitation.taken_back", subject_id=str(made.pk)).count() == 1


def test_the_mail_of_an_invitation_is_sealed_and_the_trail_holds_no_address(
    practice: Practice, reyes: Membership
) -> None:
    _, path = invite(practice, reyes)
    notice = Notice.objects.get(kind="access.invite")
    assert (notice.to, path in notice.body) == ("nadia@westlake.example", True)
    assert b"nadia" not in bytes(notice.to_sealed)
    entry = Entry.objects.get(event="access.invitation.sent")
    assert "nadia" not in str(entry.data) and entry.data["roles"] == ["front_desk"]


def test_an_invitation_never_sets_the_password_of_somebody_who_has_a_sign_in(
    practice: Practice, reyes: Membership, omar: Membership, as_: As
) -> None:
    """An owner of one practice must not get into another through an invitation."""
    _, path = invite(practice, reyes, email=omar.person.email)
    page = Client().post(path, {"name": "Omar", "password": PASSWORD, "again": PASSWORD})
    omar.person.refresh_from_db()
    assert "has a sign-in already" in page.content.decode()
    assert not omar.person.check_password(PASSWORD)
    assert as_(omar).post(path)["Location"] == reverse("home")
    assert Membership.objects.filter(person=omar.person, practice=practice, roles=["front_desk"]).exists()


def test_an_invitation_for_one_address_is_not_accepted_by_another(
    practice: Practice, reyes: Membership, omar: Membership, mina: Membership, as_: As
) -> None:
    _, path = invite(practice, reyes, email=omar.person.email)
    answer = as_(mina).post(path)
    assert answer.status_code == 409 and "another address" in answer.content.decode()
    assert not Membership.objects.filter(person=omar.person, practice=practice).exists()


def test_only_an_owner_invites(practice: Practice, priya: Membership, as_: As) -> None:
    page = as_(priya).get(reverse("access:invite", args=["westlake"]))
    assert page.status_code == 403 and "Ask one of: owner." in page.content.decode()
    with pytest.raises(Refusal, match="Ask one of: owner"):
        invite(practice, priya)
    assert not Invitation.objects.exists()


def test_the_form_shows_the_link_once(practice: Practice, reyes: Membership, as_: As) -> None:
    client = as_(reyes)
    form = {"name": "Nadia Brandt", "email": "nadia@westlake.example", "roles": ["coordinator", "front_desk"]}
    shown = client.post(reverse("access:invite", args=["westlake"]), form).content.decode()
    link = Notice.objects.get().body.split("http://127.0.0.1:8000")[1].split()[0]
    assert link in shown
    assert link not in client.get(reverse("access:people", args=["westlake"])).content.decode()


# --- roles ---------------------------------------------------------------------------------------------------


def test_roles_change_at_once(practice: Practice, reyes: Membership, mina: Membership, as_: As) -> None:
    url = reverse("access:person", args=["westlake", mina.pk])
    assert as_(reyes).post(url, {"roles": ["auditor"]}).status_code == 302
    mina.refresh_from_db()
    assert not may(actor_for(mina), "posts.write")
    entry = Entry.objects.get(event="access.member.roles_changed")
    assert entry.data == {"before": ["coordinator"], "after": ["auditor"]}


def test_nobody_changes_her_own_roles_or_ends_her_own_access(reyes: Membership, now: datetime) -> None:
    by = actor_for(reyes)
    with pytest.raises(Refusal) as own_roles:
        change_roles(membership=reyes, roles=[Role.OWNER, Role.PRIVACY_OFFICER], by=by, at=now)
    with pytest.raises(Refusal) as own_end:
        end_membership(membership=reyes, by=by, at=now)
    with pytest.raises(Refusal) as own_factor:
        reset_second_factor(membership=reyes, by=by, at=now)
    codes = [one.value.code for one in (own_roles, own_end, own_factor)]
    assert codes == ["access.own_roles", "access.own_leave", "access.own_factor"]


@pytest.mark.parametrize("roles", [[], ["superuser"]])
def test_somebody_without_a_role_or_with_an_invented_one_is_refused(
    reyes: Membership, mina: Membership, now: datetime, roles: list[Any]
) -> None:
    with pytest.raises(Refusal):
        change_roles(membership=mina, roles=roles, by=actor_for(reyes), at=now)


def test_a_senior_role_does_not_bypass(reyes: Membership, mina: Membership) -> None:
    """Shasta Regional (2013): a chief's standing opened what the rules kept shut. Here the owner has no more than
    the table gives her, and what needs an attestation needs it of her too."""
    owner_only = Actor("person", reyes.person_id.hex, reyes.practice_id, frozenset({"owner"}))
    refused = [action for action in ACTIONS if not may(owner_only, action)]
    assert {"posts.write", "posts.approve", "inbox.answer", "evidence.export"} <= set(refused)
    assert all("Ask one of: " in may(owner_only, action).remedy for action in refused)


@pytest.mark.unattested
def test_a_senior_role_does_not_bypass_the_attestation(reyes: Membership) -> None:
    assert may(actor_for(reyes), "posts.approve").code == "compliance.no_policies"


def test_the_matrix_shows_the_table_that_decides(mina: Membership, as_: As) -> None:
    page = as_(mina).get(reverse("access:matrix", args=["westlake"]))
    shown = {row["label"]: [cell["may"] for cell in row["cells"]] for row in page.context["rows"]}
    assert shown == {a.label: [role in a.roles for role in Role] for a in ACTIONS.values()}


# --- leaving -------------------------------------------------------------------------------------------------


def test_leaving_ends_every_session_at_once(
    practice: Practice, reyes: Membership, mina: Membership, as_: As
) -> None:
    """A coordinator who left kept the door open in two browsers; both close with one action, others stay."""
    phone, desktop, owner = as_(mina), as_(mina), as_(reyes)
    people = reverse("access:people", args=["westlake"])
    assert [c.get(people).status_code for c in (phone, desktop)] == [200, 200]
    owner.post(reverse("access:end", args=["westlake", mina.pk]))
    assert [c.get(people).status_code for c in (phone, desktop)] == [302, 302]
    assert owner.get(people).status_code == 200
    live = [one.get_decoded().get("_auth_user_id") for one in Session.objects.all()]
    assert str(mina.person_id) not in live
    assert Entry.objects.get(event="access.member.left").data["sessions_ended"] == 2


def test_leaving_is_announced_in_the_same_transaction(
    reyes: Membership, mina: Membership, now: datetime
) -> None:
    heard: list[Any] = []

    def listen(sender: Any, membership: Membership, by: Actor, at: datetime, **kwargs: Any) -> None:
        heard.append((membership.pk, by.id, at))
        raise RuntimeError("a room could not end what she holds")

    person_left.connect(listen)
    try:
        with pytest.raises(RuntimeError):
            end_membership(membership=mina, by=actor_for(reyes), at=now)
    finally:
        person_left.disconnect(listen)
    mina.refresh_from_db()
    assert heard == [(mina.pk, str(reyes.person_id), now)]
    assert mina.left_at is None, "leaving is whole or not at all"


def test_who_left_does_not_get_in_again_and_can_be_invited_back(
    practice: Practice, reyes: Membership, mina: Membership
) -> None:
    at = timezone.now()
    end_membership(membership=mina, by=actor_for(reyes), at=at)
    login = {"login": mina.person.email, "password": "correct horse battery staple"}
    assert Client().post(reverse("account_login"), login)["Location"] == reverse("account_inactive")
    _, path = invite(practice, reyes, email=mina.person.email)
    Client().post(path, {"name": "Mina Okafor", "password": PASSWORD, "again": PASSWORD})
    mina.refresh_from_db()
    assert (mina.left_at, mina.roles, mina.person.is_active) == (None, ["front_desk"], True)


def test_who_works_elsewhere_keeps_her_sign_in_there(
    practice: Practice, other_practice: Practice, reyes: Membership, mina: Membership, as_: As, now: datetime
) -> None:
    by = Actor.program(other_practice.id, "tests")
    elsewhere = add_member(practice=other_practice, person=mina.person, roles=[Role.AUDITOR], by=by, at=now)
    end_membership(membership=mina, by=actor_for(reyes), at=now)
    mina.person.refresh_from_db()
    client = as_(elsewhere)
    assert client.get(reverse("access:people", args=["harbor"])).status_code == 200
    assert client.get(reverse("access:people", args=["westlake"])).status_code == 404


def test_one_practice_does_not_take_off_a_factor_another_counts_on(
    other_practice: Practice, reyes: Membership, mina: Membership, now: datetime
) -> None:
    by = Actor.program(other_practice.id, "tests")
    add_member(practice=other_practice, person=mina.person, roles=[Role.AUDITOR], by=by, at=now)
    with pytest.raises(Refusal) as refused:
        reset_second_factor(membership=mina, by=actor_for(reyes), at=now)
    assert refused.value.code == "access.factor_elsewhere"
    assert Authenticator.objects.filter(user=mina.person).exists()


def test_a_lost_phone_leads_to_a_new_second_factor(reyes: Membership, mina: Membership, as_: As) -> None:
    phone = as_(mina)
    as_(reyes).post(reverse("access:reset_factor", args=["westlake", mina.pk]))
    assert not Authenticator.objects.filter(user=mina.person).exists()
    assert phone.get(reverse("home")).status_code == 302
    client = Client()
    client.post(
        reverse("account_login"), {"login": mina.person.email, "password": "correct horse battery staple"}
    )
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


# --- pages ---------------------------------------------------------------------------------------------------


def test_the_list_says_who_has_which_second_factor(reyes: Membership, mina: Membership, as_: As) -> None:
    Authenticator.objects.filter(user=mina.person).delete()
    rows = as_(reyes).get(reverse("access:people", args=["westlake"])).context["working"]
    assert [(row["member"].person.name, row["factors"]) for row in rows] == [
        ("Dr. Alma Reyes", "Authenticator app"),
        ("Mina Okafor", ""),
    ]


def test_the_list_costs_the_same_for_one_and_for_three(
    practice: Practice, reyes: Membership, as_: As
) -> None:
    client, counts = as_(reyes), []
    for rows in (1, 3):
        while Membership.objects.filter(practice=practice).count() < rows + 1:
            member(practice, f"Ada Person{Membership.objects.count()}", Role.AUDITOR)
        while Invitation.objects.count() < rows:
            invite(practice, reyes, email=f"new{Invitation.objects.count()}@westlake.example")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("access:people", args=["westlake"]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["people", "matrix", "invite", "person", "end", "reset_factor", "take_back"])
def test_an_outsider_finds_nothing(
    practice: Practice, reyes: Membership, mina: Membership, omar: Membership, as_: As, name: str
) -> None:
    made, _ = invite(practice, reyes)
    subject = {"person": mina.pk, "end": mina.pk, "reset_factor": mina.pk, "take_back": made.pk}
    arguments = ["westlake", subject[name]] if name in subject else ["westlake"]
    client, url = as_(omar), reverse(f"access:{name}", args=arguments)
    assert client.post(url).status_code == 404
    assert client.get(url).status_code in (404, 405)
    if name in subject:  # the row of another practice under his own address
        assert client.post(reverse(f"access:{name}", args=["harbor", subject[name]])).status_code == 404
    mina.refresh_from_db()
    assert mina.left_at is None and Authenticator.objects.filter(user=mina.person).exists()

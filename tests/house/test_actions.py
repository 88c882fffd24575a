"""Every staff address has a guard, every guard asks for an action that exists, and who gets through is written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from chaperone.access.models import Membership, Practice
from chaperone.access.rules import ACTIONS, Role
from tests.house import matrix
from tests.house.routes import Route, all_routes
from tests.personas import member

STAFF = [route for route in all_routes() if route.is_staff]


def test_the_house_has_addresses_to_try() -> None:
    assert len(STAFF) > 80


def test_every_staff_address_names_an_action_of_the_table() -> None:
    assert [route.name for route in STAFF if route.action not in ACTIONS] == []


def test_no_address_elsewhere_claims_a_guard_it_does_not_stand_behind() -> None:
    assert [route.name for route in all_routes() if route.action and not route.is_staff] == []


def test_every_action_is_asked_for_somewhere() -> None:
    """By a page, or by a service behind one; an action that nobody asks for promises what nothing enforces."""
    unused = set(ACTIONS) - {route.action for route in STAFF}
    assert unused == ASKED_BY_SERVICES


ASKED_BY_SERVICES: set[str] = set()


def test_matrix_is_as_it_was_reviewed() -> None:
    assert matrix.text().splitlines() == matrix.SNAPSHOT.read_text().splitlines()


@pytest.mark.parametrize("role", list(Role))
def test_role_gets_through_exactly_the_guards_that_the_matrix_says(
    role: Role, practice: Practice, as_: Callable[[Membership], Client]
) -> None:
    client = as_(member(practice, f"Only {role.value.title()}", role))
    wrong = [
        (route.name, status)
        for route in STAFF
        if (((status := _status(client, route)) != 403) is not (role in ACTIONS[route.action].roles))
    ]
    assert wrong == []


def _status(client: Client, route: Route) -> int:
    """What a request without fields gets, for a row that nobody has: the guard stands before the look-up."""
    address = route.address(practice="westlake", network="sandbox")
    with transaction.atomic():
        answer = client.get(address)
        if answer.status_code == 405:
            answer = client.post(address)
        transaction.set_rollback(True)
    return int(answer.status_code)


def test_roles_taken_away_count_at_the_next_click(
    practice: Practice, as_: Callable[[Membership], Client]
) -> None:
    officer = member(practice, "Only Officer", Role.PRIVACY_OFFICER)
    client = as_(officer)
    assert client.get("/p/westlake/oversight/trail/").status_code == 200

    Membership.objects.filter(pk=officer.pk).update(roles=[Role.COORDINATOR])

    assert client.get("/p/westlake/oversight/trail/").status_code == 403

"""Links for people without an account: once, in time, for one purpose, and never to be guessed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links
from chaperone.foundation.sealing.models import Link

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
SCOPE, SUBJECT = uuid.UUID(int=1), uuid.UUID(int=2)
pytestmark = pytest.mark.django_db


def issue(purpose: str = "tests.sign", *, hours: float = 1, subject: uuid.UUID = SUBJECT) -> str:
    return links.issue(
        scope=SCOPE,
        purpose=purpose,
        subject_id=subject,
        expires_at=NOW + timedelta(hours=hours),
        single_use=True,
    )


def refused(token: str, *, purpose: str = "tests.sign", at: datetime = NOW) -> str:
    with pytest.raises(Refusal) as no:
        links.use(purpose=purpose, token=token, at=at)
    assert no.value.remedy, "every refusal says what to do"
    return no.value.code


def test_a_link_leads_to_its_subject() -> None:
    link = links.use(purpose="tests.sign", token=issue(), at=NOW)
    assert (link.subject_id, link.scope, link.used_at) == (SUBJECT, SCOPE, NOW)


def test_looking_does_not_use_it_up() -> None:
    token = issue()
    for _ in range(3):
        links.look(purpose="tests.sign", token=token, at=NOW)
    assert links.use(purpose="tests.sign", token=token, at=NOW).used_at == NOW


def test_used_twice_is_refused() -> None:
    token = issue()
    links.use(purpose="tests.sign", token=token, at=NOW)
    assert refused(token) == "link.used"


def test_of_two_at_once_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other request looked before the first one used it, and finds it gone when it wants to use it."""
    token = issue()
    look = links.look

    def look_and_be_overtaken(*, purpose: str, token: str, at: datetime) -> Link:
        found = look(purpose=purpose, token=token, at=at)
        monkeypatch.setattr(links, "look", look)
        links.use(purpose=purpose, token=token, at=at)
        return found

    monkeypatch.setattr(links, "look", look_and_be_overtaken)
    assert refused(token) == "link.used"
    assert Link.objects.get().used_at == NOW


@pytest.mark.parametrize(("hours", "code"), [(-1, "link.expired"), (0, "link.expired")])
def test_too_late_is_refused(hours: float, code: str) -> None:
    assert refused(issue(hours=hours)) == code


def test_the_last_second_still_counts() -> None:
    token = issue(hours=1)
    links.look(purpose="tests.sign", token=token, at=NOW + timedelta(seconds=3599))
    assert refused(token, at=NOW + timedelta(hours=1)) == "link.expired"


def test_a_link_for_one_thing_opens_no_other() -> None:
    token = issue("tests.sign")
    assert refused(token, purpose="tests.invite") == "link.unknown"
    assert links.use(purpose="tests.sign", token=token, at=NOW)


def test_closing_closes_every_link_of_a_subject_and_no_other() -> None:
    mine, again, other = issue(), issue(), issue(subject=uuid.UUID(int=3))
    assert links.close(purpose="tests.sign", subject_id=SUBJECT, at=NOW) == 2
    assert [refused(mine), refused(again)] == ["link.closed", "link.closed"]
    assert links.use(purpose="tests.sign", token=other, at=NOW)


@examples(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guess=st.text(max_size=60))
def test_a_guess_opens_nothing(guess: str) -> None:
    token = issue()
    if guess != token:
        assert refused(guess) == "link.unknown"
    Link.objects.all().delete()


def test_one_letter_more_less_or_else_opens_nothing() -> None:
    token = issue()
    other = "B" if token[0] != "B" else "C"
    assert {refused(one) for one in (token[:-1], token + "A", other + token[1:], token.swapcase())} == {
        "link.unknown"
    }


def test_the_token_is_long_random_and_never_stored() -> None:
    tokens = {issue() for _ in range(50)}
    assert len(tokens) == 50 and {len(token) for token in tokens} == {43}
    kept = str(list(Link.objects.values()))
    assert not any(token in kept for token in tokens)

"""The secure form and the private page: what a visitor meets, and what a bot does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest import LogCaptureFixture

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.foundation.notices.models import Notice
from chaperone.foundation.sealing.models import Link
from chaperone.messages import services
from chaperone.messages.models import Knock, Message, Thread
from chaperone.messages.queries import knocks
from chaperone.messages.rules import LINK_LASTS
from tests.rooms.messages.conftest import WORDS, Visitor


def test_message_arrives_and_leads_to_a_private_page(visitor: Visitor) -> None:
    page = visitor.client.get(visitor.private_page()).content.decode()
    assert WORDS in page
    thread = Thread.objects.get()
    assert (thread.name, thread.contact, thread.state) == ("Nadia Ferreira", "nadia@example.org", "waiting")
    assert Entry.objects.get(event="messages.thread.started").subject_id == str(thread.pk)


def test_nothing_lies_in_the_database_in_the_clear(visitor: Visitor) -> None:
    visitor.send(contact="512-555-0147")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(
                [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor]
            )
            for secret in ("implant", "555-0147", "Ferreira", "127.0.0.1"):
                assert secret not in rows, table


def test_form_says_911_and_the_telephone_first_and_needs_no_script(visitor: Visitor) -> None:
    page = visitor.client.get(visitor.form).content.decode()
    assert page.index("911") < page.index("<form")
    assert visitor.practice.phone in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://127.0.0.1", "")
    assert "https://" not in page


def test_form_speaks_spanish(visitor: Visitor) -> None:
    page = visitor.client.get(visitor.form, headers={"accept-language": "es-MX"}).content.decode()
    assert "Escríbanos en privado" in page
    assert 'lang="es"' in page
    assert "Su mensaje" in visitor.client.get(f"{visitor.form}?language=es").content.decode()


@pytest.mark.parametrize(
    ("waited", "said"),
    [(timedelta(seconds=1), "very fast"), (timedelta(hours=25), "open for very long")],
)
def test_too_fast_and_too_old_keep_what_was_typed(visitor: Visitor, waited: timedelta, said: str) -> None:
    answer = visitor.send(waited=waited)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert not Thread.objects.exists()


@pytest.mark.parametrize("changed", [{"website": "http://cheap.example"}, {"given": "forged"}, {"given": ""}])
def test_bots_are_turned_away(visitor: Visitor, changed: dict[str, str]) -> None:
    assert visitor.send(**changed).status_code == 422
    assert not Thread.objects.exists()


@pytest.mark.parametrize("changed", [{"text": ""}, {"text": "  \n "}, {"text": "x" * 5_001}, {"contact": ""}])
def test_what_is_missing_or_too_long_is_said(visitor: Visitor, changed: dict[str, str]) -> None:
    answer = visitor.send(**changed)
    assert answer.status_code == 422
    assert "field--error" in answer.content.decode()


def test_sixth_message_of_an_hour_from_one_address_waits(visitor: Visitor) -> None:
    for _ in range(5):
        assert visitor.send().status_code == 302
    answer = visitor.send()
    assert answer.status_code == 422
    assert "Many messages" in answer.content.decode()
    assert Thread.objects.count() == 5
    elsewhere = Visitor(visitor.practice, Client(REMOTE_ADDR="192.0.2.7"))
    assert elsewhere.send().status_code == 302


def test_addresses_are_counted_without_being_kept(visitor: Visitor) -> None:
    visitor.send()
    knock = Knock.objects.get()
    assert "127.0.0.1" not in knock.address_index
    assert knocks(visitor.practice, "127.0.0.1", knock.at) == (1, 1)
    assert knocks(visitor.practice, "192.0.2.7", knock.at) == (0, 0)


def test_emergency_is_marked_at_once(visitor: Visitor) -> None:
    visitor.send(text="I can't breathe well and my chest hurts since this morning")
    thread = Thread.objects.get()
    assert (thread.urgent, thread.category) == (True, "emergency")


def test_she_reads_the_answer_and_writes_again(visitor: Visitor, priya: Membership) -> None:
    page = visitor.private_page()
    thread = Thread.objects.select_related("practice").get()
    services.answer(
        thread=thread,
        text="Please come by at nine.",
        by=actor_for(priya),
        at=thread.last_at + timedelta(hours=1),
    )
    assert "Please come by at nine." in visitor.client.get(page).content.decode()
    assert "Priya" not in visitor.client.get(page).content.decode()
    assert visitor.client.post(page, {"text": "I will."}).status_code == 302
    thread.refresh_from_db()
    assert (thread.state, Message.objects.count()) == ("waiting", 3)


def test_emails_say_nothing(visitor: Visitor, priya: Membership) -> None:
    visitor.send()
    thread = Thread.objects.select_related("practice").get()
    services.answer(thread=thread, text="Your implant is fine.", by=actor_for(priya), at=thread.last_at)
    notices = list(Notice.objects.filter(kind__startswith="messages."))
    assert {notice.kind for notice in notices} == {"messages.received", "messages.answered"}
    for notice in notices:
        assert notice.to == "nadia@example.org"
        assert not any(word in f"{notice.subject} {notice.body}" for word in ("implant", "Nadia", "555-0147"))
        assert "/s/westlake/t/" in notice.body


def test_no_email_without_an_address(visitor: Visitor) -> None:
    visitor.send(contact="512-555-0147")
    assert not Notice.objects.filter(kind__startswith="messages.").exists()


@pytest.mark.parametrize("page", ["thread", "received"])
def test_guessed_link_leads_nowhere(visitor: Visitor, page: str) -> None:
    visitor.send()
    answer = visitor.client.get(reverse(f"secure:{page}", args=[visitor.practice.slug, "A" * 43]))
    assert answer.status_code == 404
    assert "We do not know this link" in answer.content.decode()


def test_link_of_one_practice_opens_nothing_at_another(visitor: Visitor, other_practice: Practice) -> None:
    there = visitor.private_page().replace("/westlake/", f"/{other_practice.slug}/")
    answer = visitor.client.get(there)
    assert answer.status_code == 404
    assert "implant" not in answer.content.decode()


def test_link_runs_out(visitor: Visitor) -> None:
    page = visitor.private_page()
    Link.objects.update(expires_at=Link.objects.first().expires_at - LINK_LASTS - timedelta(seconds=60))  # type: ignore[union-attr]
    answer = visitor.client.get(page)
    assert answer.status_code == 410
    assert "too old" in answer.content.decode()
    assert visitor.client.post(page, {"text": "Still there?"}).status_code == 410
    assert Message.objects.count() == 1


def test_closed_thread_reads_and_takes_nothing(visitor: Visitor, priya: Membership) -> None:
    page = visitor.private_page()
    thread = Thread.objects.select_related("practice").get()
    services.close_thread(thread=thread, by=actor_for(priya), at=thread.last_at)
    assert WORDS in visitor.client.get(page).content.decode()
    answer = visitor.client.post(page, {"text": "One more thing"})
    assert (answer.status_code, Message.objects.count()) == (409, 1)


def test_unknown_practice_has_no_form(db: None) -> None:
    assert Client().get(reverse("secure:form", args=["nowhere"])).status_code == 404


def test_logs_and_addresses_say_nothing(visitor: Visitor, caplog: LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    page = visitor.private_page()
    visitor.client.get(page)
    visitor.client.post(page, {"text": "implant again"})
    logged = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("django.db"))
    assert not any(secret in logged for secret in ("implant", "Nadia", "555-0147", "nadia@"))
    assert not any(secret in page for secret in ("implant", "Nadia", "555"))


def test_private_page_is_no_way_around_the_limit(visitor: Visitor) -> None:
    page = visitor.private_page()
    answers = [visitor.client.post(page, {"text": f"Message {number}"}).status_code for number in range(6)]
    assert answers == [302, 302, 302, 302, 409, 409]
    assert Message.objects.count() == 5

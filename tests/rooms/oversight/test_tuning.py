"""A change of the rules reaches what waits and what is live; what fires is counted without a word of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.compliance.tuning import deny_words, tune_rule
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.models import Item
from chaperone.inbox.services import allow_free_text, write_reply
from chaperone.inbox.services.moving import move
from chaperone.inbox.signals import item_judged
from chaperone.oversight import rescreening
from chaperone.oversight.firings import Figures, figures_of, forget_old, note_firings, settle
from chaperone.oversight.models import Doubt, Firing, RulesRun
from chaperone.oversight.rescreening import let_stand, open_doubts, runs_of
from chaperone.oversight.rules import FIRINGS_KEPT, Outcome
from chaperone.posts import services as posts
from chaperone.publishing.models import Delivery
from tests.story import SAFE_WORDS, Story

As = Callable[[Membership], Client]
WHY = "Decided in the meeting of the practice."


def deny(story: Story, words: str = "short walks", severity: str = "block") -> None:
    entries = [{"words": words, "severity": severity, "message": ""}] if words else []
    deny_words(practice=story.practice, entries=entries, reason=WHY, by=actor_for(story.priya), at=story.now)


def run(story: Story) -> RulesRun:
    run_everything_due(now=story.now)
    newest = runs_of(story.practice).first()
    assert newest is not None
    return newest


def test_a_live_post_that_blocks_now_is_raised_on_the_desk(story: Story, as_: As) -> None:
    delivery = story.until_live()
    deny(story)
    done = run(story)
    assert (done.state, done.done, done.total, done.raised) == ("done", 2, 2, 1)
    doubt = open_doubts(story.practice).get()
    assert (doubt.delivery, doubt.rules, doubt.severity) == (delivery, ["practice.denied"], "block")
    desk = as_(story.priya).get(f"/p/{story.practice.slug}/oversight/desk/").content.decode()
    assert "would not pass the rules as they are now" in desk
    delivery.refresh_from_db()
    assert delivery.state == "live"  # a person decides


def test_what_was_approved_and_not_sent_is_held(story: Story) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(days=1))
    deny(story)
    assert run(story).raised == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("held", rescreening.WHY_HELD)
    assert open_doubts(story.practice).get().version == story.version


def test_a_new_question_also_takes_an_approved_post_back(story: Story) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(days=1))
    deny(story, severity="review")
    run(story)
    delivery.refresh_from_db()
    assert delivery.state == "held"
    assert open_doubts(story.practice).get().severity == "review"


def test_what_passes_under_the_new_rules_is_left_alone(story: Story) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(days=1))
    deny(story, words="something else")
    done = run(story)
    delivery.refresh_from_db()
    assert (delivery.state, done.raised, Doubt.objects.count()) == ("scheduled", 0, 0)


def test_taking_the_rule_back_takes_it_off_the_desk(story: Story) -> None:
    story.until_live()
    deny(story)
    run(story)
    deny(story, words="")
    run(story)
    assert not open_doubts(story.practice).exists()
    assert Doubt.objects.get().settled_by == ""


def test_let_stand_needs_a_reason_and_is_not_asked_again(story: Story) -> None:
    story.until_live()
    deny(story)
    run(story)
    doubt = open_doubts(story.practice).get()
    by = actor_for(story.priya)
    with pytest.raises(Refusal):
        let_stand(doubt=doubt, note="ok", by=by, at=story.now)
    with pytest.raises(Refusal):
        let_stand(doubt=doubt, note=WHY, by=actor_for(story.mina), at=story.now)
    let_stand(doubt=doubt, note=WHY, by=by, at=story.now)
    tune_rule(
        practice=story.practice,
        rule="claim.dream_body",
        level="off",
        allow=[],
        reason=WHY,
        by=by,
        at=story.now,
    )
    assert run(story).raised == 0 and not open_doubts(story.practice).exists()


def test_a_run_goes_on_in_small_turns_and_is_replaced_by_the_next_change(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescreening, "RUN_BATCH", 1)
    story.until_live()
    deny(story)
    first = RulesRun.objects.get()
    rescreening.work(run_id=str(first.pk), at=story.now)
    first.refresh_from_db()
    assert (first.state, first.done, first.total) == ("waiting", 1, 2)
    deny(story, words="resting")
    rescreening.work(run_id=str(first.pk), at=story.now)
    first.refresh_from_db()
    assert (first.state, first.done) == ("replaced", 1)
    assert (run(story).done, RulesRun.objects.count()) == (2, 2)


def test_what_cannot_be_judged_needs_a_person(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.until_live()
    deny(story, words="something else")
    monkeypatch.setattr(rescreening, "saved_cases", lambda *_, **__: 1 / 0)
    assert run(story).raised == 1
    assert {tuple(doubt.rules) for doubt in Doubt.objects.all()} == {("unjudged",)}


def test_firings_follow_a_post_from_a_question_to_what_became_of_it(story: Story) -> None:
    story.until_covered()
    deny(story, words="short walks", severity="review")
    story.write()
    assert figures_of(story.practice, at=story.now)["practice.denied"].open == 1
    story.approve()
    figures = figures_of(story.practice, at=story.now)["practice.denied"]
    assert (figures.fired, figures.overridden, figures.heeded, figures.open) == (1, 1, 0, 0)
    row = Firing.objects.get(rule="practice.denied")
    assert (row.use, row.subject_id, row.severity) == ("caption", story.post.pk, "review")


def test_words_that_were_changed_count_as_kept_to(story: Story) -> None:
    story.until_covered()
    deny(story, words="short walks")
    story.write()
    posts.save_version(
        post=story.post, content=story.content(SAFE_WORDS.replace("short walks", "quiet days")),
        by=actor_for(story.mina), at=story.now,
    )  # fmt: skip
    figures = figures_of(story.practice, at=story.now)["practice.denied"]
    assert (figures.fired, figures.heeded, figures.overridden) == (1, 1, 0)


def test_no_word_is_kept_with_a_firing(story: Story) -> None:
    story.until_covered()
    story.write("Call Qwixel Vanderstrumm at 512-555-0147 about the facelift")
    assert Firing.objects.filter(rule="identifier.phone").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM oversight_firing")
        kept = str(cursor.fetchall())
    assert "Qwixel" not in kept and "0147" not in kept


def test_figures_count_ninety_days_and_are_forgotten_after_a_year(story: Story) -> None:
    about = {"practice_id": story.practice.pk, "use": "incoming", "subject_id": story.practice.pk}
    found = [{"rule": "identifier.phone", "kind": "phone", "severity": level} for level in ("note", "block")]
    note_firings(**about, findings=found, at=story.now)  # type: ignore[arg-type]
    assert Firing.objects.get().severity == "block"
    assert settle(**about, outcome=Outcome.OVERRIDDEN, at=story.now) == 1  # type: ignore[arg-type]
    assert figures_of(story.practice, at=story.now)["identifier.phone"].overridden == 1
    assert figures_of(story.practice, at=story.now + timedelta(days=91)) == {}
    assert forget_old(at=story.now + FIRINGS_KEPT) == 0
    assert forget_old(at=story.now + FIRINGS_KEPT + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(("heeded", "overridden", "share"), [(9, 5, 64), (5, 0, 100), (2, 2, None)])
def test_a_share_is_said_only_when_it_says_something(heeded: int, overridden: int, share: int | None) -> None:
    assert Figures(fired=14, heeded=heeded, overridden=overridden).kept_share == share


def address(story: Story, name: str, *args: object) -> str:
    return reverse(f"oversight:{name}", args=[story.practice.slug, *args])


def test_the_page_tunes_shows_and_puts_back(story: Story, as_: As) -> None:
    client = as_(story.priya)
    page = client.get(address(story, "rule", "claim.dream_body")).content.decode()
    assert "As shipped" in page and "Tune it" in page
    told = {"level": "off", "allow": "", "reason": WHY}
    assert client.post(address(story, "tune", "claim.dream_body"), told).status_code == 302
    page = client.get(address(story, "rule", "claim.dream_body")).content.decode()
    assert WHY in page and "Priya Raman" in page and "Put it back" in page
    assert client.post(address(story, "reset", "claim.dream_body"), {"reset-reason": WHY}).status_code == 302
    assert "Back as shipped" in client.get(address(story, "rule", "claim.dream_body")).content.decode()


def test_the_page_says_why_something_may_not_be_changed(story: Story, as_: As) -> None:
    client = as_(story.priya)
    fixed = client.get(address(story, "rule", "patients.known")).content.decode()
    assert "Nothing may hide that" in fixed and "Tune it" not in fixed
    answer = client.post(
        address(story, "tune", "identifier.name"), {"level": "off", "reason": WHY, "allow": "Rose Bay"}
    )
    assert answer.status_code == 422 and "Rose Bay" in answer.content.decode()
    short = client.post(address(story, "tune", "claim.dream_body"), {"level": "off", "reason": "ok"})
    assert short.status_code == 422


def test_entries_and_reasons_are_shown_to_those_who_tune_only(story: Story, as_: As) -> None:
    tune_rule(
        practice=story.practice, rule="identifier.name", level="", allow=["Rose Bay Gala"],
        reason="Rose Bay is a gala.", by=actor_for(story.priya), at=story.now,
    )  # fmt: skip
    assert "Rose Bay Gala" in as_(story.priya).get(address(story, "rule", "identifier.name")).content.decode()
    for_mina = as_(story.mina).get(address(story, "rule", "identifier.name")).content.decode()
    assert "Rose Bay" not in for_mina and "1 let pass" in for_mina


def test_the_try_box_says_what_the_tuning_changed(story: Story, as_: As) -> None:
    by = actor_for(story.priya)
    for rule, level in (("claim.dream_body", "off"), ("claim.award", "block")):
        tune_rule(practice=story.practice, rule=rule, level=level, allow=[], reason=WHY, by=by, at=story.now)
    text = "Award-winning surgeons work here. Get your dream body with us."
    page = (
        as_(story.mina)
        .post(address(story, "rules"), {"text": text, "use": "caption", "place": "US-CA"})
        .content.decode()
    )
    assert "Tuned here: blocks; as shipped it asks a person." in page
    assert "Silent because you tuned it" in page and "tried__mark--block" in page


def test_rules_are_found_and_filtered(story: Story, as_: As) -> None:
    client = as_(story.mina)
    found = client.post(address(story, "rules"), {"act": "find", "find": "telephone"}).content.decode()
    assert ">identifier.phone</span>" in found and ">claim.best</span>" not in found
    none = client.post(address(story, "rules"), {"act": "find", "find": "zzz"}).content.decode()
    assert "No rule has these words" in none
    tuned = client.get(address(story, "rules") + "?show=tuned").content.decode()
    assert "As soon as one fires or is tuned" in tuned


def test_progress_is_shown_while_it_is_judged_again(story: Story, as_: As) -> None:
    story.until_live()
    deny(story)
    client = as_(story.mina)
    assert "<progress" in client.get(address(story, "rules_progress")).content.decode()
    run(story)
    after = client.get(address(story, "rules_progress")).content.decode()
    assert "<progress" not in after and "One would not pass today." in after
    assert Delivery.objects.get().state == "live"


def test_firings_of_what_others_wrote_follow_what_a_person_does_with_it(story: Story) -> None:
    item = Item.objects.create(
        practice=story.practice, channel=story.until_covered().channel, native_id="1", kind="comment", digest="",
        findings=[{"rule": "identifier.phone", "kind": "phone", "severity": "review"}], written_at=story.now,
        arrived_at=story.now,
    )  # fmt: skip
    item_judged.send(sender=Item, item=item, at=story.now)
    assert figures_of(story.practice, at=story.now)["identifier.phone"].open == 1
    move(item, "keep", by=actor_for(story.priya), at=story.now)
    assert figures_of(story.practice, at=story.now)["identifier.phone"].overridden == 1


def test_an_answer_that_was_refused_and_said_otherwise_was_kept_to(story: Story) -> None:
    story.until_covered()
    by = actor_for(story.priya)
    allow_free_text(practice=story.practice, allowed=True, by=by, at=story.now)
    item = Item.objects.create(
        practice=story.practice, channel=story.channel, native_id="1", kind="comment", digest="",
        text="Lovely people!", written_at=story.now, arrived_at=story.now,
    )  # fmt: skip
    with pytest.raises(Refusal):
        write_reply(item=item, text="So glad you healed well after your facelift!", by=by, at=story.now)
    assert Firing.objects.get(rule="relationship.confirms").outcome == "open"
    write_reply(item=item, text="Thank you for the kind words.", by=by, at=story.now)
    assert Firing.objects.get(rule="relationship.confirms").outcome == "heeded"


def test_a_live_answer_is_judged_again_too(story: Story) -> None:
    story.until_covered()
    by = actor_for(story.priya)
    allow_free_text(practice=story.practice, allowed=True, by=by, at=story.now)
    item = Item.objects.create(
        practice=story.practice, channel=story.channel, native_id="1", kind="comment", digest="",
        text="Lovely people!", written_at=story.now, arrived_at=story.now,
    )  # fmt: skip
    reply = write_reply(item=item, text="Thank you for the kind words.", by=by, at=story.now)
    Delivery.objects.create(
        practice=story.practice, kind="reply", subject_id=reply.pk, channel=story.channel, content_sha256="",
        clearance={}, state="live", due_at=story.now, scheduled_by="", created_at=story.now, live_at=story.now,
        remote_ref={"native_id": "9", "url": ""},
    )  # fmt: skip
    deny(story, words="kind words")
    run(story)
    assert open_doubts(story.practice).get().rules == ["practice.denied"]


def test_the_privacy_officer_lets_it_stand_on_the_page_and_others_cannot(story: Story, as_: As) -> None:
    story.until_live()
    deny(story)
    run(story)
    doubt = open_doubts(story.practice).get()
    for_mina = as_(story.mina).get(address(story, "rules")).content.decode()
    assert "Would not pass today" in for_mina and "Let it stand" not in for_mina
    assert as_(story.mina).post(address(story, "stand", doubt.pk), {"reason": WHY}).status_code == 403
    client = as_(story.priya)
    assert client.post(address(story, "stand", doubt.pk), {"reason": "ok"}).status_code == 302
    assert open_doubts(story.practice).exists()
    client.post(address(story, "stand", doubt.pk), {"reason": WHY})
    doubt.refresh_from_db()
    assert (doubt.note, doubt.settled_by) == (WHY, str(story.priya.person_id))
    assert "Would not pass today" not in client.get(address(story, "rules")).content.decode()


def test_the_pages_speak_spanish_where_a_template_speaks(story: Story) -> None:
    level = "{% include 'oversight/_level.html' with level='review' %}"
    page = "{% include 'oversight/_figures.html' %} · " + level
    with translation.override("es"):
        said = Template(page).render(Context({"figures": Figures(fired=3, overridden=1)}))
    assert "saltó 3 veces, dejada pasar 1" in said and "Pregunta a una persona" in said

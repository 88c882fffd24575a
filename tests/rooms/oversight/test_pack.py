"""A case's evidence: everything in one file that anybody can check, and nothing else."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit import verifier
from chaperone.audit.models import Entry, Leaf
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import files
from chaperone.inbox.models import Item
from chaperone.inbox.rules import Action, Reason
from chaperone.inbox.services import deciding
from chaperone.oversight import services
from chaperone.oversight.models import EvidencePack
from chaperone.oversight.pack.case import find_case
from tests.story import SAFE_WORDS, Story

As = Callable[[Membership], Client]


def made(story: Story, kind: str, pk: Any) -> bytes:
    """The zip of a case, asked by the privacy officer and put together by the worker."""
    asked = services.ask_pack(
        practice=story.practice, kind=kind, subject_id=pk, by=actor_for(story.priya), at=story.now
    )
    run_everything_due(now=story.now)
    pack = EvidencePack.objects.get(pk=asked.pk)
    assert pack.state == "ready", pack.reason
    data = files.read(story.practice.id, pack.sealed_name)
    assert sha256(data).hexdigest() == pack.sha256
    return data


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def gone(story: Story) -> None:
    """The whole case: live, withdrawn, looked for, gone."""
    story.until_live()
    story.later(minutes=5)
    story.withdraw()
    run_everything_due(now=story.now)


def test_a_pack_of_the_whole_case_is_whole(story: Story) -> None:
    gone(story)
    data = made(story, "post", story.post.pk)
    report = verifier.verify(data)
    assert report.problems == ()
    assert report.entries > 15
    inside = opened(data)
    assert [*inside][:5] == ["pack.json", "pack.sig", "verify.py", "README.txt", "case.pdf"]
    assert inside["verify.py"] == Path(verifier.__file__).read_bytes()


def test_a_pack_holds_what_was_signed_said_approved_sent_and_looked_for(story: Story) -> None:
    gone(story)
    inside = opened(made(story, "post", story.post.pk))
    story.authorization.refresh_from_db()
    signed = inside[f"authorizations/{story.authorization.pk}.pdf"]
    assert sha256(signed).hexdigest() == story.authorization.pdf_sha256
    post = json.loads(inside[f"posts/{story.post.pk}.json"])
    assert [one["text"] for one in post["versions"]] == [SAFE_WORDS]
    assert [(one["decision"], one["person_id"]) for one in post["reviews"]] == [
        ("approved", str(story.reyes.person_id))
    ]
    delivery = story.practice.deliveries.get()
    sent = json.loads(inside[f"deliveries/{delivery.pk}.json"])
    assert sent["remote_ref"] == delivery.remote_ref
    assert sent["clearance"]["content_sha256"] == story.version.content_sha256
    assert [(one["state"], [look["gone"] for look in one["looks"]]) for one in sent["takedowns"]] == [
        ("gone", [True])
    ]
    networks = json.loads(inside["vendors.json"])["networks"]
    assert networks == [
        {"network": "sandbox", "agreement": "No BAA possible: only de-identified or authorized content."}
    ]


def test_the_covered_copy_is_in_it_and_the_original_is_not(story: Story) -> None:
    gone(story)
    inside = opened(made(story, "post", story.post.pk))
    assert inside[f"pictures/{story.rendition.pk}.jpg"] == story.rendition.read()
    report = json.loads(inside[f"pictures/{story.rendition.pk}.json"])["report"]
    assert report["verdict"] == "clean"
    original = sha256(story.original.read()).hexdigest()
    assert original not in {sha256(data).hexdigest() for data in inside.values()}


def test_names_of_files_say_nothing_about_anybody(story: Story) -> None:
    gone(story)
    names = "\n".join(opened(made(story, "patient", story.patient.pk))).lower()
    assert "maria" not in names and "castellanos" not in names and "img_0042" not in names


def test_the_policies_of_that_time_say_who_had_attested(story: Story) -> None:
    from chaperone.compliance import services as compliance
    from chaperone.compliance.models import PolicyVersion
    from chaperone.compliance.queries import right_answers

    at = story.now - timedelta(days=2)
    versions = compliance.adopt_starter_policies(practice=story.practice, by=actor_for(story.priya), at=at)
    first = PolicyVersion.objects.get(pk=versions[0].pk)
    compliance.attest(version=first, answers=right_answers(first), by=actor_for(story.mina), at=at)
    gone(story)
    inside = opened(made(story, "post", story.post.pk))
    policies = json.loads(inside["policies.json"])["policies"]
    assert len(policies) == len(versions)
    assert [one["name"] for one in policies[0]["attested"]] == ["Mina Okafor"]
    events = {one["entry"]["event"] for one in json.loads(inside["pack.json"])["entries"]}
    assert "compliance.policy.attested" in events


def test_committed_values_are_opened_where_they_are_known(story: Story) -> None:
    gone(story)
    entries = json.loads(opened(made(story, "post", story.post.pk))["pack.json"])["entries"]
    opened_by_event = {
        (one["entry"]["event"], field): opening.get("value")
        for one in entries
        for field, opening in one["openings"].items()
    }
    assert opened_by_event["posts.version.saved", "content"] == story.version.content_sha256
    assert opened_by_event["consents.authorization.signed", "signer"] == "Maria Castellanos"
    assert opened_by_event["library.original.uploaded", "claimed_name"] is None


def test_another_patients_case_stays_out(story: Story) -> None:
    gone(story)
    first, post = story.patient, story.post
    other = story.add_patient()
    story.add_photo()
    authorization = story.ask_and_sign()
    for kind, pk in (("post", post.pk), ("patient", first.pk)):
        data = made(story, kind, pk)
        for private in (other.reference, str(other.pk), str(authorization.pk), str(story.original.pk)):
            assert private.encode() not in data


@pytest.mark.parametrize("kind", ["post", "patient", "authorization"])
def test_each_kind_of_case_finds_the_same_post(story: Story, kind: str) -> None:
    story.until_live()
    pk = {"post": story.post.pk, "patient": story.patient.pk, "authorization": story.authorization.pk}[kind]
    case = find_case(story.practice, kind, pk)
    assert case is not None
    assert [post.pk for post in case.posts] == [story.post.pk]
    assert [one.pk for one in case.authorizations] == [story.authorization.pk]
    assert verifier.verify(made(story, kind, pk)).whole


def test_a_pack_verifies_alone_on_bare_python(story: Story, tmp_path: Path) -> None:
    gone(story)
    data = made(story, "post", story.post.pk)
    (tmp_path / "case.zip").write_bytes(data)
    (tmp_path / "verify.py").write_bytes(opened(data)["verify.py"])
    command = [sys.executable, "-I", "-S", "verify.py", "case.zip"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(":")[0], done.stderr) == (0, "WHOLE", "")
    changed = bytearray(data)
    changed[data.index(b"pack.sig") + 20] ^= 1
    (tmp_path / "case.zip").write_bytes(bytes(changed))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "BROKEN")


def test_asking_twice_makes_one_pack(story: Story) -> None:
    story.until_live()
    by = actor_for(story.priya)
    packs = {
        services.ask_pack(
            practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now
        ).pk
        for _ in range(2)
    }
    assert len(packs) == 1


def test_only_the_privacy_officer_and_the_auditor_ask_and_download(story: Story) -> None:
    story.until_live()
    made(story, "post", story.post.pk)
    pack = EvidencePack.objects.get()
    for member in (story.mina, story.reyes):
        by = actor_for(member)
        with pytest.raises(Refusal, match="Ask one of: auditor, privacy officer"):
            services.ask_pack(
                practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now
            )
        with pytest.raises(Refusal, match="Ask one of"):
            services.download_pack(pack=pack, by=by, at=story.now)


def test_asked_made_and_downloaded_are_in_the_trail(story: Story) -> None:
    story.until_live()
    made(story, "post", story.post.pk)
    pack = EvidencePack.objects.get()
    body = b"".join(services.download_pack(pack=pack, by=actor_for(story.priya), at=story.now))
    assert verifier.verify(body).whole
    told = Entry.objects.filter(subject_id=str(pack.pk)).order_by("id")
    assert [(one.event, one.actor_id) for one in told] == [
        ("oversight.pack.asked", str(story.priya.person_id)),
        ("oversight.pack.made", "oversight"),
        ("oversight.pack.downloaded", str(story.priya.person_id)),
    ]
    assert told[2].data["sha256"] == pack.sha256


def test_a_picture_that_was_swapped_stops_the_pack(story: Story) -> None:
    story.until_live()
    swapped = files.write(story.practice.id, b"another picture")
    type(story.rendition).objects.filter(pk=story.rendition.pk).update(sealed_name=swapped)
    by = actor_for(story.priya)
    services.ask_pack(practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now)
    run_everything_due(now=story.now)
    pack = EvidencePack.objects.get()
    assert (pack.state, pack.reason) == (
        "failed",
        f"The covered copy {story.rendition.pk.hex[:8]} is not the file that was kept.",
    )


def test_a_signed_copy_that_is_missing_stops_the_pack(story: Story) -> None:
    story.until_live()
    files.delete(type(story.authorization).objects.get(pk=story.authorization.pk).pdf_name)
    by = actor_for(story.priya)
    services.ask_pack(practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now)
    run_everything_due(now=story.now)
    pack = EvidencePack.objects.get()
    assert pack.state == "failed" and pack.reason.startswith("The signed copy of authorization")


def test_a_trail_that_was_tampered_with_stops_the_pack(story: Story) -> None:
    story.until_live()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_leaf_no_update")
    Leaf.objects.filter(index=2).update(hash=b"\0" * 32)
    by = actor_for(story.priya)
    services.ask_pack(practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now)
    run_everything_due(now=story.now)
    pack = EvidencePack.objects.get()
    assert (pack.state, pack.reason[:41]) == ("failed", "The trail does not fit what was signed. C"[:41])


def test_a_pack_that_was_tried_three_times_is_given_up(story: Story) -> None:
    story.until_live()
    by = actor_for(story.priya)
    pack = services.ask_pack(
        practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now
    )
    EvidencePack.objects.filter(pk=pack.pk).update(attempts=3)
    services.make_pack(pack_id=str(pack.pk), at=story.now)
    pack.refresh_from_db()
    assert (pack.state, pack.lease) == ("failed", None)


def test_the_page_asks_shows_progress_and_downloads(story: Story, as_: As) -> None:
    story.until_live()
    client, slug = as_(story.priya), story.practice.slug
    page = reverse("oversight:evidence", args=[slug, "post", story.post.pk])
    assert "None has been made yet" in client.get(page).content.decode()
    assert client.post(reverse("oversight:ask", args=[slug, "post", story.post.pk])).status_code == 302
    shown = client.get(page).content.decode()
    assert "Being put together" in shown and "<progress" in shown
    pack = EvidencePack.objects.get()
    download = reverse("oversight:download", args=[slug, pack.pk])
    assert client.get(download).status_code == 409
    run_everything_due()
    fragment = client.get(reverse("oversight:pack", args=[slug, pack.pk]), HTTP_HX_REQUEST="true")
    assert download in fragment.content.decode()
    answer = client.get(download)
    assert answer["Content-Disposition"] == f'attachment; filename="evidence-{pack.pk.hex[:12]}.zip"'
    assert answer["Cache-Control"] == "no-store, private"
    assert verifier.verify(answer.getvalue()).whole


def test_a_post_leads_to_its_evidence_for_those_who_may(story: Story, as_: As) -> None:
    story.until_live()
    page = reverse("posts:detail", args=[story.practice.slug, story.post.pk])
    wanted = reverse("oversight:evidence", args=[story.practice.slug, "post", story.post.pk])
    assert wanted in as_(story.priya).get(page).content.decode()
    assert wanted not in as_(story.mina).get(page).content.decode()


def test_what_others_wrote_is_in_it_with_its_snapshot_and_what_was_done(story: Story) -> None:
    delivery = story.until_live()
    assert delivery.ref is not None
    told = "You did my tummy tuck in June, call me 512-555-0147"
    assert not httpx.post(f"{delivery.ref.url}/comments", data={"name": "dana_r", "text": told}).is_error
    run_everything_due(now=story.later(minutes=5))
    item = Item.objects.get()
    deciding.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=actor_for(story.priya), at=story.now
    )
    run_everything_due(now=story.later(minutes=5))
    inside = opened(made(story, "post", story.post.pk))
    paper = json.loads(inside[f"inbox/{item.pk}.json"])
    assert paper["snapshots"][0]["content"]["text"] == told
    assert [(one["action"], one["reason_code"], one["state"]) for one in paper["removals"]] == [
        ("hide", "privacy", "done")
    ]
    entries = json.loads(inside["pack.json"])["entries"]
    arrived = next(one for one in entries if one["entry"]["event"] == "inbox.item.arrived")
    assert arrived["openings"]["text"]["value"] == told
    assert arrived["openings"]["snapshot"]["value"] == item.snapshots.get(number=1).sha256

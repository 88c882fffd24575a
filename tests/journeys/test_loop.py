"""The whole loop, once: from a photo on a phone to proof that the post is gone."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys import chapters
from tests.journeys.conftest import PHONE, Site

from chaperone.project.demo.picture import portrait

pytestmark = pytest.mark.journey

NAME, BORN = "Rosalind Whitaker", ("1979", "4", "16")
TOO_MUCH = "Rosalind Whitaker had her tummy tuck last Tuesday with the best surgeon in Austin!"
VERIFY = [str(Path(sys.executable).parent / "chaperone"), "verify"]

Enter = Callable[..., Page]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A portrait with a GPS position, an owner, and a name that says too much."""
    path = tmp_path / "Rosalind_Whitaker_postop.jpg"
    path.write_bytes(portrait())
    return path


@pytest.fixture
def patient(browser: Browser) -> Page:
    """The patient's own phone: no account, no cookies of the house."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return context.new_page()


def test_loop_from_signed_consent_to_verified_absence(
    site: Site, enter: Enter, patient: Page, photo: Path
) -> None:
    # Mina uploads a photo: the face is covered, what the file carried is gone, its name was dropped.
    mina = enter("Mina")
    chapters.add_patient(mina, site.url, name=NAME, born="1979-04-16")
    chapters.upload_photo(mina, site.url, photo, patient=NAME)
    expect(mina.get_by_text("where it was taken (GPS)")).to_be_visible()
    expect(mina.get_by_text("The file name held the name of one of your patients.")).to_be_visible()
    chapters.reads_well(mina)
    chapters.cover_one_more_place(mina)
    chapters.check_marks(mina)

    # The patient reads, allows and signs on her phone; her link does not work twice.
    link = chapters.ask_for_consent(mina, site.url, patient=NAME, network="Sandbox network")
    own_page = chapters.sign(patient, link, born=BORN, name=NAME)
    chapters.finds_the_link_used(patient, link)

    # A caption that says too much is stopped while it is typed; a better one goes through.
    chapters.go(mina, site.url, "/posts/new/")
    mina.get_by_label("Caption").fill(TOO_MUCH)
    expect(mina.locator("[data-gate=words]")).to_have_attribute("data-verdict", "blocked")
    expect(mina.locator("chaperone-findings mark").first).to_be_attached()
    chapters.reads_well(mina)
    chapters.write_post(
        mina, site.url, text=chapters.SAFE, account="Sandbox network", alt="A person, face covered"
    )
    address = chapters.ask_for_approval(mina)
    expect(mina.get_by_role("button", name="Approve", exact=True)).to_have_count(0)

    # Dr. Reyes approves on a phone. An edit voids that; she approves again. Mina publishes.
    reyes = enter("Reyes", phone=True)
    chapters.approve(reyes, address)
    chapters.edit(mina, address, text=f"{chapters.SAFE} Ask us.")
    expect(mina.locator("[data-gate=approval]")).to_have_attribute("data-verdict", "waiting")
    chapters.ask_for_approval(mina)
    chapters.approve(reyes, address)
    public = chapters.publish(mina, address)
    shown = httpx.get(public)
    assert shown.status_code == 200
    assert chapters.SAFE in shown.text
    assert "Whitaker" not in shown.text

    # The patient withdraws with one tap; the post goes, and she sees that it is gone.
    patient.goto(own_page)
    expect(patient.get_by_role("link", name="See it")).to_be_visible()
    chapters.withdraw_everything(patient)
    chapters.see_it_gone(patient)
    assert httpx.get(public).status_code == 404

    # Priya downloads the evidence. It is whole; with one byte changed it says where it is broken.
    pack = chapters.download_evidence(enter("Priya"), address)
    with zipfile.ZipFile(pack) as archive:
        assert not [name for name in archive.namelist() if "whitaker" in name.lower()]
        summary = archive.read("pack.json").decode()
    assert "publishing.takedown.verified_gone" in summary
    assert subprocess.run([*VERIFY, str(pack)], check=False, capture_output=True).returncode == 0
    damaged = photo.with_name("damaged.zip")
    raw = bytearray(pack.read_bytes())
    raw[len(raw) // 2] ^= 1
    damaged.write_bytes(raw)
    told = subprocess.run([*VERIFY, str(damaged)], check=False, capture_output=True, text=True)
    assert told.returncode == 1
    assert ":" in told.stdout


def test_loop_a_comment_that_says_too_much_is_hidden_and_an_answer_confirms_nobody(
    site: Site, enter: Enter
) -> None:
    # The comment has arrived from the network; it is covered until Priya opens it.
    priya = enter("Priya")
    chapters.open_from_inbox(priya, site.url, view="action", chip="Tells about care")
    expect(priya.get_by_text("512-555-0147")).to_have_count(0)
    chapters.reads_well(priya)
    priya.get_by_role("button", name="Open the covered words").click()
    expect(priya.get_by_text("512-555-0147").first).to_be_visible()
    expect(priya.get_by_role("heading", name="What it would disclose")).to_be_visible()

    # She hides it after a sealed copy was kept; the network is read again to see that it is hidden.
    expect(priya.get_by_text("Sealed copy").first).to_be_visible()
    chapters.hide(priya)
    profile = httpx.get(f"{site.network_url}/@westlake").text
    assert "512-555-0147" not in profile

    # Flo answers the review with a text that says neither yes nor no; her own words are refused with the reason.
    flo = enter("Flo")
    chapters.open_from_inbox(flo, site.url, view="reviews", chip="of 5 stars")
    flo.get_by_role("link", name="In your own words").click()
    flo.locator("textarea").first.fill(
        "We are so sorry your surgery in March hurt. You missed your follow-up visit."
    )
    flo.get_by_role("button", name="Ask a second person").click()
    expect(flo.get_by_text("Not sent").first).to_be_visible()
    chapters.reads_well(flo)
    chapters.open_from_inbox(flo, site.url, view="reviews", chip="of 5 stars")
    flo.locator(".answers-list a").first.click()
    answer = flo.locator(".answer-words").inner_text()
    flo.get_by_role("button", name="Send this answer").click()
    expect(flo.get_by_text("Live", exact=True).first).to_be_visible(timeout=60_000)
    shown = httpx.get(f"{site.network_url}/@westlake").text
    assert answer.split("\n")[0].split(".")[0][:40] in shown


def test_loop_the_rules_of_the_house_hold(site: Site, enter: Enter, page: Page) -> None:
    # Theo has not attested: he cannot write.
    theo = enter("Theo")
    chapters.go(theo, site.url, "/posts/new/")
    expect(theo.get_by_text("attest", exact=False).first).to_be_visible()
    expect(theo.get_by_label("Caption")).to_have_count(0)
    chapters.reads_well(theo)

    # A vendor whose agreement lapsed is said to get nothing.
    reyes = enter("Reyes")
    chapters.go(reyes, site.url, "/rules/vendors/")
    expect(
        reyes.get_by_role("row").filter(has_text="Fernhill").get_by_text("Nothing goes there")
    ).to_be_visible()
    chapters.reads_well(reyes)

    # Flo may not approve; a stranger gets no further than the door; a demo link works once.
    chapters.go(enter("Flo"), site.url, "/posts/new/")
    expect(enter("Flo").get_by_label("Caption")).to_have_count(0)
    page.goto(f"{site.url}/p/westlake/oversight/trail/")
    expect(page).to_have_url(re.compile("/account/"))
    page.goto(site.people["Theo"])
    expect(page.get_by_text("This link was already used.")).to_be_visible()

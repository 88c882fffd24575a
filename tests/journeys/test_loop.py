"""The whole loop, once: from a photo on a phone to proof that the post is gone."""

from __future__ import annotations

import io
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


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A portrait with a GPS position, an owner, and a name that says too much."""
    path = tmp_path / "Rosalind_Whitaker_postop.jpg"
    path.write_bytes(portrait())
    return path


@pytest.fixture
def patient(browser: Browser) -> Page:
    """The patient's own phone: no account, no cookies of the house."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return context.new_page()


def test_loop_from_signed_consent_to_verified_absence(
    site: Site, enter: Callable[..., Page], patient: Page, photo: Path
) -> None:
    # Mina uploads a photo; the face is covered, what the file carried is gone, its name was dropped.
    mina = enter("Mina")
    chapters.add_patient(mina, site.url, name=NAME, born="1979-04-16")
    chapters.upload_photo(mina, site.url, photo, patient=NAME)
    expect(mina.get_by_text("GPS").first).to_be_visible()
    chapters.reads_well(mina)
    chapters.check_marks(mina)

    # The patient reads, allows and signs on her phone.
    link = chapters.ask_for_consent(mina, site.url, patient=NAME, network="Sandbox network")
    own_page = chapters.sign(patient, link, born=BORN, name=NAME)

    # A caption that says too much is stopped while it is typed; a better one goes through.
    chapters.go(mina, site.url, "/posts/new/")
    mina.get_by_label("Caption").fill(
        "Rosalind Whitaker had her tummy tuck last Tuesday with the best surgeon in Austin!"
    )
    words = mina.locator("[data-gate=words]")
    expect(words).to_have_attribute("data-verdict", "blocked")
    chapters.reads_well(mina)
    chapters.write_post(
        mina, site.url, text=chapters.SAFE, account="Sandbox network", alt="A person, the face covered"
    )
    address = chapters.ask_for_approval(mina)
    expect(mina.get_by_role("button", name="Approve", exact=True)).to_have_count(0)

    # Dr. Reyes approves on a phone; Mina publishes; everybody can see it.
    chapters.approve(enter("Reyes", phone=True), address)
    public = chapters.publish(mina, address)
    shown = httpx.get(public)
    assert shown.status_code == 200
    assert chapters.SAFE in shown.text

    # The patient withdraws; the post goes, and she sees that it is gone.
    patient.goto(own_page)
    chapters.withdraw_everything(patient, born=BORN)
    expect(patient.get_by_text("Gone", exact=True)).to_be_visible(timeout=30_000)
    assert httpx.get(public).status_code == 404

    # Priya downloads the evidence; a verifier on any machine says that it is whole.
    pack = chapters.download_evidence(enter("Priya"), address)
    assert b"rosalind" not in _names_in(pack).lower()


def _names_in(pack: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return "\n".join(archive.namelist()).encode()

"""What a withdrawal reaches: what is scheduled, what is live, what somebody wants to use again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys import chapters
from tests.journeys.conftest import PHONE, Site

from chaperone.project.demo.picture import portrait

pytestmark = pytest.mark.journey

NAME, BORN = "Imogen Thackeray", ("1985", "9", "2")


@pytest.fixture
def phone(browser: Browser) -> Page:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    return context.new_page()


def test_withdraw_stops_what_is_scheduled_and_the_picture_is_blocked_from_then_on(
    site: Site, enter: Callable[..., Page], phone: Page, tmp_path: Path
) -> None:
    # Given a signed authorization and an approved post that is scheduled for tomorrow.
    mina, photo = enter("Mina"), tmp_path / "IMG_2001.jpg"
    photo.write_bytes(portrait(480))
    chapters.add_patient(mina, site.url, name=NAME, born="1985-09-02")
    chapters.upload_photo(mina, site.url, photo, patient=NAME)
    chapters.check_marks(mina)
    link = chapters.ask_for_consent(mina, site.url, patient=NAME, network="Sandbox network")
    own_page = chapters.sign(phone, link, born=BORN, name=NAME, draw=False)
    chapters.write_post(
        mina, site.url, text=chapters.SAFE, account="Sandbox network", alt="A person, face covered"
    )
    address = chapters.ask_for_approval(mina)
    chapters.approve(enter("Reyes", phone=True), address)
    mina.goto(address)
    tomorrow = datetime.now(ZoneInfo("America/Chicago")) + timedelta(days=1)
    mina.get_by_label("When").fill(tomorrow.strftime("%Y-%m-%dT10:30"))
    mina.get_by_role("button", name="Publish").click()
    expect(mina.get_by_text("The gates run again at that moment.")).to_be_visible()
    chapters.reads_well(mina)

    # When she withdraws.
    phone.goto(own_page)
    chapters.withdraw_everything(phone)

    # Then it is cancelled, and the post cannot go out any more: the consent gate says why.
    mina.reload()
    expect(mina.get_by_text("Cancelled", exact=True).first).to_be_visible()
    mina.goto(address)
    expect(mina.locator("[data-gate=consent]")).to_have_attribute("data-verdict", "blocked")
    mina.get_by_role("button", name="Publish").click()
    expect(mina.get_by_text(re.compile("Consent:")).first).to_be_visible()

    # And her copy of what she signed is still hers.
    phone.reload()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download your copy (PDF)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    assert "Imogen" not in (download.value.suggested_filename or "")

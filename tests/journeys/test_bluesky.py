"""The same loop on a real Bluesky server: published, read by another client, withdrawn, gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys import chapters
from tests.journeys.conftest import PHONE, Site
from tests.servers.pds import BlueskyAccount, BlueskyServer

from chaperone.project.demo.picture import portrait

pytestmark = [pytest.mark.journey, pytest.mark.server]

NAME, BORN = "Theodora Lindqvist", ("1990", "1", "30")


def _posts(account: BlueskyAccount) -> list[dict[str, object]]:
    """What anybody can read of the account's posts, straight from its server."""
    answer = httpx.get(
        f"{account.base_url}/xrpc/com.atproto.repo.listRecords",
        params={"repo": account.did, "collection": "app.bsky.feed.post"},
    )
    answer.raise_for_status()
    return list(answer.json()["records"])


def _connect(owner: Page, url: str, account: BlueskyAccount) -> None:
    chapters.go(owner, url, "/accounts/connect/bluesky/")
    owner.get_by_label("Handle").fill(account.handle)
    owner.get_by_label("App password").fill(account.app_password)
    server = owner.get_by_label("Server")
    if not server.is_visible():
        owner.locator("main details summary").first.click()
    server.fill(account.base_url)
    owner.locator("main form button[type=submit]").first.click()
    expect(owner.get_by_text("Connected", exact=True).first).to_be_visible(timeout=30_000)
    chapters.reads_well(owner)
    assert account.app_password not in owner.content()


def test_bluesky_post_is_published_withdrawn_and_gone(
    site: Site, enter: Callable[..., Page], browser: Browser, bluesky_pds: BlueskyServer, tmp_path: Path
) -> None:
    # Given Dr. Reyes connected the practice's Bluesky account with an app password.
    account = bluesky_pds.create_account("westlake-ps")
    _connect(enter("Reyes"), site.url, account)

    # And a patient allowed Bluesky.
    mina, photo = enter("Mina"), tmp_path / "IMG_3001.jpg"
    photo.write_bytes(portrait(500))
    chapters.add_patient(mina, site.url, name=NAME, born="1990-01-30")
    chapters.upload_photo(mina, site.url, photo, patient=NAME)
    chapters.check_marks(mina)
    link = chapters.ask_for_consent(mina, site.url, patient=NAME, network="Bluesky")
    phone = browser.new_context(viewport=PHONE, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
    own_page = chapters.sign(phone, link, born=BORN, name=NAME, draw=False)

    # When the approved post goes out.
    chapters.write_post(mina, site.url, text=chapters.SAFE, account="Bluesky", alt="A person, face covered")
    address = chapters.ask_for_approval(mina)
    chapters.approve(enter("Reyes", phone=True), address)
    chapters.publish(mina, address)

    # Then it stands on the server once, with its description and without a place.
    [post] = _posts(account)
    value = post["value"]
    assert isinstance(value, dict)
    assert value["text"] == chapters.SAFE
    assert value["embed"]["images"][0]["alt"] == "A person, face covered"
    picture = value["embed"]["images"][0]["image"]["ref"]["$link"]
    assert _blob(account, picture).status_code == 200

    # When she withdraws, the post and the picture are gone from the server, and her page says so.
    phone.goto(own_page)
    chapters.withdraw_everything(phone)
    chapters.see_it_gone(phone)
    assert _posts(account) == []
    assert _blob(account, picture).status_code >= 400


def _blob(account: BlueskyAccount, cid: str) -> httpx.Response:
    return httpx.get(
        f"{account.base_url}/xrpc/com.atproto.sync.getBlob", params={"did": account.did, "cid": cid}
    )

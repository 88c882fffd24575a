"""What people do in the house, page by page. Stories are told with these."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SAFE = "What to expect in the weeks after surgery: rest, short walks, and questions welcome at the office."
HOME = "/p/westlake"


def reads_well(page: Page) -> None:
    """Nothing on this page stops a screen reader, and it does not scroll sideways."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def go(page: Page, url: str, path: str) -> None:
    page.goto(f"{url}{HOME}{path}")


def add_patient(page: Page, url: str, *, name: str, born: str) -> None:
    go(page, url, "/patients/")
    page.get_by_role("link", name=re.compile("Add", re.IGNORECASE)).first.click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Date of birth").fill(born)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def upload_photo(page: Page, url: str, photo: Path, *, patient: str) -> None:
    """Upload one photo of a patient and wait until it is clean; ends on its page."""
    go(page, url, "/library/upload/")
    page.get_by_label("A patient", exact=True).check()
    chooser = page.get_by_label(re.compile("^Which patient"))
    chooser.select_option(
        label=next(one for one in chooser.locator("option").all_inner_texts() if patient in one)
    )
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("1 of 1 done")).to_be_visible()
    page.get_by_role("link", name="To the library").click()
    page.locator("main .tiles a").first.click()
    expect(page.locator("chaperone-regions .region").first).to_be_visible(timeout=60_000)


def check_marks(page: Page) -> None:
    page.locator("input[name=looked]").check()
    page.get_by_role("button", name="Marks checked").click()
    expect(page.get_by_text(re.compile("Marks checked by"))).to_be_visible()


def ask_for_consent(page: Page, url: str, *, patient: str, network: str) -> str:
    """Send the request and return the patient's link."""
    go(page, url, "/consents/new/")
    page.get_by_role("link", name=patient).click()
    page.locator("input[name=photos]").first.check()
    page.get_by_label("Posts about the practice").check()
    page.locator("form#request").get_by_label(network).check()
    page.locator("input[name=adult_confirmed]").check()
    page.locator("input[name=timing_confirmed]").check()
    page.get_by_role("button", name="Send it to her").click()
    expect(page.get_by_role("heading", name="Give her the link")).to_be_visible()
    return page.get_by_label("Link for the patient").input_value()


def tell_birth(page: Page, born: tuple[str, str, str]) -> None:
    """Day, month and year, in the fields as they stand."""
    year, month, day = born
    page.locator("input[name$=month], select[name$=month]").first.fill(month)
    page.locator("input[name$=day]").first.fill(day)
    page.locator("input[name$=year]").first.fill(year)
    page.get_by_role("button", name="Go on").click()


def sign(page: Page, link: str, *, born: tuple[str, str, str], name: str, draw: bool = True) -> str:
    """The patient, on her phone: reads, allows, signs. Returns the link to her own page."""
    page.goto(link)
    reads_well(page)
    tell_birth(page, born)
    for allow in page.locator("input[type=radio][value=yes]").all():
        allow.check()
    reads_well(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Read and sign")).to_be_visible()
    reads_well(page)
    page.locator("input[name=declared]").check()
    if draw:
        _draw(page)
    else:
        page.get_by_label("Type it", exact=True).check()
        page.locator("input[name=signature_typed]").fill(name)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you. It is signed.")).to_be_visible()
    reads_well(page)
    return page.get_by_label("Link to your own page").input_value()


def _draw(page: Page) -> None:
    page.get_by_label("Draw it with a finger, pen or mouse").check()
    pad = page.locator("chaperone-signature canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 14, box["y"] + 40 + (step % 3) * 18)
    page.mouse.up()


def write_post(page: Page, url: str, *, text: str, account: str, alt: str) -> None:
    """Write with the newest picture; ends on the post's page."""
    go(page, url, "/posts/new/")
    page.get_by_label("Caption").fill(text)
    item = page.locator(".picture-choice__item").first
    item.get_by_role("checkbox").check()
    item.get_by_label("Description").fill(alt)
    page.get_by_label(account).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_first_words(text))


def _first_words(text: str) -> re.Pattern[str]:
    """A post is headed by its first words, cut where the line ends."""
    return re.compile(f"^{re.escape(text[:40])}")


def ask_for_approval(page: Page) -> str:
    """Returns the post's address."""
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("in review")).to_be_visible()
    return page.url


def approve(page: Page, address: str) -> None:
    """A surgeon, on her phone."""
    page.goto(address)
    reads_well(page)
    page.get_by_label(re.compile("truthful and respectful")).check()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Everything is clear. It may go out.", exact=True)).to_be_visible()


def publish(page: Page, address: str) -> str:
    """Publish now and wait until it is live; returns the public address (empty where the network has no pages)."""
    page.goto(address)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#standing .chip").first).to_have_text("Live", timeout=60_000)
    shown = page.get_by_role("link", name=re.compile("^See it on"))
    return (shown.get_attribute("href") or "") if shown.count() else ""


def withdraw_everything(page: Page) -> None:
    """The patient, on her own page: one tap."""
    reads_well(page)
    page.get_by_role("button", name="Stop everything").click()
    expect(page.get_by_text(re.compile("You stopped this on")).first).to_be_visible()


def see_it_gone(page: Page) -> None:
    """Her page renews itself until nothing answers any more."""
    expect(page.get_by_text("Gone", exact=True)).to_be_visible(timeout=60_000)
    reads_well(page)


def download_evidence(page: Page, post: str) -> Path:
    """Priya, from a post's page to a pack on her disk."""
    page.goto(post)
    page.get_by_role("link", name="Evidence of this post").click()
    reads_well(page)
    page.get_by_role("button", name="Put a pack together").click()
    ready = page.get_by_role("link", name="Download", exact=True)
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    return Path(download.value.path())


def open_from_inbox(page: Page, url: str, *, view: str, chip: str) -> None:
    """Wait for an item with a chip to arrive in a view of the inbox, and open it."""
    row = page.locator(".inbox-row").filter(has_text=chip)
    for _ in range(90):
        go(page, url, f"/inbox/?show={view}")
        if row.count():
            break
        page.wait_for_timeout(500)
    reads_well(page)
    row.first.get_by_role("link").click()


def cover_one_more_place(page: Page) -> None:
    """By keyboard: add a region, apply, wait for the next version."""
    page.get_by_role("button", name="Add region").click()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Version 2").first).to_be_visible(timeout=60_000)
    expect(page.locator("chaperone-regions .region").first).to_be_visible(timeout=60_000)


def finds_the_link_used(page: Page, link: str) -> None:
    """A request's link opens nothing a second time."""
    assert httpx.get(link, follow_redirects=True).status_code in {404, 409, 410}
    page.goto(link)
    expect(page.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
    reads_well(page)


def edit(page: Page, address: str, *, text: str) -> None:
    """Save another version."""
    page.goto(address)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Caption").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_first_words(text))


def hide(page: Page) -> None:
    """Hide it for the sake of somebody's privacy, and wait until the network shows it hidden."""
    proposed = page.get_by_role("button", name="Hide it now")
    if proposed.count():
        proposed.click()
    else:
        page.get_by_text("Hide or delete it, with a reason").click()
        page.get_by_label(re.compile("^Hide")).first.check()
        page.get_by_label(re.compile("privacy", re.IGNORECASE)).first.check()
        page.get_by_role("button", name="Remove it", exact=True).click()
    expect(page.get_by_text("Done and checked")).to_be_visible(timeout=60_000)
    reads_well(page)

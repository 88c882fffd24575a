"""A new colleague comes: invited, second factor, policies; and goes again: within the minute nothing of hers works."""

from __future__ import annotations

import hmac
import re
import struct
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from hashlib import sha1
from typing import Any

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import PHONE, Site

from chaperone.compliance.starter import starter_policies

pytestmark = pytest.mark.journey

PASSWORD = "velvet-otter-lamp-quarry"
RIGHT = {
    question["ask"]: question["options"][question["right"]]
    for policy in starter_policies()
    for question in policy.questions
}


def code_for(secret: str) -> str:
    """What an authenticator app shows (RFC 6238), worked out here and not by the program."""
    digest = hmac.new(b32decode(secret), struct.pack(">Q", int(time.time()) // 30), sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def secret_in(square: bytes) -> str:
    """What a phone's camera reads from the square on the screen."""
    image = cv2.imdecode(np.frombuffer(square, np.uint8), cv2.IMREAD_COLOR)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(image)
    found = re.search(r"[?&]secret=([A-Z2-7]+)", text)
    assert found, "the square cannot be read"
    return found[1]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The new colleague's phone, with a fingerprint reader. The browser must not refuse anything of ours."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda fault: refused.append(str(fault)))
    reader = context.new_cdp_session(page)
    reader.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    reader.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    assert refused == []
    context.close()


def reads_well(page: Page) -> None:
    """Nothing that the accessibility rules object to, and nothing wider than the screen."""
    page.wait_for_load_state()
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def attest_everything(page: Page, rules: str) -> None:
    """Read each policy that waits, answer, attest."""
    page.goto(rules)
    while page.get_by_role("link", name="Read the first one").count():
        page.get_by_role("link", name="Read the first one").click()
        for question in page.locator("#attest fieldset").all():
            asked = question.locator("legend").inner_text()
            question.get_by_label(RIGHT[asked], exact=True).check()
        page.get_by_label("I have read this policy and will keep to it.").check()
        page.get_by_role("button", name="Attest").click()
        page.wait_for_url(re.compile(re.escape(rules) + "(#.*)?$"))


def test_new_hire_is_blocked_until_second_factor_and_policies_and_a_leaver_at_once(
    site: Site, enter: Callable[..., Page], phone: Page
) -> None:
    # Passkeys belong to a name, not to a number: the phone uses the same house under its name.
    here = site.url.replace("127.0.0.1", "localhost")

    # The owner invites; the link is shown once.
    owner = enter("Alma")
    owner.goto(f"{site.url}/p/westlake/people/")
    owner.get_by_role("link", name="Invite somebody").click()
    owner.get_by_label("Name").fill("Nadia Brandt")
    owner.get_by_label("E-mail address").fill("nadia@westlake.example")
    owner.get_by_label("Marketing coordinator").check()
    owner.get_by_role("button", name="Send the invitation").click()
    link = owner.get_by_label("Link of the invitation").input_value()

    # She chooses a password; a weak one is told why.
    phone.goto(link.replace(site.url, here))
    reads_well(phone)
    for password in ("short", PASSWORD):
        phone.get_by_label("Choose a password").fill(password)
        phone.get_by_label("The same password again").fill(password)
        phone.get_by_role("button", name="Go on to the second factor").click()
        if password == "short":
            expect(phone.get_by_text("This password is too short").first).to_be_visible()

    # Nothing opens before the second factor; she scans the square, types a wrong code, then the right one.
    expect(phone.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    phone.goto(f"{here}/p/westlake/library/")
    expect(phone.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    reads_well(phone)
    secret = secret_in(phone.locator(".qr").screenshot())
    phone.get_by_label("Authenticator code").fill("000000" if code_for(secret) != "000000" else "000001")
    phone.get_by_role("button", name="Turn it on").click()
    expect(phone.get_by_text("This code is not right").first).to_be_visible()
    phone.get_by_label("Authenticator code").fill(code_for(secret_in(phone.locator(".qr").screenshot())))
    phone.get_by_role("button", name="Turn it on").click()
    expect(phone.locator(".codes li")).to_have_count(10)
    reads_well(phone)

    # She may look, not write: the policies come first, and she is told which.
    phone.goto(f"{here}/p/westlake/posts/new/")
    expect(phone.get_by_text("You have not attested these policies yet")).to_be_visible()
    phone.get_by_role("link", name="Open Rules").click()
    phone.wait_for_url("**/rules/**")
    reads_well(phone)
    attest_everything(phone, f"{here}/p/westlake/rules/policies/")
    phone.goto(f"{here}/p/westlake/posts/new/")
    expect(phone.get_by_label("Caption")).to_be_visible()

    # A passkey opens the door alone from now on.
    phone.goto(f"{here}/account/passkeys/add/")
    phone.get_by_label("Let it open the door alone").check()
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("One passkey")).to_be_visible()
    phone.get_by_role("button", name="Sign out").click()
    phone.get_by_role("button", name="Sign in with a passkey").click()
    phone.wait_for_url(re.compile("/p/westlake/"))

    # She leaves: one action, and the very next thing she touches is closed.
    owner.goto(f"{site.url}/p/westlake/people/")
    owner.get_by_role("link", name="Nadia Brandt").click()
    owner.get_by_text("They leave the practice").click()
    owner.get_by_role("button", name="End access now").click()
    expect(owner.get_by_text("Access has ended, with every session on every device.")).to_be_visible()
    phone.goto(f"{here}/p/westlake/posts/")
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    phone.get_by_role("button", name="Sign in with a passkey").click()
    expect(phone.get_by_role("heading", name="Your access has ended")).to_be_visible()

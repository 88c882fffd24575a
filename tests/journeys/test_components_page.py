"""The shared pieces, tried by mouse, by finger, by keyboard, by screen reader's rules and without scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.journey

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def pieces(page: Page, site: Any) -> Iterator[Page]:
    """The open page; afterwards the browser must not have refused or complained about anything."""
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.set_viewport_size(DESK)
    page.goto(f"{site.url}/components/")
    expect(page.locator("chaperone-regions .region")).to_have_count(3)
    yield page
    assert complaints == []


def regions_sent(page: Page) -> dict[str, Any]:
    """What the form would send."""
    sent: dict[str, Any] = json.loads(page.locator("input[name=regions]").input_value())
    return sent


def centre(thing: Locator) -> tuple[float, float]:
    """The middle of what is visible of ``thing``, in pixels of the window."""
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class TestEveryPiece:
    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_readable_for_everyone(self, pieces: Page, size: Any, scheme: Any) -> None:
        pieces.set_viewport_size(size)
        pieces.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(pieces).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []

    def test_fits_a_phone(self, pieces: Page) -> None:
        pieces.set_viewport_size(PHONE)
        assert pieces.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    def test_is_big_enough_for_a_finger(self, pieces: Page) -> None:
        pieces.set_viewport_size(PHONE)
        small = pieces.evaluate(
            """() => [...document.querySelectorAll("button, .button, select, summary, .field__check")]
                .filter((node) => node.checkVisibility() && !node.closest(".region, .toast"))
                .filter((node) => node.getBoundingClientRect().height < 43.9)
                .map((node) => node.outerHTML.slice(0, 120))"""
        )
        assert small == []

    def test_has_no_inline_style_in_what_the_server_sends(self, pieces: Page) -> None:
        source = pieces.request.get(pieces.url).text()
        assert re.findall(r"<[^>]+\s(?:style|on\w+|hx-on\S*)=", source) == []


class TestTheGates:
    def test_follow_the_words_without_moving_the_cursor(self, pieces: Page) -> None:
        text = pieces.get_by_label("Caption")
        words = pieces.locator("#gates [data-gate=words]")
        expect(words).to_have_attribute("data-verdict", "blocked")

        text.fill("A patient looks ten years younger!")
        text.press("Home")
        expect(words).to_have_attribute("data-verdict", "review")

        expect(text).to_be_focused()
        assert text.evaluate("(area) => area.selectionStart") == 0
        expect(pieces.locator("[data-announce]")).to_contain_text("Words: Needs a look.")

    def test_say_nothing_when_no_verdict_changed(self, pieces: Page) -> None:
        text = pieces.get_by_label("Caption")
        with pieces.expect_response(lambda answer: answer.request.method == "POST"):
            text.press("End")
            text.press_sequentially(" Good.")
        expect(pieces.locator("chaperone-gates")).not_to_have_attribute("aria-busy", "true")
        expect(pieces.locator("[data-announce]")).to_have_text("")

    def test_keep_an_explanation_open(self, pieces: Page) -> None:
        law = pieces.locator("#gates [data-gate=consent] details")
        law.locator("summary").click()
        with pieces.expect_response(lambda answer: answer.request.method == "POST"):
            pieces.get_by_label("Caption").press_sequentially("So ")
        expect(pieces.locator("chaperone-gates")).not_to_have_attribute("aria-busy", "true")
        expect(law).to_have_attribute("open", "")

    def test_say_that_they_are_older_than_the_text_when_nobody_answers(self, page: Page, site: Any) -> None:
        page.goto(f"{site.url}/components/")
        note = page.get_by_text("What you see below is older than your text")
        page.context.set_offline(True)
        page.get_by_label("Caption").press_sequentially("So ")
        expect(note).to_be_visible()

        page.context.set_offline(False)
        page.get_by_label("Caption").press_sequentially("it is ")
        expect(note).to_be_hidden()

    def test_wait_with_publishing_until_all_are_clear(self, pieces: Page) -> None:
        publish = pieces.locator("#gates").get_by_role("button", name="Publish")
        expect(publish).to_be_disabled()
        expect(pieces.locator("#gates footer")).to_contain_text("Waits for: media, words")


class TestTheMarkedText:
    def test_marks_the_words_that_were_found(self, pieces: Page) -> None:
        marks = pieces.locator("chaperone-findings mark")
        expect(marks).to_have_text(["Maria from Westlake", "ten years younger"])

    def test_moves_the_mark_with_the_words_while_typing(self, pieces: Page) -> None:
        text = pieces.get_by_label("Caption")
        text.press("Home")
        text.press_sequentially("Hello 🙂 ")
        expect(pieces.locator("chaperone-findings mark").first).to_have_text("Maria from Westlake")

    def test_leads_from_the_finding_to_the_words_and_back(self, pieces: Page) -> None:
        text = pieces.get_by_label("Caption")
        pieces.locator("#gates .finding").nth(1).get_by_role("button", name="Show in the text").click()
        expect(text).to_be_focused()
        selected = text.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)")
        assert selected == "ten years younger"

        text.press("Alt+Enter")
        expect(pieces.locator("#gates .finding").nth(1)).to_be_focused()

    def test_breaks_lines_where_the_text_breaks_them(self, pieces: Page) -> None:
        pieces.set_viewport_size(PHONE)
        pieces.get_by_label("Caption").fill("word " * 200 + "Maria from Westlake")
        heights = pieces.evaluate(
            """() => {
                const area = document.querySelector("chaperone-findings textarea");
                return [area.scrollHeight, document.querySelector(".marked__mirror > div").scrollHeight];
            }"""
        )
        assert abs(heights[0] - heights[1]) <= 2


class TestTheRegions:
    def test_are_added_moved_resized_and_taken_away_by_keyboard(self, pieces: Page) -> None:
        pieces.get_by_role("button", name="Add region").press("Enter")
        drawn = pieces.locator(".region").nth(3)
        expect(drawn).to_be_focused()
        [[x, y, w, h]] = regions_sent(pieces)["add"]

        drawn.press("ArrowRight")
        drawn.press("Shift+ArrowDown")
        assert regions_sent(pieces)["add"] == [[x + 12, y, w, h + 12]]

        drawn.press("Control+z")
        assert regions_sent(pieces)["add"] == [[x + 12, y, w, h]]

        drawn.press("Delete")
        assert regions_sent(pieces)["add"] == []

    def test_of_the_program_are_taken_away_and_brought_back(self, pieces: Page) -> None:
        first = pieces.locator(".region").first
        first.focus()
        first.press("Delete")
        assert regions_sent(pieces) == {"add": [], "remove": ["f1"], "confirm": []}
        expect(first).to_have_accessible_name("1 Face: will be uncovered")

        pieces.get_by_role("button", name="Cover again").click()
        assert regions_sent(pieces) == {"add": [], "remove": [], "confirm": []}

    def test_that_are_only_proposed_are_confirmed(self, pieces: Page) -> None:
        pieces.get_by_role("button", name="Cover this").click()
        assert regions_sent(pieces) == {"add": [], "remove": [], "confirm": ["t1"]}

    def test_that_are_moved_are_one_taken_away_and_one_added(self, pieces: Page) -> None:
        second = pieces.locator(".region").nth(1)
        second.focus()
        second.press("Alt+ArrowLeft")
        assert regions_sent(pieces) == {"add": [[635, 336, 128, 130]], "remove": ["f2"], "confirm": []}

    def test_are_drawn_with_the_mouse_in_pixels_of_the_picture(self, pieces: Page) -> None:
        stage = pieces.locator(".regions__stage")
        stage.scroll_into_view_if_needed()
        box = stage.bounding_box()
        assert box
        scale = box["width"] / 1200
        pieces.mouse.move(box["x"] + 100 * scale, box["y"] + 100 * scale)
        pieces.mouse.down()
        pieces.mouse.move(box["x"] + 200 * scale, box["y"] + 150 * scale, steps=4)
        pieces.mouse.move(box["x"] + 300 * scale, box["y"] + 250 * scale, steps=4)
        pieces.mouse.up()
        [drawn] = regions_sent(pieces)["add"]
        assert drawn == pytest.approx([100, 100, 200, 150], abs=3)

    def test_are_drawn_with_a_finger_once_drawing_is_on(self, pieces: Page) -> None:
        pieces.set_viewport_size(PHONE)
        finger = pieces.context.new_cdp_session(pieces)
        finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        pieces.get_by_role("button", name="Draw", exact=True).click()
        x, y = centre(pieces.locator(".regions__stage"))
        for kind, points in (
            ("touchStart", [{"x": x, "y": y}]),
            ("touchMove", [{"x": x + 30, "y": y + 20}]),
            ("touchMove", [{"x": x + 60, "y": y + 40}]),
            ("touchEnd", []),
        ):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        [[_, _, w, h]] = regions_sent(pieces)["add"]
        assert w / h == pytest.approx(1.5, abs=0.1)

    def test_stay_in_their_place_when_the_picture_grows(self, pieces: Page) -> None:
        stage, first = pieces.locator(".regions__stage"), pieces.locator(".region").first

        def share() -> float:
            whole, part = stage.bounding_box(), first.bounding_box()
            assert whole
            assert part
            return part["width"] / whole["width"]

        before = share()
        width = stage.evaluate("(node) => node.clientWidth")
        pieces.get_by_role("button", name="Larger").click()
        assert stage.evaluate("(node) => node.clientWidth") == pytest.approx(width * 1.5, abs=2)
        assert share() == pytest.approx(before, abs=0.005)


class TestOtherPieces:
    def test_divider_moves_by_arrow_keys(self, pieces: Page) -> None:
        divider = pieces.get_by_label("Divider between before and after")
        divider.focus()
        for _ in range(10):
            divider.press("ArrowRight")
        edge = pieces.locator(".divider__side--after").evaluate("(side) => getComputedStyle(side).clipPath")
        assert edge == "inset(0px 0px 0px 60%)"

    def test_signature_is_drawn_undone_and_drawn_again(self, pieces: Page) -> None:
        pieces.get_by_label("Draw it with a finger, pen or mouse").check()
        canvas, kept = pieces.locator(".signature canvas"), pieces.locator("[name=signature_drawn]")
        x, y = centre(canvas)
        pieces.mouse.move(x - 80, y)
        pieces.mouse.down()
        pieces.mouse.move(x + 80, y - 20, steps=8)
        pieces.mouse.up()
        expect(kept).to_have_value(re.compile(r"^data:image/png;base64,[\w+/]{40}"))

        pieces.locator(".signature").get_by_role("button", name="Undo").click()
        expect(kept).to_have_value("")

    def test_dialog_gives_the_focus_back(self, pieces: Page) -> None:
        opener = pieces.get_by_role("link", name="Withdraw a consent")
        opener.press("Enter")
        dialog = pieces.get_by_role("dialog", name="Stop using these photos?")
        expect(dialog).to_be_visible()
        pieces.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()

    def test_toast_comes_from_an_answer_and_closes(self, pieces: Page) -> None:
        pieces.evaluate("htmx.trigger(document.body, 'toast', {text: 'Saved.', level: 'error'})")
        toast = pieces.locator("chaperone-toasts .toast")
        expect(toast).to_contain_text("Saved.")
        toast.get_by_role("button", name="Close").click()
        expect(toast).to_have_count(0)

    def test_copy_says_that_it_copied(self, pieces: Page) -> None:
        pieces.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy = pieces.locator("#copy chaperone-copy")
        copy.get_by_role("button").click()
        expect(copy.get_by_role("button")).to_have_text("Copied")
        assert pieces.evaluate("navigator.clipboard.readText()") == copy.locator("input").input_value()

    def test_menu_opens_and_closes_on_a_phone(self, pieces: Page) -> None:
        pieces.set_viewport_size(PHONE)
        menu = pieces.get_by_role("navigation", name="Main")
        expect(menu).to_be_hidden()
        pieces.get_by_role("button", name="Menu").click()
        expect(menu).to_be_visible()
        pieces.keyboard.press("Escape")
        expect(menu).to_be_hidden()

    def test_offline_is_said(self, pieces: Page) -> None:
        pieces.context.set_offline(True)
        expect(pieces.get_by_text("You are offline.")).to_be_visible()
        pieces.context.set_offline(False)
        expect(pieces.get_by_text("You are offline.")).to_be_hidden()


class TestAutomaticLogOff:
    PIECE = """
        <chaperone-autologoff data-idle="900" data-warn="120" data-ping="/healthz">
          <dialog aria-label="Are you still here?">
            <form method="get" action="/components/" data-sign-out><input type="hidden" name="out" value="1">
              <strong data-left></strong><button type="button" data-stay>Stay signed in</button>
            </form>
          </dialog>
        </chaperone-autologoff>"""

    @pytest.fixture
    def idle(self, page: Page, site: Any) -> Page:
        page.clock.install()
        page.goto(f"{site.url}/components/")
        page.evaluate("(piece) => document.body.insertAdjacentHTML('beforeend', piece)", self.PIECE)
        page.add_script_tag(url="/static/chaperone/js/autologoff.js", type="module")
        page.evaluate("customElements.whenDefined('chaperone-autologoff')")
        return page

    def test_asks_two_minutes_before_the_end_and_stays(self, idle: Page) -> None:
        asked = idle.get_by_role("dialog", name="Are you still here?")
        idle.clock.run_for(779_000)
        expect(asked).to_be_hidden()
        idle.clock.run_for(3_000)
        expect(asked).to_be_visible()
        expect(idle.locator("[data-left]")).to_have_text(re.compile(r"^1:5\d$"))

        idle.get_by_role("button", name="Stay signed in").click()
        expect(asked).to_be_hidden()

    def test_signs_out_when_nobody_answers(self, idle: Page) -> None:
        idle.clock.run_for(902_000)
        idle.wait_for_url("**/components/?out=1")


class TestWithoutScripts:
    @pytest.fixture
    def bare(self, page: Page, site: Any) -> Iterator[Page]:
        browser = page.context.browser
        assert browser
        context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        opened = context.new_page()
        opened.goto(f"{site.url}/components/")
        yield opened
        context.close()

    def test_regions_are_numbers_and_boxes_to_tick(self, bare: Page) -> None:
        expect(bare.get_by_label("from the left")).to_be_visible()
        expect(bare.get_by_label("Take this cover away")).to_have_count(3)
        expect(bare.get_by_role("button", name="Add region")).to_be_hidden()

    def test_before_and_after_stand_side_by_side(self, bare: Page) -> None:
        before, after = (bare.locator(".divider__side").nth(place).bounding_box() for place in (0, 1))
        assert before
        assert after
        assert after["x"] >= before["x"] + before["width"]

    def test_signature_is_typed(self, bare: Page) -> None:
        expect(bare.get_by_label("Type your full name")).to_be_visible()
        expect(bare.locator(".signature canvas")).to_be_hidden()

    def test_form_comes_back_with_what_was_typed(self, bare: Page) -> None:
        form = bare.locator("#fields form")
        form.get_by_label("Title").fill("The smile of Maria")
        form.get_by_role("button", name="Send").click()
        title = bare.locator("#fields form").get_by_label("Title")
        expect(title).to_have_value("The smile of Maria")
        expect(title).to_have_attribute("aria-invalid", "true")
        expect(title).to_have_accessible_description(
            "Only your practice sees it. This names a person. Say “a patient” instead."
        )

    def test_menu_opens(self, bare: Page) -> None:
        bare.get_by_role("button", name="Menu").click()
        expect(bare.get_by_role("navigation", name="Main")).to_be_visible()

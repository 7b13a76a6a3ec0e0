"""The frame in a real browser: every macro at both widths and themes, by keyboard, when refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(120)]

SMALL_TARGETS = """() => {
  const pressed = "button, input:not([type=hidden], .sr), select, summary, .btn, .k-iconbtn";
  const wrapped = ".k-seg, .k-check, details:not([open]) > :not(summary)";
  return [...document.querySelectorAll(pressed)]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(wrapped))
    .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
    .map(([html]) => html);
}"""
NARROW = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _style_pages(settings: Any, db: None) -> None:
    settings.ROOT_URLCONF = "tests.core.style_urls"


@pytest.mark.parametrize(("theme", "screen"), [("light", DESK), ("dark", PHONE)], ids=["desk", "phone"])
def test_every_macro_fits_and_can_be_read_by_everyone(
    visit: Visitor, screen: dict[str, int], theme: str
) -> None:
    here = visit(screen)
    page = here.go(f"/style/?theme={theme}")
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = false)")
    for size in (NARROW, PHONE, DESK, screen):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert here.fits()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    said = [f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:4]]}" for v in found.response["violations"]]
    assert said == []


def test_the_page_is_dark_where_the_person_chose_so_and_stays_so(visit: Visitor) -> None:
    page = visit(color_scheme="light").go("/style/")
    page.click(".k-me > summary")
    page.click(".k-theme label:has(input[value=dark])")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    cookie = next(c for c in page.context.cookies() if c["name"] == "theme")
    assert (cookie["value"], cookie["sameSite"]) == ("dark", "Lax")
    page.click(".k-theme label:has(input[value=''])")
    assert not [c for c in page.context.cookies() if c["name"] == "theme"]


def test_keys_search_help_and_escape(visit: Visitor) -> None:
    page = visit().go("/style/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("?j")
    assert page.input_value("#q") == "?j"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys")
    page.click(".k-me > summary")
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelector('.k-me').open") is False
    assert page.evaluate("document.activeElement.parentElement.className") == "k-menu k-me"


def test_the_first_tab_leads_past_the_frame(visit: Visitor) -> None:
    page = visit().go("/style/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "k-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_a_draft_survives_a_lost_page_and_can_be_discarded(visit: Visitor) -> None:
    page = visit().go("/style/")
    page.fill("#f-note", "Two service owners are away until Monday.")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#f-note") == "Two service owners are away until Monday."
    page.click("text=Discard it")
    assert page.input_value("#f-note") == ""
    page.reload()
    assert page.input_value("#f-note") == ""


def test_several_files_are_listed_and_one_can_be_taken_back(visit: Visitor) -> None:
    page = visit().go("/style/")
    one = {"name": "one.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"}
    two = {"name": "two.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    page.set_input_files("#f-files", [one, two])
    assert page.locator("[data-drop-list] > li").count() == 2
    page.click("[aria-label='Remove one.pdf']")
    assert page.evaluate("[...document.querySelector('#f-files').files].map((f) => f.name)") == ["two.csv"]


def chosen(page: Page) -> list[str]:
    return list(page.evaluate("[...document.querySelector('#f-files').files].map((file) => file.name)"))


def test_a_folder_is_dropped_with_all_that_lies_in_it(visit: Visitor, tmp_path: Path) -> None:
    page = visit().go("/style/")
    inner = tmp_path / "proof" / "minutes"
    inner.mkdir(parents=True)
    for path in (
        inner / "June.pdf",
        inner.parent / "Policy.pdf",
        inner.parent / ".DS_Store",
        tmp_path / "Other.csv",
    ):
        path.write_text("x")
    zone = page.locator("[data-drop]:has(#f-files)")
    zone.scroll_into_view_if_needed()
    box = zone.bounding_box()
    assert box
    carried = {
        "items": [],
        "files": [str(inner.parent), str(tmp_path / "Other.csv")],
        "dragOperationsMask": 1,
    }
    pointer = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"type": kind, "x": box["x"] + 20, "y": box["y"] + 20, "data": carried}
        pointer.send("Input.dispatchDragEvent", place)
    expect(page.locator("[data-drop-list] > li")).to_have_count(3)
    assert sorted(chosen(page)) == ["June.pdf", "Other.csv", "Policy.pdf"]


PASTE = """([name, count, words]) => {
  const carried = new DataTransfer();
  if (words) carried.setData("text/plain", words);
  for (let i = 0; i < count; i += 1) carried.items.add(new File(["x"], name, { type: "image/png" }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: carried }));
}"""


def test_a_screenshot_is_pasted_under_a_name_that_says_when(visit: Visitor) -> None:
    page = visit().go("/style/")
    page.evaluate(PASTE, ["image.png", 1, "words with a picture beside them"])
    assert chosen(page) == []
    page.evaluate(PASTE, ["image.png", 1, ""])
    (name,) = chosen(page)
    assert re.fullmatch(r"screenshot \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png", name)
    most = int(page.locator("[data-drop]:has(#f-files)").get_attribute("data-drop") or 0)
    page.evaluate(PASTE, ["Diagram.png", most + 2, ""])
    assert len(chosen(page)) == most
    page.get_by_text(f"At most {most} files go at once; 3 were left out.").wait_for()


def test_a_photo_taken_on_a_phone_joins_the_files(visit: Visitor) -> None:
    desk = visit().go("/style/")
    expect(desk.locator("[data-camera]").first).to_be_hidden()
    page = visit(PHONE, has_touch=True, is_mobile=True).go("/style/")
    page.set_input_files(
        "#f-files", {"name": "Policy.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    )
    zone = page.locator("[data-drop]:has(#f-files)")
    expect(zone.get_by_text("Take a photo")).to_be_visible()
    camera = zone.get_by_label("Take a photo")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files({"name": "image.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    first, photo = chosen(page)
    assert first == "Policy.pdf"
    assert re.fullmatch(r"photo \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.jpg", photo)


def test_a_refusal_stands_in_the_form_and_what_was_typed_stays(visit: Visitor) -> None:
    here = visit()
    page = here.go("/style/")
    page.evaluate(
        """() => {
          const form = document.querySelector(".w-edit");
          form.setAttribute("hx-post", "/refused/");
          form.setAttribute("hx-target", "#row");
          htmx.process(form);
        }"""
    )
    page.fill("#f-rs", "Because")
    page.click(".w-edit button[type=submit]")
    page.wait_for_selector("[data-refusal]")
    assert page.inner_text("[data-refusal]") == "The date is a holiday. Choose a working day."
    assert page.input_value("#f-rs") == "Because"
    assert page.locator("[data-refusal]").get_attribute("role") == "alert"
    here.complaints = [said for said in here.complaints if "Response Status Error Code 422" not in said]


def test_the_phone_reaches_every_room_through_more(visit: Visitor) -> None:
    page = visit(PHONE).go("/style/")
    assert not page.is_visible(".k-rail")
    page.click(".k-more > summary")
    words = page.locator(".k-sheet a").all_inner_texts()
    assert any("Settings" in word for word in words)
    assert any("Training" in word for word in words)


def test_targets_are_large_enough_for_a_thumb(visit: Visitor) -> None:
    page = visit(PHONE).go("/style/")
    small = page.evaluate(SMALL_TARGETS)
    assert small == []

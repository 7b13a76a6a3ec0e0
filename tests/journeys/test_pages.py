"""Every page of the site in a real browser: read by everyone, light and dark, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESK, PHONE
from tests.permissions.addresses import CAST, addresses, rows
from tests.permissions.objects import arguments_for
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(300)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What the colours and the width of the screen can change; the rest was asked at the desk, and what stands
# around every page is asked in the dark by `test_frame`.
DARK_RULES = ["color-contrast", "scrollable-region-focusable", "target-size", "link-in-text-block"]
WIDTH = "document.documentElement.scrollWidth"
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def people(
    manager: User, member: User, sponsor: User, auditor: User, viewer: User, stranger: User, admin: User
) -> dict[str, User | None]:
    return dict(zip(CAST, (manager, member, sponsor, auditor, viewer, stranger, admin, None), strict=True))


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[Callable[[User | None], Page]]:
    """A window for each person, who is logged in."""
    open_ones: dict[str, Page] = {}

    def of(person: User | None) -> Page:
        key = person.email if person else ""
        if key not in open_ones:
            context = chromium.new_context(viewport=DESK, base_url=live_server.url)  # type: ignore[arg-type]
            context.set_default_timeout(60_000)
            if person:
                client = Client()
                client.force_login(person)
                session = client.cookies[settings.SESSION_COOKIE_NAME]
                context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
            open_ones[key] = context.new_page()
        return open_ones[key]

    yield of
    for page in open_ones.values():
        page.context.close()


NAMES = sorted({row.name for row in rows() if row.method == "GET"})
PARTS = 4  # so that the workers share them


def pages(
    names: list[str], project: Project, people: dict[str, User | None]
) -> dict[str, tuple[str, User | None]]:
    """Each of these addresses that answers with a page, and the first of three who gets it."""
    arguments = {address.name: address.arguments for address in addresses()}
    found: dict[str, tuple[str, User | None]] = {}
    for name in names:
        path = reverse(name, kwargs=arguments_for(name, arguments[name], project, people))
        for who in ("manager", "admin", "anonymous"):
            client, person = Client(), people[who]
            if person:
                client.force_login(person)
            answer = client.get(path)
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[attr-defined,arg-type]
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                found[name] = (path, person)
                break
    return found


def faults(page: Page) -> list[str]:
    """What somebody could not read or reach at the desk by day, or on a phone by night."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    said = _unreadable(page, "light", "html", RULES)
    page.emulate_media(color_scheme="dark")
    for screen in (PHONE, NARROW):
        page.set_viewport_size(screen)  # type: ignore[arg-type]
        width = page.evaluate(WIDTH)
        if width > screen["width"]:
            said.append(f"{width} px wide on a screen of {screen['width']}")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return said + _unreadable(page, "dark", "main", DARK_RULES)


def _unreadable(page: Page, theme: str, part: str, rules: list[str]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    ask = (
        "([part, rules]) => axe.run(part, { runOnly: rules, resultTypes: ['violations'], selectors: false })"
    )
    found = page.evaluate(ask, [part, rules])
    return [f"{theme}: {fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found["violations"]]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_read_by_everyone_and_fits_every_screen(
    part: int, window: Callable[[User | None], Page], project: Project, people: dict[str, User | None]
) -> None:
    looked_at = pages(NAMES[part::PARTS], project, people)
    assert len(looked_at) > 15
    wrong = []
    for name, (path, person) in looked_at.items():
        page = window(person)
        page.goto(path)
        wrong += [f"{name}: {fault}" for fault in faults(page)]
    assert wrong == []


def test_what_is_too_wide_or_too_pale_is_found(
    window: Callable[[User | None], Page], live_server: Any
) -> None:
    page = window(None)
    page.goto("/accounts/login/")
    assert faults(page) == []
    page.evaluate(
        """() => {
          const line = document.createElement("p");
          line.textContent = "Dienstleistungsmanagementsystemverantwortlicher".repeat(2);
          line.className = "soft nowrap";
          document.querySelector("main").append(line);
        }"""
    )
    assert [fault for fault in faults(page) if "px wide" in fault]
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("h1 { color: light-dark(#ccc, #333) !important }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert {fault.split(":")[0] for fault in faults(page) if "color-contrast" in fault} == {"light", "dark"}

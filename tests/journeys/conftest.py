"""A real browser on a real server: what people do from beginning to end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.factories.people import PASSWORD
from tracker.people.models import User

# Playwright's event loop runs in the thread of the test, where Django would refuse database work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no browser: install Debian's chromium (./run test does it as root)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass  # no slots: Playwright keeps its wrapper of a bound method on the object
class Visit:
    """One person at one screen; what the browser complains about is collected and must stay empty."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._see)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _see(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def log_in(self, user: User) -> Page:
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", user.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/accounts/login" not in url)
        return self.page

    def fits(self) -> bool:
        """Does the page stay within its width?"""
        width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        return bool(self.page.evaluate(width))


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """`visit(screen)` opens a window of its own; at the end nothing may have been complained about."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_window(screen: dict[str, int] = DESK, **options: Any) -> Visit:
        context = chromium.new_context(viewport=screen, accept_downloads=True, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        visits.append(Visit(context.new_page(), live_server.url))
        visits[-1].listen()
        return visits[-1]

    yield open_window
    for context in contexts:
        context.close()
    assert [complaint for one in visits for complaint in one.complaints] == []

"""A real browser on a real server: what people do from beginning to end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from celery.signals import task_postrun
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from iso20k.celery import app
from tests.factories.people import PASSWORD
from tests.plugins.mailbox import Mailbox, mail_server
from tracker.core import pdf
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

    def opens(self, address: str) -> Page:
        """Follow a link from outside the site: out of a mail, from a note."""
        self.page.goto(address)
        return self.page

    def sees(self, *words: str) -> None:
        """Wait until each of the words stands before the person's eyes."""
        for said in words:
            self.page.get_by_text(said).locator("visible=true").first.wait_for()

    def shot(self, name: str) -> None:
        """Keep a picture of what the person has before them, where somebody wants to look at them."""
        folder = os.environ.get("JOURNEY_PICTURES")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)

    def fits(self) -> bool:
        """Does the page stay within its width?"""
        width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        return bool(self.page.evaluate(width))


Visitor = Callable[..., Visit]


@pytest.fixture
def mailbox(settings: Any, live_server: Any) -> Iterator[Mailbox]:
    """Mail goes out for real, to a server of the test's own; its links lead to the site under test."""
    settings.BASE_URL = live_server.url
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def visit(chromium: Browser, live_server: Any) -> Iterator[Visitor]:
    """`visit(screen)` opens a window of its own; at the end nothing may have been complained about."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_window(screen: dict[str, int] = DESK, **options: Any) -> Visit:
        context = chromium.new_context(viewport=screen, accept_downloads=True, **options)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        contexts.append(context)
        visits.append(Visit(context.new_page(), live_server.url))
        visits[-1].listen()
        return visits[-1]

    yield open_window
    for context in contexts:
        context.close()
    assert [complaint for one in visits for complaint in one.complaints] == []


@pytest.fixture
def worker(
    live_server: Any, pages_set_in_forks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A real Celery worker in a thread of its own, on a broker in memory, at the site's database."""

    def leave(**_: Any) -> None:
        connections["default"].close()

    def forget() -> None:
        """Celery keeps its producers; those of an earlier test post to another broker."""
        app._after_fork()

    monkeypatch.setattr(pdf, "_start", pages_set_in_forks)
    kept = {name: app.conf[name] for name in ("task_always_eager", "broker_url")}
    app.conf.update(task_always_eager=False, broker_url="memory://")
    forget()
    task_postrun.connect(leave)
    try:
        with start_worker(app, perform_ping_check=False):
            yield
    finally:
        task_postrun.disconnect(leave)
        app.conf.update(kept)
        forget()

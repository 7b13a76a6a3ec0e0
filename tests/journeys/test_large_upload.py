"""A large file over a bad line: it goes on by itself, and after the page was loaded anew."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Request, Route, expect

from tests.factories.evidence import current_revision
from tests.journeys.conftest import DESK, Visit, Visitor
from tracker.evidence.models import Evidence, LargeUpload
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.once]

PARTS = "**/evidence/uploads/*-*/"
PART = 8 * 1024 * 1024


def test_a_large_file_arrives_over_a_line_that_breaks(
    visit: Visitor, project: Project, member: User, tmp_path: Path
) -> None:
    film = tmp_path / "walkthrough.bin"
    film.write_bytes(b"".join(number.to_bytes(8, "big") for number in range(2_700_000)))
    desk = visit(DESK)
    page = desk.log_in(member)
    sent: list[int] = []

    def broken(route: Route, request: Request) -> None:
        sent.append(int(request.headers["upload-offset"]))
        if sent[-1] == PART:
            route.abort()
        else:
            route.continue_()

    page.route(PARTS, broken)
    send(desk, film)
    desk.sees("The connection is broken. walkthrough.bin goes on at 38 % as soon as it is back.")
    desk.shot("large-upload-broken")
    page.unroute_all(behavior="ignoreErrors")

    first: list[int] = []

    def broken_once(route: Route, request: Request) -> None:
        first.append(int(request.headers["upload-offset"]))
        if first == [PART, 2 * PART]:
            route.abort()
        else:
            route.continue_()

    page.route(PARTS, broken_once)
    send(desk, film)
    desk.sees("1 piece of evidence attached.")
    assert sent[:2] == [0, PART]
    assert first == [PART, 2 * PART, 2 * PART]
    revision = current_revision(Evidence.objects.get())
    assert revision.digest == hashlib.sha256(film.read_bytes()).hexdigest()
    assert not LargeUpload.objects.exists()
    assert [said for said in desk.complaints if "ERR_FAILED" not in said] == []
    desk.complaints.clear()


def send(desk: Visit, film: Path) -> None:
    page = desk.go("/projects/nordlicht/evidence/new/")
    page.set_input_files("input[type=file]", film)
    expect(page.get_by_text("walkthrough.bin · 21.6 MB")).to_be_visible()
    page.get_by_role("button", name="Attach evidence").click()

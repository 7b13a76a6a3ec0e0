"""No page answers with a fault of its own, whatever is typed into it; `./run deep nasty_forms` asks all of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.permissions.addresses import CAST
from tests.safety import nasty
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.timeout(120)]

Cast = dict[str, User | None]


@pytest.fixture
def cast(
    manager: User, member: User, sponsor: User, auditor: User, viewer: User, stranger: User, admin: User
) -> Cast:
    people = (manager, member, sponsor, auditor, viewer, stranger, admin, None)
    return dict(zip(CAST, people, strict=True))


def test_nonsense_in_some_forms_is_no_fault(project: Project, cast: Cast) -> None:
    seen = nasty.walk(project, cast, "manager", seed=7, rounds=2, most=25)
    assert seen.breaches == []
    assert seen.asked["forms"] > 8


def planted(request: HttpRequest) -> HttpResponse:
    """A door that trusts a number."""
    if request.method == "POST":
        int(request.POST["number"])
    return HttpResponse('<form method="post" action="/planted/"><input name="number" value="1"></form>')


urlpatterns = [path("planted/", planted, name="planted"), path("", include("iso20k.urls"))]


def test_a_door_that_trusts_a_number_is_found(
    project: Project, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(nasty, "_pages", lambda *_: ["/planted/"])
    seen = nasty.walk(project, cast, "manager", seed=7, rounds=12)
    assert seen.breaches
    assert "ValueError: invalid literal for int()" in seen.breaches[0]

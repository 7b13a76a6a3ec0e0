"""Beginning an implementation: all its parts or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tests.factories.people import make_organization
from tests.factories.projects import make_edition
from tracker.checklist.models import Checkpoint
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.dashboard.actions import begin_implementation
from tracker.people.models import Organization, User
from tracker.projects.models import Membership, Project
from tracker.reminders.models import ReminderRule

FACTS = {"name": "To the certificate", "slug": "certificate"}
DAYS = {"starts_on": date(2026, 11, 23), "target_on": date(2027, 12, 1)}


def test_it_opens_the_checklist_and_the_reminders(admin: User) -> None:
    project = begin_implementation(
        actor=admin, organization=make_organization(), edition=make_edition(), **FACTS, **DAYS
    )
    assert Checkpoint.objects.of(project).count() == 4
    assert ReminderRule.objects.of(project).exists()
    assert Membership.objects.get(project=project).user == admin


def test_who_is_no_administrator_cannot(member: User) -> None:
    with pytest.raises(NotPermitted):
        begin_implementation(
            actor=member, organization=make_organization(), edition=make_edition(), **FACTS, **DAYS
        )
    assert not Project.objects.filter(slug="certificate").exists()


def test_a_wrong_date_leaves_nothing_behind(admin: User) -> None:
    with pytest.raises(RuleBroken):
        begin_implementation(
            actor=admin,
            organization=make_organization(),
            edition=make_edition(),
            **FACTS,
            starts_on=date(2027, 1, 1),
            target_on=date(2026, 1, 1),
        )
    assert not Project.objects.exists()


def test_it_begins_in_the_browser(admin: User) -> None:
    edition = make_edition()
    client = Client()
    client.force_login(admin)
    assert client.get("/new-project/").status_code == 200
    sent = {**FACTS, **DAYS, "edition": edition.pk, "new_organization": "Nordlicht", "zone": "Europe/Oslo"}
    answer = client.post("/new-project/", {**sent, "organization": ""})
    assert answer.status_code == 302
    assert answer.url == "/projects/certificate/"  # type: ignore[attr-defined]
    again = client.post("/new-project/", {**sent, "new_organization": "Another"})
    assert again.status_code == 409
    assert "is taken" in again.content.decode()
    assert not Organization.objects.filter(name="Another").exists()


def test_who_begins_one_on_our_edition_is_offered_a_plan_from_a_method(admin: User) -> None:
    edition = make_edition(code="20000-1:2018")
    client = Client()
    client.force_login(admin)
    sent = {**FACTS, **DAYS, "edition": edition.pk, "new_organization": "Nordlicht", "zone": "Europe/Oslo"}
    answer = client.post("/new-project/", {**sent, "organization": ""}, follow=True)
    assert answer.redirect_chain == [("/projects/certificate/plan/method/", 302)]
    assert "cut it to your size" in answer.content.decode()


def test_the_command_begins_one(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    edition = make_edition()
    call_command("create_project", "hosting", name="Hosting", edition=edition.code)
    assert "4 checkpoints" in capsys.readouterr().out
    with pytest.raises(CommandError, match="is taken"):
        call_command("create_project", "hosting", name="Hosting", edition=edition.code)
    with pytest.raises(CommandError, match="no login"):
        call_command("create_project", "other", name="Other", edition=edition.code, manager="no@body.example")


def test_the_command_brings_the_catalogue_where_there_is_none(db: None) -> None:
    call_command("create_project", "scripted", name="Scripted")
    assert Checkpoint.objects.of(Project.objects.get(slug="scripted")).count() == 206

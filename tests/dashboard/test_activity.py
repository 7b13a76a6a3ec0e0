"""The activity page: plain words, filters, no blanks."""

from __future__ import annotations

from datetime import date

from django.test import Client

from tests.factories.plan import make_task
from tracker.dashboard.views.activity import PHRASES
from tracker.people.models import User
from tracker.plan.actions import complete_task, redate_task
from tracker.projects.models import Project


def page(user: User, project: Project, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    response = client.get(f"/projects/{project.slug}/activity/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_change_is_told_with_its_reason_and_both_dates(project: Project, manager: User) -> None:
    task = make_task(project, name="Write {the} policy", due_on=date(2026, 11, 6))
    redate_task(actor=manager, task=task, due_on=date(2026, 12, 4), reason="Two owners are away")
    html = page(manager, project)
    assert "gave Write {the} policy another date" in html
    assert "Two owners are away" in html
    assert "6 Nov 2026 → 4 Dec 2026" in html


def test_it_can_be_asked_by_room_and_person(project: Project, manager: User, member: User) -> None:
    task = make_task(project, name="Draw the sample", starts_on=date(2020, 1, 1), due_on=date(2020, 1, 9))
    complete_task(actor=manager, task=task)
    assert "completed" in page(manager, project, f"?room=plan&person={manager.pk}")
    assert "Draw the sample" not in page(manager, project, "?room=evidence")
    assert "Draw the sample" not in page(manager, project, f"?person={member.pk}")
    assert "Draw the sample" in page(manager, project, "?person=nonsense&room=nowhere&page=zero")


def test_every_verb_of_every_room_has_words() -> None:
    assert all("{" not in str(phrase).replace("{subject}", "") for phrase in PHRASES.values())
    assert {verb.split(".")[0] for verb in PHRASES} >= {
        "plan",
        "checklist",
        "evidence",
        "training",
        "signoffs",
    }

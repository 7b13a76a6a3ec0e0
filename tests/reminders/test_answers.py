"""One click from the mail: it shows what will happen, asks once, and no program that opens links triggers it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tests.plugins.mailbox import Mailbox
from tests.reminders.conftest import MakeTask
from tracker.core import clock
from tracker.notifications.actions import deliver_pending
from tracker.notifications.links import LASTS_DAYS, answer_path
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reminders.actions import raise_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(ruled: Project, make_task: MakeTask) -> Task:
    return make_task(ruled.today(), name="Write the policy")


@pytest.fixture
def path(task: Task, owner: User) -> str:
    raise_due(at_once=True)
    return answer_path(Notification.objects.of(owner).get())


def test_the_mail_leads_to_a_page_that_only_asks(
    client: Client, task: Task, owner: User, mailbox: Mailbox
) -> None:
    raise_due(at_once=True)
    deliver_pending()
    html = mailbox.to(owner.email)[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    links = [
        link.replace("&amp;", "&")
        for link in re.findall(r'href="http://localhost:8000(/answers/[^"]+)"', html)
    ]
    assert [link.partition("?do=")[2] for link in links] == ["done", "date", "cannot"]
    for link in links:
        for ask in (client.get, client.head):
            for _ in range(2):
                response: Any = ask(link)
                assert response.status_code == 200
                assert response["Referrer-Policy"] == "no-referrer"
                assert "no-store" in response["Cache-Control"]
    assert "Nothing has happened yet" in client.get(links[0]).content.decode()
    task.refresh_from_db()
    assert not task.is_done
    assert Notification.objects.of(owner).get().answered_at is None


def test_done_is_done_once_and_in_the_name_of_who_was_asked(
    client: Client, task: Task, path: str, owner: User
) -> None:
    response = client.post(path, {"answer": "done", "reason": "in force since today"})
    assert "is done" in response.content.decode()
    task.refresh_from_db()
    assert task.is_done
    last = task.history.first()
    assert (last.history_user_id, last.history_change_reason) == (
        owner.pk,
        "in force since today (answered from the mail)",
    )
    version = task.version
    assert client.post(path, {"answer": "done"}).status_code == 409
    assert "answered already" in client.get(path).content.decode()
    task.refresh_from_db()
    assert task.version == version


def test_another_date_needs_a_day_and_a_reason(client: Client, task: Task, path: str) -> None:
    day = task.due_on + timedelta(days=9)
    for sent, sentence in (
        ({"answer": "date", "due_on": day.isoformat()}, "Say why"),
        ({"answer": "date", "reason": "ill"}, "Say which day"),
        ({"answer": "date", "reason": "ill", "due_on": "soon"}, "valid date"),
        ({"answer": "nonsense"}, "nonsense"),
    ):
        response = client.post(path, sent)
        assert response.status_code in (409, 422)
        assert sentence in response.content.decode()
    client.post(path, {"answer": "date", "reason": "ill", "due_on": day.isoformat()})
    task.refresh_from_db()
    assert task.due_on == day


def test_i_cannot_blocks_the_task_and_tells_the_project_manager(
    client: Client, task: Task, path: str, manager: User
) -> None:
    client.post(path, {"answer": "cannot", "reason": "no budget\r\nBcc: all@example.org"})
    task.refresh_from_db()
    assert task.blocked_reason.startswith("no budget")
    told = Notification.objects.of(manager).get(kind="reminder_answer")
    assert told.subject == "Milo Member cannot: Write the policy"


def test_who_has_no_login_is_heard_by_the_project_manager(
    client: Client, ruled: Project, manager: User, make_task: MakeTask
) -> None:
    person = make_person(organization=ruled.organization, name="Lena Without", email="lena@example.org")
    task = make_task(ruled.today(), name="Count the servers", owner=person)
    raise_due(at_once=True)
    path = answer_path(Notification.objects.get(address="lena@example.org"))
    assert "Nothing changes by itself" in client.get(path).content.decode()
    assert "project manager has been told" in client.post(path, {"answer": "done"}).content.decode()
    task.refresh_from_db()
    assert not task.is_done
    told = Notification.objects.of(manager).get(kind="reminder_answer")
    assert told.subject == "Lena Without says it is done: Count the servers"


def test_a_refusal_takes_nothing_and_the_link_stays_good(
    client: Client, task: Task, path: str, owner: User
) -> None:
    task.blocked_reason = "waiting for legal"
    task.save_because("blocked", by=owner)
    response = client.post(path, {"answer": "done"})
    assert (response.status_code, "Unblock it first" in response.content.decode()) == (409, True)
    day = (task.due_on + timedelta(days=1)).isoformat()
    assert client.post(path, {"answer": "date", "reason": "legal", "due_on": day}).status_code == 200


def test_forged_and_old_links_open_nothing(client: Client, task: Task, path: str) -> None:
    for wrong in (path[:-3] + "x/", "/answers/x/", path.replace("answers/", "answers/a")):
        response = client.post(wrong, {"answer": "done"})
        assert response.status_code == 404
        assert "does not open" in response.content.decode()
    import time_machine

    with time_machine.travel(clock.now() + timedelta(days=LASTS_DAYS + 1)):
        assert client.post(path, {"answer": "done"}).status_code == 404
    task.refresh_from_db()
    assert not task.is_done


def test_a_foreign_page_cannot_answer_for_somebody(task: Task, path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {"answer": "done"}).status_code == 403
    task.refresh_from_db()
    assert not task.is_done


def test_what_is_gone_is_said_and_what_was_never_offered_is_refused(
    client: Client, task: Task, path: str, owner: User
) -> None:
    Notification.objects.of(owner).update(context={"answers": ["cannot"]})
    assert client.post(path, {"answer": "done"}).status_code == 409
    Notification.objects.of(owner).update(about_id="00000000-0000-0000-0000-000000000000")
    assert "no longer there" in client.get(path).content.decode()
    assert client.post(path, {"answer": "cannot", "reason": "x"}).status_code == 409

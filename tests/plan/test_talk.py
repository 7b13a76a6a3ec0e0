"""Comments that name people, and views of the plan kept for all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_user
from tests.factories.plan import make_task
from tests.factories.projects import give_role
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.actions import (
    comment_on_task,
    drop_view,
    keep_view,
    remove_tasks,
    take_back_entry,
    withdraw_comment,
)
from tracker.plan.models import KeptView, TaskComment
from tracker.projects.choices import Role
from tracker.projects.models import Project


def told() -> list[str]:
    return sorted(Notification.objects.filter(kind="mention").values_list("name", flat=True))


def test_who_is_named_is_told_and_nobody_else(
    project: Project, manager: User, member: User, sponsor: User, stranger: User
) -> None:
    task = make_task(project, name="Write the policy")
    text = f"@{member.name}, @{sponsor.name.split()[0].lower()}: who has it? {manager.name} @{stranger.name}"
    comment = comment_on_task(actor=manager, task=task, text=text)
    assert told() == sorted([member.name, sponsor.name])
    message = Notification.objects.filter(kind="mention").first()
    assert message.link.endswith(f"/plan/tasks/{task.pk}/#comments")
    assert "Write the policy" in message.subject
    withdraw_comment(actor=manager, comment=comment)
    assert set(Notification.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_a_first_name_that_two_share_names_nobody(project: Project, manager: User) -> None:
    for name in ("Robin Berg", "Robin Vik"):
        give_role(project, make_user(name), Role.TEAM_MEMBER)
    comment_on_task(actor=manager, task=make_task(project), text="@Robin? mail@robin.example")
    assert told() == []
    comment_on_task(actor=manager, task=make_task(project), text="@Robin Vik, please.")
    assert told() == ["Robin Vik"]


def test_a_comment_wants_words_and_its_author(project: Project, manager: User, member: User) -> None:
    task = make_task(project)
    for text in (" ", "x" * 4001):
        with pytest.raises(RuleBroken):
            comment_on_task(actor=manager, task=task, text=text)
    comment = comment_on_task(actor=manager, task=task, text="Mine")
    with pytest.raises(NotPermitted):
        withdraw_comment(actor=member, comment=comment)
    assert TaskComment.objects.count() == 1


def test_comments_are_there_again_when_their_task_comes_back(
    project: Project, manager: User, client: Client
) -> None:
    task = make_task(project)
    comment_on_task(actor=manager, task=task, text="Ask <Mina>")
    entry = remove_tasks(actor=manager, project=project, tasks=[task], reason="not needed")
    take_back_entry(actor=manager, project=project, entry=entry)
    client.force_login(manager)
    page = client.get(reverse("plan:task", args=[project.slug, task.pk])).content.decode()
    assert "Ask &lt;Mina&gt;" in page


def test_a_kept_view_is_shared_and_replaced_under_its_name(
    project: Project, manager: User, member: User, client: Client
) -> None:
    make_task(project, name="Alpha")
    client.force_login(manager)
    address = reverse("plan:kept_views", args=[project.slug])
    client.post(address, {"name": " To  give ", "query": "?show=unowned&evil=1&q=alp"})
    client.post(address, {"name": "To give", "query": "show=open"})
    assert KeptView.objects.get().query == "show=open"
    client.post(address, {"name": " ", "query": "show=open"})
    assert KeptView.objects.count() == 1
    client.force_login(member)
    page = client.get(reverse("plan:task_list", args=[project.slug])).content.decode()
    assert 'plan/?show=open">To give' in page
    with pytest.raises(NotPermitted):
        keep_view(actor=member, project=project, name="x", query="")
    drop_view(actor=manager, view=KeptView.objects.get())
    assert not KeptView.objects.exists()

"""Comments on checkpoints that name people, and the page of a checkpoint."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.people import make_user
from tests.factories.projects import give_role
from tracker.checklist.actions import comment_on_checkpoint, withdraw_comment
from tracker.checklist.models import Checkpoint, CheckpointComment
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project


@pytest.fixture
def checkpoint(project: Project) -> Checkpoint:
    return make_checklist(project)[0]


def told() -> list[str]:
    return sorted(Notification.objects.filter(kind="mention").values_list("name", flat=True))


def seen(user: User, name: str, *args: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"checklist:{name}", args=args))


def test_who_is_named_is_told_and_finds_the_words(
    project: Project, checkpoint: Checkpoint, manager: User, member: User, stranger: User
) -> None:
    text = f"@{member.name} <b>which</b> list? {manager.name} @{stranger.name}"
    comment = comment_on_checkpoint(actor=manager, checkpoint=checkpoint, text=text)
    assert told() == [member.name]
    message = Notification.objects.get(kind="mention")
    page = reverse("checklist:checkpoint", args=[project.slug, checkpoint.pk])
    assert message.link.endswith(f"{page}#comments")
    assert checkpoint.requirement.code in message.subject
    html = seen(member, "checkpoint", project.slug, checkpoint.pk).content.decode()
    assert "&lt;b&gt;which&lt;/b&gt; list?" in html
    assert "Take back" not in html
    clause = seen(member, "clause", project.slug, checkpoint.requirement.clause.number).content.decode()
    assert "1 comment<" in clause
    withdraw_comment(actor=manager, comment=comment)
    assert Notification.objects.get(kind="mention").status == "withdrawn"
    verbs = Activity.objects.filter(subject_id=str(checkpoint.pk)).values_list("verb", flat=True)
    assert set(verbs) >= {"checklist.commented", "checklist.comment_withdrawn"}


def test_the_certification_body_neither_reads_nor_is_named(
    project: Project, checkpoint: Checkpoint, manager: User
) -> None:
    outside = make_user("Anna Certifier")
    give_role(project, outside, Role.EXTERNAL_AUDITOR)
    comment_on_checkpoint(actor=manager, checkpoint=checkpoint, text="@Anna Certifier will ask this")
    assert told() == []
    html = seen(outside, "checkpoint", project.slug, checkpoint.pk).content.decode()
    assert "will ask this" not in html
    assert checkpoint.requirement.text[:40] in html
    with pytest.raises(NotPermitted):
        comment_on_checkpoint(actor=outside, checkpoint=checkpoint, text="Hello")


def test_a_comment_wants_words_and_only_its_author_takes_it_back(
    project: Project, checkpoint: Checkpoint, manager: User, member: User
) -> None:
    for text in ("", " \n", "x" * 4001):
        with pytest.raises(RuleBroken):
            comment_on_checkpoint(actor=manager, checkpoint=checkpoint, text=text)
    client = Client()
    client.force_login(member)
    client.post(reverse("checklist:comments", args=[project.slug, checkpoint.pk]), {"text": " Mine "})
    comment = CheckpointComment.objects.get()
    assert (comment.author, comment.text) == (member, "Mine")
    with pytest.raises(NotPermitted):
        withdraw_comment(actor=manager, comment=comment)
    client.post(reverse("checklist:comment_withdrawal", args=[project.slug, comment.pk]))
    assert not CheckpointComment.objects.exists()
    assert CheckpointComment.history.filter(id=comment.pk, text="Mine").exists()


def test_clause_and_checkpoint_cost_the_same_however_much_is_said(
    project: Project, manager: User, member: User
) -> None:
    rows = make_checklist(project)
    clause = rows[0].requirement.clause
    pages = [("checkpoint", rows[0].pk), ("clause", clause.number)]

    def costs() -> list[int]:
        found = []
        for name, argument in pages:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert seen(manager, name, project.slug, argument).status_code == 200
            found.append(len(caught))
        return found

    comment_on_checkpoint(actor=manager, checkpoint=rows[0], text="One")
    few = costs()
    for each in [row for row in rows if row.requirement.clause_id == clause.pk]:
        for actor in (manager, member):
            comment_on_checkpoint(actor=actor, checkpoint=each, text="More")
    assert costs() == few

"""Remarks on tasks, which tell those they name; views of the plan kept under a name."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.choices import Verb
from tracker.plan.models import KeptView, Task, TaskComment
from tracker.projects.actions import drop_query, keep_query, make_remark, take_remark_back
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def comment_on_task(*, actor: User, task: Task, text: str) -> TaskComment:
    """Say something about a task; whoever is named with an @ is told."""
    require(actor, Permission.PLAN_VIEW, task)
    project = Project.objects.get(pk=task.project_id)
    comment = make_remark(
        remark=TaskComment(project=project, task=task, author=actor, text=text),
        told_as=_("%(who)s named you in “%(task)s”") % {"who": actor.get_short_name(), "task": task.name},
        link=reverse("plan:task", args=[project.slug, task.pk]) + "#comments",
        permission=Permission.PLAN_VIEW,
    )
    record(actor, Verb.TASK_COMMENTED, task)
    return comment


@transaction.atomic
def withdraw_comment(*, actor: User, comment: TaskComment, reason: str = "") -> None:
    """Take one's own remark back; its history keeps it."""
    require(actor, Permission.PLAN_VIEW, comment)
    take_remark_back(actor=actor, remark=comment, reason=reason)
    record(actor, Verb.COMMENT_WITHDRAWN, comment.task, reason=reason)


@transaction.atomic
def keep_view(*, actor: User, project: Project, name: str, query: str) -> KeptView:
    """Keep what is shown under a name, for all who see the plan; the same name takes the new view."""
    require(actor, Permission.PLAN_EDIT, project)
    return keep_query(KeptView, actor=actor, project=project, name=name, query=query, verb=Verb.VIEW_KEPT)


@transaction.atomic
def drop_view(*, actor: User, view: KeptView) -> None:
    """Let go of a kept view; the tasks stay."""
    require(actor, Permission.PLAN_EDIT, view)
    drop_query(actor=actor, row=view, verb=Verb.VIEW_DROPPED)

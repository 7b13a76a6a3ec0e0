"""Remarks on tasks, which tell those they name; views of the plan kept under a name."""

from __future__ import annotations

import re

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import Message, post_many, withdraw_about
from tracker.people.models import User
from tracker.plan.choices import Verb
from tracker.plan.models import KeptView, Task, TaskComment
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require

LONGEST = 4000
MOST_KEPT = 30
LONGEST_NAME = 80


@transaction.atomic
def comment_on_task(*, actor: User, task: Task, text: str) -> TaskComment:
    """Say something about a task; whoever is named with an @ is told."""
    require(actor, Permission.PLAN_VIEW, task)
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        raise RuleBroken(_("Write a comment of at most %(n)s characters.") % {"n": LONGEST}, field="text")
    project = Project.objects.get(pk=task.project_id)
    comment = TaskComment(project=project, task=task, author=actor, text=text)
    comment.save_because(_("commented"), by=actor)
    link = reverse("plan:task", args=[project.slug, task.pk]) + "#comments"
    post_many(
        Message(
            recipient=user,
            kind="mention",
            subject=_("%(who)s named you in “%(task)s”") % {"who": actor.get_short_name(), "task": task.name},
            context={"detail": text[:400], "by": actor.name, "button": _("Read and answer")},
            link=link,
            project=project,
            about=comment,
        )
        for user in named_in(project, text)
        if user.pk != actor.pk
    )
    record(actor, Verb.TASK_COMMENTED, task)
    return comment


def named_in(project: Project, text: str) -> list[User]:
    """The people of the implementation whom the text names: @Mina Berg, @Mina where there is one, @mina.berg."""
    people = list(people_of(project))
    firsts = [user.name.split()[0].casefold() for user in people if user.name.split()]
    said = text.casefold()
    found = []
    for user in people:
        words = {user.name.casefold(), user.email.partition("@")[0].casefold()}
        first = user.name.split()[0].casefold() if user.name.split() else ""
        if firsts.count(first) == 1:
            words.add(first)
        if any(re.search(rf"(?<!\w)@{re.escape(word)}(?!\w)", said) for word in words if word):
            found.append(user)
    return found


def people_of(project: Project) -> list[User]:
    """Who can be named: the logins that hold a role here."""
    users = User.objects.filter(memberships__project=project, is_active=True).distinct().order_by("name")
    return [user for user in users if may(user, Permission.PLAN_VIEW, project)]


@transaction.atomic
def withdraw_comment(*, actor: User, comment: TaskComment, reason: str = "") -> None:
    """Take one's own remark back; its history keeps it."""
    require(actor, Permission.PLAN_VIEW, comment)
    if comment.author_id != actor.pk:
        raise NotPermitted(_("Only who wrote a comment takes it back."))
    comment = lock(TaskComment, comment.pk)
    withdraw_about(comment)
    record(actor, Verb.COMMENT_WITHDRAWN, comment.task, reason=reason)
    comment.delete_because(reason or _("taken back"), by=actor)


@transaction.atomic
def keep_view(*, actor: User, project: Project, name: str, query: str) -> KeptView:
    """Keep what is shown under a name, for all who see the plan; the same name takes the new view."""
    require(actor, Permission.PLAN_EDIT, project)
    project = lock(Project, project.pk)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise RuleBroken(
            _("Give the view a name of at most %(n)s characters.") % {"n": LONGEST_NAME}, field="name"
        )
    kept = KeptView.objects.of(project)
    view = kept.filter(name=name).first()
    if view is None and kept.count() >= MOST_KEPT:
        raise RuleBroken(_("At most %(n)s views are kept. Drop one first.") % {"n": MOST_KEPT})
    view = view or KeptView(project=project, name=name)
    view.query = query
    view.save_because(_("kept"), by=actor)
    record(actor, Verb.VIEW_KEPT, view, after={"query": query})
    return view


@transaction.atomic
def drop_view(*, actor: User, view: KeptView) -> None:
    """Let go of a kept view; the tasks stay."""
    require(actor, Permission.PLAN_EDIT, view)
    view = lock(KeptView, view.pk)
    record(actor, Verb.VIEW_DROPPED, view, before={"query": view.query})
    view.delete_because(_("dropped"), by=actor)

"""My work in every implementation at once: who works in two looks at one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tracker.core import clock
from tracker.core.render import render
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.plan.queries import open_tasks_of
from tracker.projects.models import Project
from tracker.signoffs.queries import waiting_on

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One task; `days` counts from today where its implementation is, negative when late."""

    task: Task
    days: int


@login_required
@require_safe
def my_work_everywhere(request: HttpRequest) -> HttpResponse:
    """Overdue, this week, later, each row with the implementation it belongs to."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    projects = list(Project.objects.visible_to(user).order_by("name"))
    today = clock.today(user.time_zone)
    ends = today + timedelta(days=(6 if today.weekday() < SATURDAY else 13) - today.weekday())
    lines = _lines(user, projects)
    groups = [
        (_("Overdue"), [line for line in lines if line.days < 0]),
        (_("This week"), [line for line in lines if line.days >= 0 and line.task.due_on <= ends]),
        (_("Later"), [line for line in lines if line.days >= 0 and line.task.due_on > ends]),
    ]
    there = {project.pk for project in projects}
    context: dict[str, Any] = {
        "nav": "my_work",
        "projects": projects,
        "groups": [(title, found) for title, found in groups if found],
        "sentence": _sentence(len(groups[0][1]), len(groups[1][1])),
        "decisions": [row for row in waiting_on(user) if row.project_id in there],
        "known": user.person_id is not None,
    }
    return render(request, "dashboard/my_work_everywhere.html", context)


def _lines(user: User, projects: list[Project]) -> list[Line]:
    if user.person is None:
        return []
    tasks = open_tasks_of(user.person).filter(project__in=projects)
    days = {project.pk: project.today() for project in projects}
    return [Line(task, (task.due_on - days[task.project_id]).days) for task in tasks]


def _sentence(late: int, week: int) -> str:
    if late:
        words = ngettext(
            "%(n)s task is late in your implementations.",
            "%(n)s tasks are late in your implementations.",
            late,
        )
        return words % {"n": late}
    if week:
        words = ngettext("%(n)s task is due this week.", "%(n)s tasks are due this week.", week)
        return words % {"n": week}
    return _("Nothing is due this week.")

"""The plan as days in a calendar program: each task from its first to its last day, each milestone on its own."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.core.frame import address
from tracker.core.ical import Days
from tracker.plan.choices import TaskKind
from tracker.plan.models import Task
from tracker.projects.models import Project


def days_of(project: Project) -> Iterator[Days]:
    """What is worked on; the lines that only sum others up are left out. One query."""
    for task in Task.objects.of(project).leaves().in_order().select_related("owner", "phase"):
        milestone = task.kind == TaskKind.MILESTONE
        first = task.actual_start_on or task.starts_on
        last = task.actual_finish_on or task.due_on
        yield Days(
            f"{task.pk}.task",
            f"◆ {task.name}" if milestone else task.name,
            last if milestone else min(first, last),
            last,
            _said(task),
            address("plan:task", project.slug, task.pk) or "/",
        )


def _said(task: Task) -> str:
    words = [
        task.phase.name if task.phase else "",
        task.owner.name if task.owner else "",
        _("%(percent)s %% done") % {"percent": task.percent},
    ]
    return ", ".join(word for word in words if word)

"""My work: what is late, what is due, what waits for me; done in the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tracker.checklist.queries import waiting_confirmation
from tracker.core.render import render
from tracker.evidence.queries import waiting as evidence_waiting
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.plan.queries import Outlook, open_tasks_of, outlook
from tracker.plan.queries.doneness import steps_by_task
from tracker.plan.queries.health import in_words
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.reviews.queries import open_corrections_of
from tracker.signoffs.queries import waiting_on

RECENT = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One task as My work shows it; `days` counts from today, negative when late."""

    task: Task
    days: int
    critical: bool
    clauses: list[str]
    steps: tuple[int, int] | None


@login_required
@require_safe
def my_work(request: HttpRequest, slug: str) -> HttpResponse:
    """Overdue, this week, later; each row is completed or given another date in place."""
    project = project_for(request, slug)
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    today = project.today()
    view = outlook(project, today)
    rows = _rows(user, project, view, today)
    # At the weekend the week that counts is the coming one.
    week_ends = today + timedelta(days=(6 if today.weekday() < SATURDAY else 13) - today.weekday())
    groups = [
        (_("Overdue"), [row for row in rows if row.days < 0]),
        (_("This week"), [row for row in rows if row.days >= 0 and row.task.due_on <= week_ends]),
        (_("Later"), [row for row in rows if row.task.due_on > week_ends]),
    ]
    context: dict[str, Any] = {
        "project": project,
        "nav": "my_work",
        "today": today,
        "groups": [(title, found) for title, found in groups if found],
        "sentence": _sentence(len(groups[0][1]), len(groups[1][1])),
        "done": _just_done(user, project, today),
        "holding": next((row for row in rows if row.critical), None),
        "open": request.GET.get("date", ""),
        "decisions": [row for row in waiting_on(user) if row.project_id == project.pk],
        "corrections": open_corrections_of(user.person, project)
        if user.person is not None and Permission.GOVERNANCE_VIEW in project.my_permissions
        else [],
        "known": user.person_id is not None,
        **_to_confirm(user, project),
    }
    return render(request, "dashboard/my_work.html", context)


def _rows(user: User, project: Project, view: Outlook, today: date) -> list[Row]:
    if user.person is None:
        return []
    steps = steps_by_task(project, user.person)
    tasks = open_tasks_of(user.person, project).prefetch_related("clause_links__clause")
    return [
        Row(
            task=task,
            days=(task.due_on - today).days,
            critical=bool((told := view.forecasts.get(task.pk)) and told.critical),
            clauses=[link.clause.number for link in task.clause_links.all()],
            steps=steps.get(task.pk),
        )
        for task in tasks
    ]


def _just_done(user: User, project: Project, today: date) -> list[Task]:
    """What was completed since yesterday, so that it can be taken back in words."""
    if user.person_id is None:
        return []
    done = (
        Task.objects.of(project).done().filter(owner_id=user.person_id, actual_finish_on__gte=today - RECENT)
    )
    return list(done.order_by("-changed_at")[:3])


def _to_confirm(user: User, project: Project) -> dict[str, Any]:
    mine = project.my_permissions
    return {
        "assessments": waiting_confirmation(project, user=user)
        if Permission.ASSESSMENT_CONFIRM in mine
        else [],
        "proofs": evidence_waiting(project, user=user) if Permission.EVIDENCE_CONFIRM in mine else [],
    }


def _sentence(late: int, soon: int) -> str:
    if not late and not soon:
        return _("Nothing is due this week.")
    parts = []
    if late:
        words = ngettext("%(n)s task is overdue", "%(n)s tasks are overdue", late)
        parts.append(words % {"n": in_words(late)})
    if soon:
        words = ngettext("%(n)s is due this week", "%(n)s are due this week", soon)
        parts.append(words % {"n": in_words(soon)})
    said = ", ".join(parts) + "."
    return said[:1].upper() + said[1:]

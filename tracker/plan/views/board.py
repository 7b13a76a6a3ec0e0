"""The same tasks by state, and by day: the plan as a board and as a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tracker.core.formats import day
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.queries import PlanRow, PlanTable, plan_table
from tracker.plan.queries.doneness import steps_by_task
from tracker.plan.views.filters import SHOWN, address, narrowed, wish
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission

DONE_SHOWN = 25
FIRST, LAST = date(1990, 1, 1), date(2150, 12, 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One state with its cards; `more` of them are not drawn."""

    key: str
    word: Promise
    cards: list[PlanRow]
    more: int = 0


@login_required
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to do, under way, blocked and done."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    table = plan_table(project)
    said = wish(request.GET)
    rows = _work(request, table, said)
    done = sorted((row for row in rows if row.done), key=lambda row: row.finish, reverse=True)
    columns = [
        Column("not_started", _("To do"), [row for row in rows if _state(row) == "not_started"]),
        Column("in_progress", _("In progress"), [row for row in rows if _state(row) == "in_progress"]),
        Column("blocked", _("Blocked"), [row for row in rows if _state(row) == "blocked"]),
        Column("done", _("Done"), done[:DONE_SHOWN], max(len(done) - DONE_SHOWN, 0)),
    ]
    context = {
        "project": project,
        "nav": "plan",
        "columns": columns,
        "days": {row.finish: day(row.finish) for row in rows},
        "said": said,
        "filters": [(address(said, show=key), word, key == said.get("show", "")) for key, word in SHOWN],
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
        "may_progress": Permission.TASK_PROGRESS in project.my_permissions,
        "person": user_of(request).person_id,
        "steps": steps_by_task(project),
        "here": request.get_full_path(),
    }
    return render(request, "plan/board.html", context)


def _work(request: HttpRequest, table: PlanTable, said: dict[str, str]) -> list[PlanRow]:
    return [row for row in narrowed(request, table, said) if row.kind != "group"]


def _state(row: PlanRow) -> str:
    if row.done:
        return "done"
    if row.blocked_reason:
        return "blocked"
    return "in_progress" if row.percent else "not_started"


@login_required
@require_safe
def month(request: HttpRequest, slug: str) -> HttpResponse:
    """A month of the plan: what ends on which day."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    table = plan_table(project)
    said = wish(request.GET)
    first = _month(request.GET.get("month", ""), table.today)
    start = first - timedelta(days=first.weekday())
    days: dict[date, list[PlanRow]] = {}
    for row in _work(request, table, said):
        days.setdefault(row.finish, []).append(row)
    weeks: list[list[tuple[date, list[PlanRow], bool]]] = []
    while not weeks or (start.year, start.month) == (first.year, first.month):
        week = [start + timedelta(days=step) for step in range(7)]
        weeks.append([(one, days.get(one, []), one.month == first.month) for one in week])
        start += timedelta(days=7)
    context = {
        "project": project,
        "nav": "plan",
        "weeks": weeks,
        "first": first,
        "today": table.today,
        "count": sum(
            len(found) for one, found in days.items() if (one.year, one.month) == (first.year, first.month)
        ),
        "said": said,
        "filters": [
            (address(said, show=key, month=f"{first:%Y-%m}"), word, key == said.get("show", ""))
            for key, word in SHOWN
        ],
        "before": address(said, month=f"{first - timedelta(days=1):%Y-%m}"),
        "after": address(said, month=f"{first + timedelta(days=32):%Y-%m}"),
    }
    return render(request, "plan/month.html", context)


def _month(said: str, today: date) -> date:
    """The first of the month that is asked for; of this one where that is none."""
    try:
        found = date.fromisoformat(f"{said}-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(found, FIRST), LAST)

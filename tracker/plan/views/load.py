"""Who has more work than time, week by week, and which departments in scope nobody speaks for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.people.models import Person
from tracker.plan.load import Cell, monday_of
from tracker.plan.queries.load import LoadView, load_of
from tracker.plan.queries.representation import representation
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Week:
    """A column: its number by ISO 8601 and its Monday."""

    monday: date

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def key(self) -> str:
        return f"{self.monday:%G-w%V}"

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody, or a team, over the weeks shown; of a team also how many have too much."""

    name: str
    href: tuple[str, str]
    cells: list[tuple[Week, Cell, int]]
    people: int = 1


@login_required
@require_safe
def load(request: HttpRequest, slug: str) -> HttpResponse:
    """Hours planned against hours available: people, or teams, by week."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    found = load_of(project)
    team, said = request.GET.get("team", ""), request.GET.get("by", "")
    by_team = said == "team" and not team
    ahead = _ahead(request.GET.get("from", ""), found)
    weeks = range(found.first_week + ahead, found.first_week + ahead + SHOWN)
    people = [one for one in found.people if not team or str(one.department_id or "none") == team]
    context = {
        "project": project,
        "nav": "plan",
        "found": found,
        "weeks": [Week(monday_of(week)) for week in weeks],
        "lines": _team_lines(found, weeks) if by_team else _person_lines(found, people, weeks),
        "by_team": by_team,
        "team": people[0].department if team and people else None,
        "said": {"by": said, "team": team},
        "earlier": max(ahead - SHOWN, 0) if ahead else None,
        "later": ahead + SHOWN if found.first_week + ahead + SHOWN <= found.last_week else None,
        "over": [_told(person, cells) for person, cells in found.over],
        "departments": representation(project),
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
        "may_manage": Permission.MEMBERS_MANAGE in project.my_permissions,
    }
    return render(request, "plan/load.html", context)


def _ahead(said: str, found: LoadView) -> int:
    """How many weeks from now on the table begins; no further than there is work."""
    wanted = int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else 0
    return min(wanted, max(found.last_week - found.first_week, 0))


def _line(found: LoadView, name: str, href: tuple[str, str], people: list[Person], weeks: range) -> Line:
    cells = found.row(people, weeks)
    shown = [(Week(monday_of(week)), *cell) for week, cell in zip(weeks, cells, strict=True)]
    return Line(name, href, shown, len(people))


def _person_lines(found: LoadView, people: list[Person], weeks: range) -> list[Line]:
    return [_line(found, one.name, ("person", str(one.pk)), [one], weeks) for one in people]


def _team_lines(found: LoadView, weeks: range) -> list[Line]:
    teams: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for one in found.people:
        name = one.department.name if one.department else _("No department")
        teams[name, str(one.department_id or "none")].append(one)
    return [_line(found, name, ("team", pk), people, weeks) for (name, pk), people in sorted(teams.items())]


def _told(person: Person, cells: dict[int, Cell]) -> tuple[Person, int, Week, Cell]:
    """In how many weeks, and the worst of them."""
    worst = max(cells, key=lambda week: cells[week].over)
    return person, len(cells), Week(monday_of(worst)), cells[worst]


@login_required
@require_safe
def person_load(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The tasks behind somebody's hours, week by week."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    found = load_of(project)
    person = next((one for one in found.people if one.pk == pk), None)
    if person is None:
        raise Http404
    rows = []
    for week in sorted(week for who, week in found.load.parts if who == pk):
        rows.append((Week(monday_of(week)), found.load.cell(pk, week), found.tasks_behind(pk, week)))
    context = {
        "project": project,
        "nav": "plan",
        "person": person,
        "rows": rows,
        "forecasts": found.view.forecasts,
        "may_edit": Permission.PLAN_EDIT in project.my_permissions,
    }
    return render(request, "plan/load_person.html", context)

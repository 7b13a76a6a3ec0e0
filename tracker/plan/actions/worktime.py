"""When work is done: calendars of the plan, and the time of those who work in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.plan.choices import Verb
from tracker.plan.models import ScheduleBasis, Task, WorkingCalendar
from tracker.plan.queries.computed import must_be_schedulable
from tracker.plan.queries.worktime import PLAIN_WEEK
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

MOST_EXCEPTIONS = 1000
LONGEST = timedelta(days=3 * 366)
Shifts = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Days, both included, that are not as the week says; without shifts they are free."""

    first: date
    last: date
    shifts: Shifts = ()
    name: str = ""


@transaction.atomic
def save_calendar(
    *,
    actor: User,
    project: Project,
    name: str,
    week: Sequence[Shifts | None],
    exceptions: Sequence[Otherwise] = (),
    calendar: WorkingCalendar | None = None,
    version: int | None = None,
    plans: bool = False,
    reason: str = "",
) -> WorkingCalendar:
    """Make a calendar, or change one; with `plans` the plan works by it. Raises where nobody would ever work."""
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    if not name.strip():
        raise RuleBroken(_("A calendar needs a name."), field="name")
    if (
        WorkingCalendar.objects.of(project)
        .filter(name=name.strip(), person=None)
        .exclude(pk=calendar.pk if calendar else None)
    ):
        raise RuleBroken(_("There is a calendar of this name already."), field="name")
    row = (
        WorkingCalendar(project=project)
        if calendar is None
        else lock_telling(WorkingCalendar.objects.of(project), calendar.pk, version=version)
    )
    row.name = name.strip()[:200]
    return _written(actor, project, row, week, exceptions, plans, reason, Verb.CALENDAR_SAVED)


@transaction.atomic
def set_time_of(
    *,
    actor: User,
    project: Project,
    person: Person,
    week: Sequence[Shifts | None],
    absences: Sequence[Otherwise] = (),
    version: int | None = None,
    reason: str = "",
) -> WorkingCalendar:
    """Say when somebody works for this plan: other hours than its calendar, and absences."""
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    if person.organization_id != project.organization_id:
        raise RuleBroken(_("The person must be in the staff register of the organization."))
    found = WorkingCalendar.objects.of(project).filter(person=person).first()
    row = (
        WorkingCalendar(project=project, person=person, base=_basis(actor, project).calendar)
        if found is None
        else lock_telling(WorkingCalendar.objects.of(project), found.pk, version=version)
    )
    row.name = person.name[:200]
    return _written(actor, project, row, week, absences, False, reason, Verb.TIME_SET)


def _written(
    actor: User,
    project: Project,
    row: WorkingCalendar,
    week: Sequence[Shifts | None],
    exceptions: Sequence[Otherwise],
    plans: bool,
    reason: str,
    verb: Verb,
) -> WorkingCalendar:
    _check(week, exceptions)
    row.week = [None if day is None else [list(shift) for shift in sorted(day)] for day in week]
    row.exceptions = [
        {
            "first": str(one.first),
            "last": str(one.last),
            "shifts": [list(shift) for shift in sorted(one.shifts)],
            "name": one.name[:200],
        }
        for one in sorted(exceptions, key=lambda one: (one.first, one.last))
    ]
    row.save_because(reason or _("working time changed"), by=actor)
    basis = _basis(actor, project, row if plans else None)
    if plans and basis.calendar_id != row.pk:
        _work_by(actor, project, basis, row, reason)
    # What would leave a plan without a day to work on is refused as a whole.
    must_be_schedulable(project)
    record(actor, verb, row, after={"exceptions": len(row.exceptions)}, reason=reason)
    return row


@transaction.atomic
def choose_calendar(
    *, actor: User, project: Project, calendar: WorkingCalendar, reason: str = ""
) -> ScheduleBasis:
    """Let the plan work by another of its calendars; people whose time builds on the old one follow."""
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    if calendar.project_id != project.pk or calendar.person_id is not None:
        raise RuleBroken(_("Choose a calendar of this plan that is not one person's."), field="calendar")
    basis = _basis(actor, project)
    if basis.calendar_id != calendar.pk:
        _work_by(actor, project, basis, calendar, reason)
        must_be_schedulable(project)
        record(actor, Verb.CALENDAR_CHOSEN, calendar, reason=reason)
    return basis


@transaction.atomic
def remove_calendar(*, actor: User, calendar: WorkingCalendar, reason: str = "") -> None:
    """Let a calendar go that nothing works by, or let somebody work as the plan does again.

    Raises `RuleBroken` where the plan, another calendar or a task works by it.
    """
    require(actor, Permission.PLAN_EDIT, calendar)
    project = lock(Project, calendar.project_id)
    calendar = lock(WorkingCalendar, calendar.pk)
    held = _what_works_by(project, calendar)
    if held:
        raise RuleBroken(_("“%(name)s” stays: %(held)s.") % {"name": calendar, "held": held})
    record(
        actor, Verb.CALENDAR_REMOVED, calendar, before={"exceptions": len(calendar.exceptions)}, reason=reason
    )
    calendar.delete_because(reason or _("removed"), by=actor)
    must_be_schedulable(project)


def _what_works_by(project: Project, calendar: WorkingCalendar) -> str:
    if ScheduleBasis.objects.of(project).filter(calendar=calendar).exists():
        return _("the plan works by it. Let it work by another one first")
    heir = calendar.heirs.first()
    if heir is not None:
        return _("“%(name)s” builds on it") % {"name": heir}
    task = calendar.tasks.first() or Task.objects.filter(people_calendars__calendar=calendar).first()
    return _("the task “%(name)s” keeps to it") % {"name": task} if task else ""


def _work_by(
    actor: User, project: Project, basis: ScheduleBasis, calendar: WorkingCalendar, reason: str
) -> None:
    because = reason or _("the plan works by “%(name)s”") % {"name": calendar.name}
    heirs = list(
        WorkingCalendar.objects.of(project)
        .filter(base_id=basis.calendar_id, person__isnull=False)
        .exclude(pk=calendar.pk)
    )
    for heir in heirs:
        heir.base = calendar
    bulk_save_because(heirs, reason=because, by=actor)
    basis.calendar = calendar
    basis.save_because(because, by=actor)


def _basis(actor: User, project: Project, calendar: WorkingCalendar | None = None) -> ScheduleBasis:
    """From where the plan is computed, with a calendar; made where there is none, as the plan was until now."""
    reason = _("working time is kept from now on")
    basis = ScheduleBasis.objects.of(project).select_for_update(of=("self",)).first()
    if basis is None:
        first = Task.objects.of(project).order_by("starts_on").values_list("starts_on", flat=True).first()
        starts_on = min(filter(None, (first, project.starts_on)))
        basis = ScheduleBasis(project=project, starts_on=starts_on, starts_at="08:00")
        basis.full_clean(exclude=["project", "calendar"])
    if basis.calendar_id is None:
        if calendar is None:
            calendar = WorkingCalendar(project=project, name=_("Monday to Friday"), week=PLAIN_WEEK)
            calendar.save_because(reason, by=actor)
        basis.calendar = calendar
        basis.save_because(reason, by=actor)
    return basis


def _check(week: Sequence[Shifts | None], exceptions: Sequence[Otherwise]) -> None:
    if len(week) != 7:
        raise ValueError("a week has seven days")
    if len(exceptions) > MOST_EXCEPTIONS:
        raise RuleBroken(_("More than %(n)s exceptions.") % {"n": MOST_EXCEPTIONS})
    for shifts in [*filter(None, week), *(one.shifts for one in exceptions)]:
        ordered = sorted(shifts)
        inside = all(0 <= first < last <= 1440 for first, last in ordered)
        if not inside or any(after[0] < before[1] for before, after in pairwise(ordered)):
            raise RuleBroken(_("Working times of a day must not overlap, and end after they begin."))
    for one in exceptions:
        if one.last < one.first:
            raise RuleBroken(_("An exception ends before it begins: %(day)s.") % {"day": one.first})
        if one.last - one.first > LONGEST or not 1990 <= one.first.year <= one.last.year <= 2150:
            raise RuleBroken(
                _("An exception is longer than three years, or outside of any plan: %(day)s.")
                % {"day": one.first}
            )


def exceptions_of(calendar: WorkingCalendar) -> list[Otherwise]:
    """What the calendar keeps, as the verbs take it."""
    return [_otherwise(said) for said in calendar.exceptions]


def _otherwise(said: dict[str, Any]) -> Otherwise:
    return Otherwise(
        date.fromisoformat(said["first"]),
        date.fromisoformat(said["last"]),
        tuple((int(first), int(last)) for first, last in said["shifts"]),
        said.get("name", ""),
    )

"""People's load: what is left of the plan against the time of those who do it, person by person and by team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from tracker.people.models import Person
from tracker.plan.load import Cell, Hours, Load, Work, week_of
from tracker.plan.models import Task
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.plan.queries.timing import Plan
from tracker.plan.scheduling import STANDARD, Key, Unschedulable
from tracker.plan.scheduling.worktime import WorkTime, lay_out, minute_of
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project

WORKING_ROLES = (Role.PROJECT_MANAGER, Role.CHAMPION, Role.PROCESS_OWNER, Role.TEAM_MEMBER)


@dataclass(frozen=True)
class People:
    """Who works on the plan, by id; `assigned` says who does which task, `effort` what each takes in hours."""

    by_id: Mapping[UUID, Person]
    assigned: Mapping[UUID, tuple[UUID, ...]]
    effort: Mapping[UUID, Decimal | None]


class Clocks:
    """The working time of a plan, of its tasks and of its people, each calendar laid out once."""

    def __init__(self, view: Outlook) -> None:
        self.plan = Plan([], [], view.timing, today=view.today, forecast=True)
        basis = view.timing.basis
        said = basis.calendar_id if basis else None
        self.usual: Key = said if said in self.plan.calendars else STANDARD.key
        self._around = datetime.combine(view.today, time(12))
        self._laid: dict[Key, WorkTime | None] = {}

    def of_task(self, task: TaskFact) -> WorkTime | None:
        return self._of(self.plan.calendars_of(task)[0] or self.usual)

    def of_person(self, person: Person) -> Hours:
        """Their own calendar, else the plan's, while they are on the staff."""
        time_of = self._of(self.plan.known.persons.get(person.pk, self.usual))
        return Hours(time_of, _midnight(person.joined_on), _midnight(person.left_on))

    def _of(self, key: Key) -> WorkTime | None:
        if key not in self._laid:
            try:
                self._laid[key] = lay_out(key, {STANDARD.key: STANDARD, **self.plan.calendars}, self._around)
            except Unschedulable:
                # A calendar in which nobody ever works.
                self._laid[key] = None
        return self._laid[key]


def _midnight(day: date | None) -> int | None:
    return None if day is None else minute_of(datetime.combine(day, time()))


@dataclass(frozen=True)
class LoadView:
    """The whole page. `unknown` are open tasks without effort, `unowned` those that nobody does."""

    view: Outlook
    people: list[Person]
    load: Load
    unknown: list[TaskFact] = field(default_factory=list)
    unowned: list[TaskFact] = field(default_factory=list)

    @property
    def first_week(self) -> int:
        return week_of(self.load.since)

    @cached_property
    def last_week(self) -> int:
        """The last week in which anybody has work."""
        return max((week for _person, week in self.load.parts), default=self.first_week)

    @cached_property
    def over(self) -> list[tuple[Person, dict[int, Cell]]]:
        """Who has more work than time, most first."""
        found = self.load.over()
        rows = [(person, found[person.pk]) for person in self.people if person.pk in found]
        return sorted(rows, key=lambda row: -sum(cell.over for cell in row[1].values()))

    def row(self, people: Iterable[Person], weeks: range) -> list[tuple[Cell, int]]:
        """The weeks of somebody, or of several together, and how many of these have too much."""
        who = list(people)
        found = []
        for week in weeks:
            cells = [self.load.cell(one.pk, week) for one in who]
            found.append((sum(cells, Cell(0.0, 0)), sum(cell.over > 0 for cell in cells)))
        return found

    def tasks_behind(self, person: UUID, week: int) -> list[tuple[TaskFact, float]]:
        """What somebody does in a week, with its minutes, most first."""
        parts = self.load.parts[person, week]
        found = [(task, parts[task.id]) for task in self.view.tasks if task.id in parts]
        return sorted(found, key=lambda row: -row[1])


def people_of(project: Project, view: Outlook) -> People:
    """Who works on what: those whose calendars a task names, and its owner. Three queries."""
    effort = dict(Task.objects.of(project).tasks().open().values_list("pk", "effort_hours"))
    persons = {calendar: person for person, calendar in view.timing.persons.items()}
    assigned: dict[UUID, tuple[UUID, ...]] = {}
    for task in view.tasks:
        if task.id in effort:
            named = [persons[one] for one in view.timing.people.get(task.id, ()) if one in persons]
            owner = [task.owner_id] if task.owner_id else []
            assigned[task.id] = tuple(dict.fromkeys([*owner, *named]))
    members = Membership.objects.of(project).held(on=view.today).filter(role__in=WORKING_ROLES)
    wanted = {person for people in assigned.values() for person in people}
    wanted |= set(members.exclude(user__person=None).values_list("user__person", flat=True))
    found = Person.objects.filter(pk__in=wanted).select_related("department").order_by("name")
    return People({person.pk: person for person in found}, assigned, effort)


def load_of(project: Project, view: Outlook | None = None, people: People | None = None) -> LoadView:
    """From today on; a fixed number of queries, however long the plan."""
    view = view or outlook(project)
    known = people or people_of(project, view)
    clocks = Clocks(view)
    works, unknown, unowned = [], [], []
    for task in view.tasks:
        if task.id not in known.assigned:
            continue
        work = work_of(task, known, view, clocks)
        if work is not None:
            works.append(work)
        elif not known.assigned[task.id]:
            unowned.append(task)
        elif not known.effort[task.id]:
            unknown.append(task)
    hours: dict[Key, Hours] = {person.pk: clocks.of_person(person) for person in known.by_id.values()}
    since = minute_of(datetime.combine(view.today, time()))
    return LoadView(view, list(known.by_id.values()), Load(works, hours, since=since), unknown, unowned)


def work_of(
    task: TaskFact,
    known: People,
    view: Outlook,
    clocks: Clocks,
    span: tuple[datetime, datetime] | None = None,
) -> Work | None:
    """What is left of an open task, as far as it can be counted; nothing of it lies in the past."""
    effort, people = known.effort.get(task.id), known.assigned.get(task.id, ())
    counted = clocks.of_task(task)
    left = float(effort or 0) * 60 * (100 - task.percent) / 100
    if not left or not people or counted is None:
        return None
    today = datetime.combine(view.today, time())
    start, finish = (max(moment, today) for moment in span or view.span(task))
    return Work.between(task.id, left, (start, finish), people, counted)

"""Questions on competence: matrix, coverage, what expires, sessions; nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tracker.core.tables import write_csv
from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.training.choices import EXPIRING_DAYS, Standing
from tracker.training.facts import Facts, facts_on
from tracker.training.models import Course, Enrolment, Session, TrainingRecord

__all__ = ["Facts", "facts_on"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people hold all that their roles need, of those who need anything."""

    covered: int
    people: int

    @property
    def percent(self) -> int:
        return 100 * self.covered // self.people if self.people else 0


@dataclass(frozen=True, slots=True)
class DepartmentCoverage:
    """One department on a day, and a month before where that is asked."""

    pk: UUID | None
    name: str
    covered: int
    people: int
    before: int | None = None
    people_before: int | None = None

    @property
    def percent(self) -> int:
        return 100 * self.covered // self.people if self.people else 0

    @property
    def gained(self) -> int:
        return self.covered - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """People of one role in one course; expiring ones are counted in valid."""

    needed: int
    valid: int
    expiring: int

    @property
    def missing(self) -> int:
        return self.needed - self.valid


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A course, and how much of its need is met."""

    pk: UUID
    name: str
    clause: str
    needed: int
    valid: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A job role with one cell per course; None where the role does not need it."""

    pk: UUID
    name: str
    people: int
    cells: tuple[Cell | None, ...]

    @property
    def needed(self) -> int:
        return sum(cell.needed for cell in self.cells if cell)

    @property
    def valid(self) -> int:
        return sum(cell.valid for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Role by course."""

    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Expiring:
    """Records of one course that end soon, and the next session that could renew them."""

    course: UUID
    name: str
    people: int
    first_on: date
    session: Session | None
    seats: int


@dataclass(frozen=True, slots=True)
class Need:
    """One course that a person needs, and how they stand in it."""

    course: UUID
    name: str
    standing: Standing
    achieved_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with roles and needs."""

    pk: UUID
    name: str
    job_title: str
    department: str
    department_id: UUID | None
    roles: tuple[str, ...]
    needs: tuple[Need, ...]

    @property
    def missing(self) -> int:
        return sum(need.standing in {Standing.MISSING, Standing.EXPIRED} for need in self.needs)

    @property
    def expiring(self) -> int:
        return sum(need.standing == Standing.EXPIRING for need in self.needs)


def coverage(project: Project, on: date | None = None, facts: Facts | None = None) -> Coverage:
    """Of the whole project, now or as it was known at the end of a past day."""
    covered = (facts or facts_on(project, on)).covered()
    return Coverage(covered=sum(covered.values()), people=len(covered))


def coverage_by_department(
    project: Project, on: date | None = None, before: date | None = None, facts: Facts | None = None
) -> list[DepartmentCoverage]:
    """Departments from the best to the worst covered; with `before`, where each stood then."""
    now = facts or facts_on(project, on)
    then = _by_department(facts_on(project, before)) if before else {}
    rows = [
        DepartmentCoverage(
            pk=pk,
            name=now.departments.get(pk, "") if pk else "",
            covered=covered,
            people=people,
            before=then.get(pk, (0, 0))[0] if before else None,
            people_before=then.get(pk, (0, 0))[1] if before else None,
        )
        for pk, (covered, people) in _by_department(now).items()
    ]
    return sorted(rows, key=lambda row: (-row.covered / row.people, row.name))


def _by_department(facts: Facts) -> dict[UUID | None, tuple[int, int]]:
    found: dict[UUID | None, tuple[int, int]] = {}
    for person, covered in facts.covered().items():
        key = facts.people[person]["department_id"]
        part, whole = found.get(key, (0, 0))
        found[key] = (part + covered, whole + 1)
    return found


def matrix(project: Project, on: date | None = None, facts: Facts | None = None) -> Matrix:
    """Role by course with how many hold it; two queries more than the facts at most."""
    facts = facts or facts_on(project, on)
    courses = sorted(facts.courses.values(), key=lambda row: row["name"].lower())
    rows = tuple(
        _matrix_row(facts, role, name, courses)
        for role, name in sorted(
            facts.roles.items(), key=lambda item: (-len(facts.holders.get(item[0], ())), item[1].lower())
        )
    )
    numbers = _clause_numbers(courses)
    columns = tuple(
        MatrixColumn(
            pk=course["id"],
            name=course["name"],
            clause=numbers.get(course["clause_id"], ""),
            needed=sum(cell.needed for row in rows if (cell := row.cells[place])),
            valid=sum(cell.valid for row in rows if (cell := row.cells[place])),
        )
        for place, course in enumerate(courses)
    )
    return Matrix(columns=columns, rows=rows)


def _matrix_row(facts: Facts, role: UUID, name: str, courses: list[dict[str, Any]]) -> MatrixRow:
    people = facts.holders.get(role, frozenset())
    needs = facts.needs.get(role, frozenset())
    cells: list[Cell | None] = []
    for course in courses:
        if course["id"] not in needs:
            cells.append(None)
            continue
        standings = [facts.standing(person, course["id"]) for person in people]
        expiring = standings.count(Standing.EXPIRING)
        cells.append(
            Cell(needed=len(people), valid=standings.count(Standing.VALID) + expiring, expiring=expiring)
        )
    return MatrixRow(pk=role, name=name, people=len(people), cells=tuple(cells))


def _clause_numbers(courses: list[dict[str, Any]]) -> dict[Any, str]:
    wanted = {course["clause_id"] for course in courses} - {None}
    return dict(Clause.objects.filter(pk__in=wanted).values_list("pk", "number"))


def expiring_next(project: Project, facts: Facts | None = None) -> list[Expiring]:
    """Needed courses in which somebody's validity ends within the month, the first to end first."""
    facts = facts or facts_on(project)
    ends = ending(facts)
    ahead = _next_sessions(project, list(ends), facts.day)
    rows = [
        Expiring(
            course=course,
            name=facts.courses[course]["name"],
            people=len(days),
            first_on=min(days),
            session=ahead.get(course),
            seats=_seats(ahead.get(course)),
        )
        for course, days in ends.items()
    ]
    return sorted(rows, key=lambda row: (row.first_on, row.name))


def ending(facts: Facts) -> dict[UUID, list[date]]:
    """Needed courses in which somebody's validity ends within the month, with the days; no query."""
    ends: dict[UUID, list[date]] = {}
    for person, courses in facts.needed_by().items():
        for course in courses:
            if facts.standing(person, course) == Standing.EXPIRING:
                expires_on = facts.best[person, course].expires_on
                ends.setdefault(course, []).append(expires_on or facts.day)
    return ends


def _next_sessions(project: Project, courses: list[UUID], day: date) -> dict[UUID, Session]:
    found: dict[UUID, Session] = {}
    for session in sessions(project).filter(course__in=courses, attendance_at=None, starts_at__date__gte=day):
        found.setdefault(session.course_id, session)
    return found


def _seats(session: Any) -> int:
    return max(session.capacity - session.taken, 0) if session else 0


def sessions(project: Project) -> Any:
    """Sessions by time, each with its course, `taken` seats and who was `there`."""
    return (
        Session.objects.of(project)
        .select_related("course")
        .annotate(
            taken=Count("enrolments", filter=Q(enrolments__waiting=False), distinct=True),
            there=Count("enrolments", filter=Q(enrolments__attended=True), distinct=True),
        )
        .order_by("starts_at")
    )


def enrolments(session: Session) -> list[Enrolment]:
    """Who has a seat, by name."""
    found = Enrolment.objects.of(session.project).filter(session=session, waiting=False)
    return list(found.select_related("person", "person__department").order_by("person__name"))


def attendance_table(session: Session) -> bytes:
    """The list of a session as a table: to print and sign, or to keep as evidence."""
    heading = [
        _("Course"),
        _("Starts at"),
        _("Name"),
        _("Department"),
        _("Attended"),
        _("Result"),
        _("Signature"),
    ]
    words = {None: "", True: _("yes"), False: _("no")}
    results = {row.person_id: row.get_result_display() for row in session.records.all()}
    starts = f"{session.starts_at.astimezone(ZoneInfo(session.project.zone)):%Y-%m-%d %H:%M}"
    rows = [
        [
            session.course.name,
            starts,
            seat.person.name,
            seat.person.department or "",
            words[seat.attended],
            results.get(seat.person_id, ""),
            "",
        ]
        for seat in enrolments(session)
    ]
    return write_csv(heading, rows)


def people_rows(project: Project, facts: Facts | None = None) -> list[PersonRow]:
    """Everybody who holds a job role, those who lack most first."""
    facts = facts or facts_on(project)
    roles: dict[UUID, list[str]] = {}
    for role, people in facts.holders.items():
        for person in people:
            roles.setdefault(person, []).append(facts.roles.get(role, ""))
    needed = facts.needed_by()
    rows = [_person_row(facts, pk, names, needed.get(pk, frozenset())) for pk, names in roles.items()]
    return sorted(rows, key=lambda row: (-row.missing, -row.expiring, row.name.lower()))


def person_row(project: Project, person: Person, facts: Facts | None = None) -> PersonRow | None:
    """One person's roles and needs; None for who has left or is unknown here."""
    facts = facts or facts_on(project)
    if person.pk not in facts.people:
        return None
    roles = [facts.roles.get(role, "") for role, people in facts.holders.items() if person.pk in people]
    return _person_row(facts, person.pk, roles, facts.needed_by().get(person.pk, frozenset()))


def _person_row(facts: Facts, pk: UUID, roles: list[str], courses: frozenset[UUID]) -> PersonRow:
    person = facts.people[pk]
    needs = []
    for course in courses:
        best = facts.best.get((pk, course))
        needs.append(
            Need(
                course=course,
                name=facts.courses[course]["name"],
                standing=facts.standing(pk, course),
                achieved_on=best.achieved_on if best else None,
                expires_on=best.expires_on if best else None,
            )
        )
    return PersonRow(
        pk=pk,
        name=person["name"],
        job_title=person["job_title"],
        department=facts.departments.get(person["department_id"], ""),
        department_id=person["department_id"],
        roles=tuple(sorted(roles)),
        needs=tuple(sorted(needs, key=lambda need: need.name.lower())),
    )


def records_of(project: Project, person: Person) -> list[TrainingRecord]:
    """All results of a person in this project, the newest first."""
    found = TrainingRecord.objects.of(project).filter(person=person)
    return list(found.select_related("course", "evidence").order_by("-achieved_on"))


def expiring_records(project: Project, on: date, days: int = EXPIRING_DAYS) -> list[TrainingRecord]:
    """Records in force on the day that end within so many days, with person and course; leavers and
    records that a longer one of the same course replaces are left out."""
    until = on + timedelta(days=days)
    found = TrainingRecord.objects.of(project).expiring(on=on, until=until)
    found = found.filter(Q(person__left_on=None) | Q(person__left_on__gt=on))
    longer = (
        TrainingRecord.objects.of(project).valid(on=on).filter(Q(expires_on=None) | Q(expires_on__gt=until))
    )
    replaced = set(longer.values_list("person_id", "course_id"))
    rows = found.select_related("person", "person__manager", "course").order_by("expires_on", "person__name")
    return [row for row in rows if (row.person_id, row.course_id) not in replaced]


def courses(project: Project) -> list[Course]:
    return list(Course.objects.of(project).select_related("clause", "prerequisite").order_by("name"))

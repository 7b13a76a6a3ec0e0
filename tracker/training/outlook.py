"""What the facts of training say beyond today: if nobody renews, who skipped the basics, who owns a process
without being trained for it, and what was judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from tracker.core.tables import write_csv
from tracker.people.models import Department, Person
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.training.choices import Level, Standing
from tracker.training.facts import Facts, facts_on
from tracker.training.models import Course, Enrolment, JobRole, Judgement, Session
from tracker.training.queries import Coverage, Need, PersonRow, coverage, people_rows

AHEAD = (0, 30, 60, 90, 180, 365)
DETAILED = frozenset(Level.values) - {Level.INTRODUCTION}


@dataclass(frozen=True, slots=True)
class Ahead:
    """Coverage on a day to come, and the courses that have run out for somebody by then."""

    day: date
    days: int
    coverage: Coverage
    courses: tuple[tuple[UUID, str, int], ...]  # course, name, how many people have lost it


def if_nobody_renews(project: Project, facts: Facts | None = None) -> list[Ahead]:
    """Today's records carried forward with nothing added: no query beyond the facts."""
    facts = facts or facts_on(project)
    rows = []
    for days in AHEAD:
        then = replace(facts, day=facts.day + timedelta(days=days))
        rows.append(Ahead(then.day, days, coverage(project, facts=then), _lost(facts, then)))
    return rows


def _lost(now: Facts, then: Facts) -> tuple[tuple[UUID, str, int], ...]:
    lost: dict[UUID, int] = {}
    for person, courses in now.needed_by().items():
        for course in courses:
            if now.holds(person, course) and not then.holds(person, course):
                lost[course] = lost.get(course, 0) + 1
    named = [(course, str(now.courses[course]["name"]), people) for course, people in lost.items()]
    return tuple(sorted(named, key=lambda row: (-row[2], row[1].lower())))


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody who is enrolled before what should come first."""

    person: Person
    lacks: str


def skipped_before(session: Session, people: Iterable[Person], facts: Facts | None = None) -> list[Skipped]:
    """Who takes this course without what it builds on: its prerequisite, or any introduction at all."""
    people = list(people)
    facts = facts or facts_on(session.project)
    course = session.course
    if not people or (course.prerequisite_id is None and course.level == Level.INTRODUCTION):
        return []
    if course.prerequisite_id is not None:
        wanted = [(course.prerequisite_id, str(facts.courses[course.prerequisite_id]["name"]))]
    else:
        rows = Course.objects.of(session.project).filter(level=Level.INTRODUCTION).exclude(pk=course.pk)
        wanted = list(rows.values_list("pk", "name"))
    if not wanted:
        return []
    lacks = " / ".join(name for _pk, name in wanted)
    return [
        Skipped(person, lacks)
        for person in people
        if not any(facts.best.get((person.pk, pk)) for pk, _name in wanted)
    ]


@dataclass(frozen=True, slots=True)
class Unprepared:
    """Somebody who owns a process of clause 8 and holds no detailed course that is in force."""

    person: Person
    because: str


def owners_without_detail(project: Project, facts: Facts | None = None) -> list[Unprepared]:
    """Who holds a job role that owns a process of clause 8, or the role of process owner, untrained in detail."""
    facts = facts or facts_on(project)
    because: dict[UUID, set[str]] = {}
    owning = JobRole.objects.of(project).filter(Q(clause__number="8") | Q(clause__number__startswith="8."))
    for pk, name in owning.values_list("pk", "name"):
        for person in facts.holders.get(pk, ()):
            because.setdefault(person, set()).add(name)
    held = Membership.objects.filter(project=project, role=Role.PROCESS_OWNER).held(on=facts.day)
    for found in held.filter(user__person__isnull=False).values_list("user__person_id", flat=True):
        if found in facts.people:
            because.setdefault(found, set()).add(str(Role.PROCESS_OWNER.label))
    detailed = list(Course.objects.of(project).filter(level__in=DETAILED).values_list("pk", flat=True))
    bare = [pk for pk in because if not any(facts.holds(pk, course) for course in detailed)]
    rows = Person.objects.filter(pk__in=bare).select_related("department").order_by("name")
    return [Unprepared(person, ", ".join(sorted(because[person.pk]))) for person in rows]


def roles_without_needs(project: Project) -> list[JobRole]:
    """Job roles for which nobody has said what must be known: a hole in the plan."""
    return list(JobRole.objects.of(project).filter(needs=None).order_by("name"))


@dataclass(frozen=True, slots=True)
class DepartmentRoom:
    """One department: how it is covered, its people, and what its sessions were found worth."""

    coverage: Coverage
    rows: list[PersonRow]
    judged: dict[str, int]


def department_room(project: Project, department: Department, facts: Facts | None = None) -> DepartmentRoom:
    facts = facts or facts_on(project)
    covered = {
        person: is_so
        for person, is_so in facts.covered().items()
        if facts.people[person]["department_id"] == department.pk
    }
    rows = [row for row in people_rows(project, facts=facts) if row.department_id == department.pk]
    here = {row.pk for row in rows}
    judged: dict[str, int] = {}
    for judgement in newest_judgements(project):
        if judgement.person_id in here:
            judged[judgement.outcome] = judged.get(judgement.outcome, 0) + 1
    return DepartmentRoom(Coverage(sum(covered.values()), len(covered)), rows, judged)


def newest_judgements(project: Project, person: Person | None = None) -> list[Judgement]:
    """The judgement that counts of each person in each role."""
    rows = Judgement.objects.of(project).select_related("person", "job_role", "assessor", "proof")
    if person is not None:
        rows = rows.filter(person=person)
    newest: dict[tuple[UUID, UUID], Judgement] = {}
    for row in rows.order_by("judged_on", "created_at"):
        newest[row.person_id, row.job_role_id] = row
    return sorted(newest.values(), key=lambda row: (row.person.name.lower(), row.job_role.name.lower()))


@dataclass(frozen=True, slots=True)
class Heard:
    """What those who were there thought; shown from three answers on, so that no one is picked out."""

    answers: int
    average: float | None
    remarks: tuple[str, ...]


def feedback_on(session: Session) -> Heard:
    rows = Enrolment.objects.filter(session=session, rating__isnull=False)
    found = rows.aggregate(answers=Count("pk"), average=Avg("rating"))
    if found["answers"] < 3:
        return Heard(found["answers"], None, ())
    remarks = rows.exclude(remark="").order_by("pk").values_list("remark", flat=True)
    return Heard(found["answers"], round(found["average"], 1), tuple(remarks))


def waiting_list(session: Session) -> list[Enrolment]:
    """Who waits for a seat, the first first."""
    rows = Enrolment.objects.filter(session=session, waiting=True).select_related("person__department")
    return list(rows.order_by("created_at", "pk"))


def coverage_table(project: Project) -> bytes | None:
    """Who holds what their roles need, as a table to be kept; None where nobody needs anything.

    Holds only what is true of the records, not the day of the table: the same facts give the same bytes.
    """
    rows = [row for row in people_rows(project) if row.needs]
    if not rows:
        return None
    words = {choice.value: str(choice.label) for choice in Standing}
    heading = [_("Name"), _("Department"), _("Job roles"), _("Course"), _("Standing"), _("Achieved on"),
               _("Valid until")]  # fmt: skip
    lines = [
        [row.name, row.department, ", ".join(row.roles), need.name, words[need.standing], *_days(need)]
        for row in sorted(rows, key=lambda row: (row.name.lower(), str(row.pk)))
        for need in row.needs
    ]
    return write_csv(heading, lines)


def _days(need: Need) -> tuple[str, str]:
    achieved = need.achieved_on.isoformat() if need.achieved_on else ""
    return achieved, need.expires_on.isoformat() if need.expires_on else ""

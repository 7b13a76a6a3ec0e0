"""Everything that coverage is computed from, read in a fixed number of queries, now or as of a past day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Q, Subquery

from tracker.core.models import TrackedModel
from tracker.core.past import rows_at
from tracker.people.models import Department, Person
from tracker.projects.models import Project
from tracker.training.choices import COUNTS, EXPIRING_DAYS, Standing
from tracker.training.models import Course, CourseNeed, JobRole, RoleAssignment, TrainingRecord


@dataclass(frozen=True, slots=True)
class Best:
    """The record that counts longest, of one person in one course."""

    achieved_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows of one project on one day, in plain mappings."""

    day: date
    people: dict[UUID, dict[str, Any]]  # those in scope who work there on the day
    departments: dict[UUID, str]
    roles: dict[UUID, str]
    courses: dict[UUID, dict[str, Any]]
    holders: dict[UUID, frozenset[UUID]]  # job role: people
    needs: dict[UUID, frozenset[UUID]]  # job role: courses
    best: dict[tuple[UUID, UUID], Best]  # (person, course)

    def standing(self, person: UUID, course: UUID) -> Standing:
        found = self.best.get((person, course))
        if found is None:
            return Standing.MISSING
        if found.expires_on is None or found.expires_on > self.day + timedelta(days=EXPIRING_DAYS):
            return Standing.VALID
        return Standing.EXPIRING if found.expires_on >= self.day else Standing.EXPIRED

    def holds(self, person: UUID, course: UUID) -> bool:
        return self.standing(person, course) in {Standing.VALID, Standing.EXPIRING}

    def needed_by(self) -> dict[UUID, frozenset[UUID]]:
        """Person: the courses that their roles need together; only people who need any."""
        wanted: dict[UUID, frozenset[UUID]] = {}
        for role, people in self.holders.items():
            courses = self.needs.get(role, frozenset())
            for person in people if courses else ():
                wanted[person] = wanted.get(person, frozenset()) | courses
        return wanted

    def covered(self) -> dict[UUID, bool]:
        """Person: whether all that their roles need is held. The one definition of coverage."""
        return {
            person: all(self.holds(person, course) for course in courses)
            for person, courses in self.needed_by().items()
        }


def facts_on(project: Project, day: date | None = None) -> Facts:
    """Without a day, or with one that is not past: as things are now; else as they were known at its end."""
    today = project.today()
    past = None
    if day is not None and day < today:
        past = datetime.combine(day, time.max, ZoneInfo(project.zone))
    return _read(project, day or today, past)


def needed_today(project: Project) -> Facts:
    """Today's facts of the people who need a course, in one query: enough for coverage and for what ends."""
    today = project.today()
    counts = TrainingRecord.objects.filter(
        person=OuterRef("person"), course=OuterRef("job_role__needs__course")
    )
    longest = counts.filter(result__in=COUNTS, achieved_on__lte=today).order_by(
        F("expires_on").desc(nulls_first=True), "-achieved_on"
    )
    working = Q(person__left_on=None) | Q(person__left_on__gt=today)
    rows = RoleAssignment.objects.of(project).filter(working, person__in_scope=True)
    rows = rows.filter(job_role__needs__isnull=False).order_by()
    asked = rows.values(
        "person_id",
        "person__department_id",
        "person__department__name",
        "job_role_id",
        "job_role__needs__course_id",
        "job_role__needs__course__name",
        achieved_on=Subquery(longest.values("achieved_on")[:1]),
        expires_on=Subquery(longest.values("expires_on")[:1]),
    )
    facts = Facts(day=today, people={}, departments={}, roles={}, courses={}, holders={}, needs={}, best={})
    holders: list[tuple[UUID, UUID]] = []
    needs: list[tuple[UUID, UUID]] = []
    for row in asked:
        person, course = row["person_id"], row["job_role__needs__course_id"]
        facts.people[person] = {"department_id": row["person__department_id"]}
        if row["person__department_id"] is not None:
            facts.departments[row["person__department_id"]] = row["person__department__name"]
        facts.courses[course] = {"name": row["job_role__needs__course__name"]}
        holders.append((row["job_role_id"], person))
        needs.append((row["job_role_id"], course))
        if row["achieved_on"] is not None:
            facts.best[person, course] = Best(row["achieved_on"], row["expires_on"])
    return replace(facts, holders=_grouped(holders), needs=_grouped(needs))


def _read(project: Project, day: date, past: datetime | None) -> Facts:
    def rows(model: type[TrackedModel], *fields: str, **where: Any) -> list[dict[str, Any]]:
        if past is not None:
            return rows_at(model, past, fields, **where)
        return list(model._default_manager.filter(**where).order_by().values(*fields))

    mine = {"project_id": project.pk}
    theirs = {"organization_id": project.organization_id}
    staff = rows(Person, "id", "name", "job_title", "department_id", "left_on", "in_scope", **theirs)
    here = (row for row in staff if row["left_on"] is None or row["left_on"] > day)
    people = {row["id"]: row for row in here if row["in_scope"]}
    roles = {row["id"]: row["name"] for row in rows(JobRole, "id", "name", **mine)}
    courses = {row["id"]: row for row in rows(Course, "id", "name", "clause_id", "validity_months", **mine)}
    pairs = rows(RoleAssignment, "person_id", "job_role_id", **mine)
    held = [(row["job_role_id"], row["person_id"]) for row in pairs if row["person_id"] in people]
    wanted = [
        (row["job_role_id"], row["course_id"]) for row in rows(CourseNeed, "job_role_id", "course_id", **mine)
    ]
    records = rows(TrainingRecord, "person_id", "course_id", "result", "achieved_on", "expires_on", **mine)
    return Facts(
        day=day,
        people=people,
        departments={row["id"]: row["name"] for row in rows(Department, "id", "name", **theirs)},
        roles=roles,
        courses=courses,
        holders=_grouped(held),
        needs=_grouped(wanted),
        best=_best(records, day),
    )


def _grouped(pairs: list[tuple[UUID, UUID]]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _best(records: list[dict[str, Any]], day: date) -> dict[tuple[UUID, UUID], Best]:
    best: dict[tuple[UUID, UUID], Best] = {}
    for row in records:
        if row["result"] not in COUNTS or row["achieved_on"] > day:
            continue
        key, record = (row["person_id"], row["course_id"]), Best(row["achieved_on"], row["expires_on"])
        known = best.get(key)
        if known is None or (record.expires_on or date.max) > (known.expires_on or date.max):
            best[key] = record
    return best

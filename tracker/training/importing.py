"""Training records from a table: read and judged line by line before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem
from tracker.core.tables import Row
from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.training.choices import Result
from tracker.training.models import Course, TrainingRecord


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record that can be taken."""

    line: int
    person: Person
    course: Course
    result: Result
    achieved_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class RecordsPreview:
    """What a table would do; nothing is written."""

    added: list[RecordLine]
    changed: list[RecordLine]
    problems: list[LineProblem]

    @property
    def mark(self) -> str:
        """The same for the same effect on the same records, and for no other."""
        said = [
            [(row.line, str(row.person.pk), str(row.course.pk), row.result, row.achieved_on, row.expires_on)
             for row in rows]
            for rows in (self.added, self.changed)
        ]  # fmt: skip
        return hashlib.sha256(repr([said, self.problems]).encode()).hexdigest()


def preview_records(project: Project, rows: Sequence[Row]) -> RecordsPreview:
    """What would be new, what would be said anew, and what is refused; three queries whatever the length."""
    lines, problems = read_records(project, rows)
    keys = TrainingRecord.objects.of(project).values_list("person_id", "course_id", "achieved_on")
    known = set(keys)
    there = [(row.person.pk, row.course.pk, row.achieved_on) in known for row in lines]
    return RecordsPreview(
        added=[row for row, old in zip(lines, there, strict=True) if not old],
        changed=[row for row, old in zip(lines, there, strict=True) if old],
        problems=problems,
    )


def read_records(project: Project, rows: Sequence[Row]) -> tuple[list[RecordLine], list[LineProblem]]:
    """Headings: email, course, achieved on, result, valid until. Two queries whatever the length."""
    people = {
        person.email.lower(): person
        for person in Person.objects.filter(organization_id=project.organization_id).exclude(email="")
    }
    courses = {course.name.lower(): course for course in Course.objects.of(project)}
    taken: list[RecordLine] = []
    problems: list[LineProblem] = []
    seen: set[tuple[object, object, date]] = set()
    for row in rows:
        try:
            found = _record(project, row, people, courses)
        except ValueError as problem:
            problems.append(LineProblem(row.line, str(problem)))
            continue
        key = (found.person.pk, found.course.pk, found.achieved_on)
        if key in seen:
            problems.append(LineProblem(row.line, _("the same person, course and day stand above already")))
        seen.add(key)
        taken.append(found)
    return taken, problems


def _record(project: Project, row: Row, people: dict[str, Person], courses: dict[str, Course]) -> RecordLine:
    email = _cell(row, "email", "e-mail", "mail")
    person = people.get(email.lower())
    if person is None:
        raise ValueError(_("“%(email)s” is not in the staff register") % {"email": email[:80]})
    name = _cell(row, "course", "training")
    course = courses.get(name.lower())
    if course is None:
        raise ValueError(_("there is no course “%(name)s”") % {"name": name[:80]})
    achieved_on = _day(_cell(row, "achieved on", "date", "completed on"))
    expires = _cell(row, "valid until", "expires on", "expires")
    expires_on = _day(expires) if expires else None
    if achieved_on > project.today():
        raise ValueError(_("the day lies in the future"))
    if expires_on and expires_on < achieved_on:
        raise ValueError(_("it ends before it was achieved"))
    word = _cell(row, "result").lower() or Result.ATTENDED
    if word not in Result.values:
        raise ValueError(_("the result is passed, attended or failed, not “%(word)s”") % {"word": word[:40]})
    return RecordLine(row.line, person, course, Result(word), achieved_on, expires_on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(_("“%(text)s” is not a day; write 2026-05-31") % {"text": text[:40]}) from None


def _cell(row: Row, *headings: str) -> str:
    return next((row.cells[name] for name in headings if row.cells.get(name)), "")

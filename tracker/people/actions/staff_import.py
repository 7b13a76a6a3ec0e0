"""A staff list from a file: preview, then all or nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, LineProblem, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.choices import Verb
from tracker.people.models import Department, Organization, Person, User
from tracker.people.policies import require_admin


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One line of a staff list as it came in; `line` counts from 1 with the heading."""

    line: int
    name: str
    email: str = ""
    department: str = ""
    job_title: str = ""
    manager_email: str = ""


@dataclass(frozen=True, slots=True)
class StaffImport:
    """What an import made."""

    added: int
    changed: int
    departments: int
    left: int = 0


# A preview whose mark begins so was asked to take the list for the whole staff.
WHOLE = "whole:"


@transaction.atomic
def import_staff(
    *, actor: User, organization: Organization, lines: Sequence[StaffLine], previewed: str = ""
) -> StaffImport:
    """Take a staff list in: known e-mail addresses are updated, others added; all or nothing.

    Raises `BadInput` naming each line that cannot be taken.
    """
    require_admin(actor)
    return take_staff(actor=actor, organization=organization, lines=lines, previewed=previewed)


@transaction.atomic
def take_staff(
    *, actor: User, organization: Organization, lines: Sequence[StaffLine], previewed: str = ""
) -> StaffImport:
    """The same for rooms that have permitted it by a role.

    `previewed` is the mark of the preview that somebody said yes to: where the list would do something else
    by now, nothing is done. Raises `StaleEdit`. The mark also says whether the list is the whole staff: then
    who has an e-mail address and does not stand in it has left as of today.
    """
    lock(Organization, organization.pk)
    whole = previewed.startswith(WHOLE)
    if previewed and preview_staff(organization=organization, lines=lines, whole=whole).mark != previewed:
        raise StaleEdit(
            _("The register was changed after you looked. This is what the list would do now; look again.")
        )
    known = {person.email.lower(): person for person in organization.people.exclude(email="")}
    problems = _staff_problems(lines, known)
    gone = _gone(lines, known) if whole else []
    if problems:
        raise BadInput(_("The staff list was not taken in. Nothing was changed."), lines=problems)
    departments, made = _departments_for(actor, organization, lines)
    people = [_person_for(line, organization, known, departments) for line in lines]
    added = sum(person._state.adding for person in people)
    bulk_save_because(people, reason=_("staff list imported"), by=actor)
    _set_managers(actor, lines, people, known)
    for person in gone:
        person.left_on = clock.today()
    bulk_save_because(gone, reason=_("not in the staff list any more"), by=actor, fields=["left_on"])
    result = StaffImport(added, len(people) - added, made, len(gone))
    record(
        actor,
        Verb.STAFF_IMPORTED,
        organization,
        after={
            "added": result.added,
            "changed": result.changed,
            "departments": result.departments,
            "left": result.left,
        },
    )
    return result


def _gone(lines: Sequence[StaffLine], known: dict[str, Person]) -> list[Person]:
    """Who works there, can be told by an address, and stands nowhere in the list."""
    named = {line.email.lower() for line in lines if line.email}
    today = clock.today()
    rows = [
        person
        for email, person in known.items()
        if email not in named
        and (person.left_on is None or person.left_on > today)
        and (person.joined_on is None or person.joined_on <= today)
    ]
    return sorted(rows, key=lambda person: (person.name.lower(), str(person.pk)))


@dataclass(frozen=True, slots=True)
class StaffPreview:
    """What an import would do, line by line; nothing is written."""

    added: list[StaffLine]
    changed: list[tuple[StaffLine, list[str]]]
    same: int
    departments: list[str]
    problems: list[LineProblem]
    left: list[Person]
    whole: bool = False

    @property
    def mark(self) -> str:
        """The same for the same effect on the same register, and for no other."""
        left = [str(person.pk) for person in self.left]
        said = [self.added, self.changed, self.same, self.departments, self.problems, left]
        return (WHOLE if self.whole else "") + hashlib.sha256(repr(said).encode()).hexdigest()


def preview_staff(
    *, organization: Organization, lines: Sequence[StaffLine], whole: bool = False
) -> StaffPreview:
    """What `import_staff` would add and change, who would have left, and what it would refuse."""
    people = organization.people.exclude(email="").select_related("department", "manager")
    known = {person.email.lower(): person for person in people}
    added, changed, same = [], [], 0
    for line in lines:
        person = known.get(line.email.lower()) if line.email else None
        if person is None:
            added.append(line)
        elif differences := _differences(person, line):
            changed.append((line, differences))
        else:
            same += 1
    there = {name.lower() for name in organization.departments.values_list("name", flat=True)}
    new = {line.department.strip() for line in lines if line.department.strip().lower() not in {*there, ""}}
    problems, left = _staff_problems(lines, known), _gone(lines, known) if whole else []
    return StaffPreview(added, changed, same, sorted(new), problems, left, whole)


def _differences(person: Person, line: StaffLine) -> list[str]:
    department = person.department.name if person.department else ""
    found = [
        _("%(before)s becomes %(after)s") % {"before": before or "–", "after": after}
        for before, after in (
            (person.name, line.name.strip()),
            (person.job_title, line.job_title.strip()),
            (department, line.department.strip()),
            (person.manager.email if person.manager else "", line.manager_email.lower()),
        )
        if after and after.lower() != before.lower()
    ]
    return [*found, _("is back")] if person.left_on else found


def _staff_problems(lines: Sequence[StaffLine], known: dict[str, Person]) -> list[LineProblem]:
    problems = _line_problems(lines)
    wanted = known.keys() | {line.email.lower() for line in lines if line.email}
    problems += [
        LineProblem(line.line, _("manager %(email)s is unknown") % {"email": line.manager_email})
        for line in lines
        if line.manager_email and line.manager_email.lower() not in wanted
    ]
    problems += _loops(lines, known)
    return sorted(problems, key=lambda problem: problem.line)


def _loops(lines: Sequence[StaffLine], known: dict[str, Person]) -> Iterator[LineProblem]:
    """Who would become their own manager, directly or over others."""
    names = {person.pk: email for email, person in known.items()}
    above = {email: names.get(person.manager_id) for email, person in known.items() if person.manager_id}
    above |= {line.email.lower(): line.manager_email.lower() for line in lines if line.manager_email}
    for line in lines:
        start, seen = line.email.lower(), set[str]()
        at = above.get(start) if start and line.manager_email else None
        while at and at not in seen:
            if at == start:
                yield LineProblem(
                    line.line, _("%(email)s would be their own manager") % {"email": line.email}
                )
            seen.add(at)
            at = above.get(at)


def _line_problems(lines: Sequence[StaffLine]) -> list[LineProblem]:
    problems: list[LineProblem] = []
    first_seen: dict[str, int] = {}
    for line in lines:
        if not line.name.strip():
            problems.append(LineProblem(line.line, _("no name")))
        if max(len(line.name), len(line.job_title), len(line.department), len(line.email)) > 200:
            problems.append(LineProblem(line.line, _("a cell is longer than 200 characters")))
        if line.email:
            try:
                validate_email(line.email)
            except ValidationError:
                problems.append(
                    LineProblem(line.line, _("“%(email)s” is not an e-mail address") % {"email": line.email})
                )
            email = line.email.lower()
            if email in first_seen:
                problems.append(
                    LineProblem(
                        line.line,
                        _("%(email)s stands in line %(first)s already")
                        % {"email": email, "first": first_seen[email]},
                    )
                )
            first_seen.setdefault(email, line.line)
    return problems


def _departments_for(
    actor: User, organization: Organization, lines: Sequence[StaffLine]
) -> tuple[dict[str, Department], int]:
    departments = {department.name.lower(): department for department in organization.departments.all()}
    names = {line.department.strip().lower(): line.department.strip() for line in lines}
    new = [
        Department(organization=organization, name=name)
        for key, name in names.items()
        if name and key not in departments
    ]
    bulk_save_because(new, reason=_("staff list imported"), by=actor)
    departments |= {department.name.lower(): department for department in new}
    return departments, len(new)


def _person_for(
    line: StaffLine,
    organization: Organization,
    known: dict[str, Person],
    departments: dict[str, Department],
) -> Person:
    person = known.get(line.email.lower()) if line.email else None
    if person is None:
        person = Person(organization=organization, email=line.email.strip().lower())
    person.name = line.name.strip()
    person.job_title = line.job_title.strip() or person.job_title
    person.department = departments.get(line.department.strip().lower()) or person.department
    person.left_on = None
    return person


def _set_managers(
    actor: User, lines: Sequence[StaffLine], people: Sequence[Person], known: dict[str, Person]
) -> None:
    by_email = known | {person.email: person for person in people if person.email}
    moved = []
    for line, person in zip(lines, people, strict=True):
        manager = by_email.get(line.manager_email.lower()) if line.manager_email else None
        if manager and person.manager_id != manager.pk and manager.pk != person.pk:
            person.manager = manager
            moved.append(person)
    bulk_save_because(moved, reason=_("manager from the staff list"), by=actor, fields=["manager"])


def staff_lines(rows: Sequence[Any]) -> list[StaffLine]:
    """Read a table with the usual headings (name, e-mail, department, job title, manager)."""
    return [
        StaffLine(
            line=row.line,
            name=_cell(row, "name", "full name"),
            email=_cell(row, "email", "e-mail", "mail"),
            department=_cell(row, "department", "unit"),
            job_title=_cell(row, "job title", "title", "position"),
            manager_email=_cell(row, "manager", "manager email", "manager e-mail"),
        )
        for row in rows
    ]


def _cell(row: Any, *headings: str) -> str:
    return next((str(row.cells[name]).strip() for name in headings if row.cells.get(name)), "")

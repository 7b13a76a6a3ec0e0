"""The verbs of this room: organizations, departments, staff and logins."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, LineProblem, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.choices import LinkPurpose, Verb
from tracker.people.models import Department, OneTimeLink, Organization, Person, User
from tracker.people.policies import require_admin

INVITATION_DAYS = 14


@transaction.atomic
def create_organization(*, actor: User, name: str) -> Organization:
    """Enter an organization; its name is unique."""
    require_admin(actor)
    name = name.strip()
    if not name:
        raise RuleBroken(_("An organization needs a name."), field="name")
    if Organization.objects.filter(name__iexact=name).exists():
        raise RuleBroken(_("There is an organization of this name already."), field="name")
    organization = Organization(name=name).save_because(_("created"), by=actor)
    record(actor, Verb.ORGANIZATION_CREATED, organization)
    return organization


@transaction.atomic
def create_department(*, actor: User, organization: Organization, name: str) -> Department:
    """Enter a department of the organization."""
    require_admin(actor)
    name = name.strip()
    if not name:
        raise RuleBroken(_("A department needs a name."), field="name")
    if organization.departments.filter(name__iexact=name).exists():
        raise RuleBroken(_("There is a department of this name already."), field="name")
    department = Department(organization=organization, name=name).save_because(_("created"), by=actor)
    record(actor, Verb.DEPARTMENT_CREATED, department)
    return department


@transaction.atomic
def add_person(
    *,
    actor: User,
    organization: Organization,
    name: str,
    email: str = "",
    department: Department | None = None,
    job_title: str = "",
    manager: Person | None = None,
    joined_on: date | None = None,
) -> Person:
    """Enter somebody in the staff register; a login is a separate matter."""
    require_admin(actor)
    name, email = name.strip(), email.strip().lower()
    if not name:
        raise RuleBroken(_("A person needs a name."), field="name")
    if email and organization.people.filter(email__iexact=email).exists():
        raise RuleBroken(_("Somebody with this e-mail address is in the register already."), field="email")
    person = Person(
        organization=organization,
        department=department,
        name=name,
        email=email,
        job_title=job_title,
        manager=manager,
        joined_on=joined_on,
    ).save_because(_("added"), by=actor)
    record(actor, Verb.PERSON_ADDED, person)
    return person


@transaction.atomic
def record_leaving(*, actor: User, person: Person, left_on: date) -> Person:
    """Somebody left: out of coverage from that day, still in history."""
    require_admin(actor)
    person = lock(Person, person.pk)
    person.left_on = left_on
    person.save_because(_("left"), by=actor)
    record(actor, Verb.PERSON_LEFT, person, after={"left_on": left_on})
    return person


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


@transaction.atomic
def import_staff(*, actor: User, organization: Organization, lines: Sequence[StaffLine]) -> StaffImport:
    """Take a staff list in: known e-mail addresses are updated, others added; all or nothing.

    Raises `BadInput` naming each line that cannot be taken.
    """
    require_admin(actor)
    problems = _staff_problems(lines)
    known = {person.email.lower(): person for person in organization.people.exclude(email="")}
    wanted = {line.email.lower() for line in lines if line.email}
    for line in lines:
        if line.manager_email and line.manager_email.lower() not in known.keys() | wanted:
            problems.append(
                LineProblem(line.line, _("manager %(email)s is unknown") % {"email": line.manager_email})
            )
    if problems:
        raise BadInput(
            _("The staff list was not taken in. Nothing was changed."),
            lines=sorted(problems, key=lambda problem: problem.line),
        )
    departments, made = _departments_for(actor, organization, lines)
    people = [_person_for(line, organization, known, departments) for line in lines]
    added = sum(person._state.adding for person in people)
    bulk_save_because(people, reason=_("staff list imported"), by=actor)
    _set_managers(actor, lines, people, known)
    result = StaffImport(added=added, changed=len(people) - added, departments=made)
    record(
        actor,
        Verb.STAFF_IMPORTED,
        organization,
        after={"added": result.added, "changed": result.changed, "departments": result.departments},
    )
    return result


def _staff_problems(lines: Sequence[StaffLine]) -> list[LineProblem]:
    problems: list[LineProblem] = []
    first_seen: dict[str, int] = {}
    for line in lines:
        if not line.name.strip():
            problems.append(LineProblem(line.line, _("no name")))
        if len(line.name) > 200:
            problems.append(LineProblem(line.line, _("the name is longer than 200 characters")))
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
    person.job_title = line.job_title.strip()
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


@transaction.atomic
def create_user(
    *,
    actor: User,
    email: str,
    name: str = "",
    password: str | None = None,
    is_admin: bool = False,
    person: Person | None = None,
    time_zone: str = "UTC",
) -> User:
    """Make a login. Without a password it cannot be used until an invitation is accepted."""
    require_admin(actor)
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleBroken(
            _("“%(email)s” is not an e-mail address.") % {"email": email}, field="email"
        ) from None
    if User.objects.filter(email__iexact=email).exists():
        raise RuleBroken(_("There is a login for %(email)s already.") % {"email": email}, field="email")
    if person is None:
        person = Person.objects.filter(email__iexact=email, user=None).first()
    user = User.objects.create_user(
        email,
        password,
        name=name or (person.name if person else email.split("@")[0]),
        is_admin=is_admin,
        person=person,
        time_zone=time_zone,
    )
    record(actor, Verb.USER_CREATED, user, after={"is_admin": is_admin})
    return user


@transaction.atomic
def make_invitation(*, actor: User, user: User) -> str:
    """Make the code of an invitation link; it opens once, within 14 days. Earlier ones end.

    Who may invite whom is decided by the room that gives the role.
    """
    moment = clock.now()
    user.one_time_links.filter(purpose=LinkPurpose.INVITATION, used_at=None).delete()
    code = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        user=user,
        purpose=LinkPurpose.INVITATION,
        code_digest=_digest(code),
        made_at=moment,
        ends_at=moment + timedelta(days=INVITATION_DAYS),
    )
    record(actor, Verb.USER_INVITED, user)
    return code


@transaction.atomic
def accept_invitation(*, code: str, password: str) -> User:
    """Set the first password with the code from the mail. Raises `RuleBroken` for a used or old code."""
    link = (
        OneTimeLink.objects.select_for_update()
        .filter(code_digest=_digest(code), purpose=LinkPurpose.INVITATION)
        .first()
    )
    if link is None or link.used_at or link.ends_at <= clock.now():
        raise RuleBroken(_("This invitation has been used or has ended. Ask for a new one."))
    user = link.user
    _set_password(user, password)
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    record(user, Verb.INVITATION_ACCEPTED, user)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        raise RuleBroken(" ".join(problem.messages), field="password") from None
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


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

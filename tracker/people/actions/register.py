"""Organizations, departments and the staff register."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.choices import Verb
from tracker.people.locking import lock_telling
from tracker.people.models import Department, Organization, Person, User
from tracker.people.policies import require_admin


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
    return enter_department(actor=actor, organization=organization, name=name)


@transaction.atomic
def enter_department(
    *, actor: User, organization: Organization, name: str, project_id: UUID | None = None
) -> Department:
    """The same for rooms that have permitted it by a role."""
    department = Department(organization=organization, name=_department_name(organization, name))
    department.save_because(_("created"), by=actor)
    record(actor, Verb.DEPARTMENT_CREATED, department, project_id=project_id)
    return department


@transaction.atomic
def edit_department(
    *, actor: User, department: Department, version: int, name: str, reason: str
) -> Department:
    """Call a department by another name; who works there stays."""
    require_admin(actor)
    return rename_department(actor=actor, department=department, version=version, name=name, reason=reason)


@transaction.atomic
def rename_department(
    *,
    actor: User,
    department: Department,
    version: int,
    name: str,
    reason: str,
    project_id: UUID | None = None,
) -> Department:
    """The same for rooms that have permitted it by a role."""
    department = lock_telling(Department, department.pk, version=version)
    before = department.name
    department.name = _department_name(department.organization, name, but=department)
    department.save_because(reason.strip() or _("renamed"), by=actor)
    after = {"name": department.name}
    record(
        actor,
        Verb.DEPARTMENT_RENAMED,
        department,
        project_id=project_id,
        before={"name": before},
        after=after,
        reason=reason.strip(),
    )
    return department


def _department_name(organization: Organization, name: str, but: Department | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleBroken(_("A department needs a name."), field="name")
    same = organization.departments.filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise RuleBroken(_("There is a department of this name already."), field="name")
    return name


@transaction.atomic
def add_person(*, actor: User, organization: Organization, name: str, **facts: Any) -> Person:
    """Enter somebody in the staff register; a login is a separate matter. `facts` are the fields of the entry."""
    require_admin(actor)
    return enter_person(actor=actor, organization=organization, name=name, **facts)


@transaction.atomic
def enter_person(
    *, actor: User, organization: Organization, name: str, project_id: UUID | None = None, **facts: Any
) -> Person:
    """The same for rooms that have permitted it by a role."""
    person = Person(organization=organization)
    _fill(person, name=name, **facts)
    person.save_because(_("added"), by=actor)
    record(actor, Verb.PERSON_ADDED, person, project_id=project_id)
    return person


@transaction.atomic
def edit_person(*, actor: User, person: Person, version: int, reason: str, **facts: Any) -> Person:
    """Change what the register says about somebody."""
    require_admin(actor)
    return change_person(actor=actor, person=person, version=version, reason=reason, **facts)


@transaction.atomic
def change_person(
    *,
    actor: User,
    person: Person,
    version: int,
    reason: str,
    project_id: UUID | None = None,
    **facts: Any,
) -> Person:
    """The same for rooms that have permitted it by a role. `facts` are the fields of the entry."""
    person = lock_telling(Person.objects.select_related("organization"), person.pk, version=version)
    before = _plainly(person)
    _fill(person, **facts)
    after = _plainly(person)
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        return person
    left = person.left_on is not None and before["left_on"] is None
    person.save_because(reason.strip() or _("changed"), by=actor)
    record(
        actor,
        Verb.PERSON_LEFT if left else Verb.PERSON_CHANGED,
        person,
        project_id=project_id,
        before={key: before[key] for key in changed if key in DATED},
        after={"fields": changed, **{key: after[key] for key in changed if key in DATED}},
        reason=reason.strip(),
    )
    return person


@transaction.atomic
def record_leaving(*, actor: User, person: Person, left_on: date) -> Person:
    """Somebody left: out of coverage from that day, still in history."""
    require_admin(actor)
    person = lock_telling(Person, person.pk, version=None)
    _check_days(person.joined_on, left_on)
    person.left_on = left_on
    person.save_because(_("left"), by=actor)
    record(actor, Verb.PERSON_LEFT, person, after={"left_on": left_on})
    return person


FIELDS = (
    "name",
    "email",
    "department",
    "job_title",
    "manager",
    "joined_on",
    "left_on",
    "contractor",
    "in_scope",
    "time_zone",
    "language",
)
# What may stand in the chain: names of persons and their addresses never do.
DATED = ("joined_on", "left_on", "department", "manager", "contractor", "in_scope")


def _plainly(person: Person) -> dict[str, Any]:
    by_key = {"department": person.department_id, "manager": person.manager_id}
    return {key: by_key[key] if key in by_key else getattr(person, key) for key in FIELDS}


def _fill(person: Person, **facts: Any) -> None:
    """Put the facts in where they are right together; refuse with a sentence where they are not."""
    for key in facts.keys() & set(FIELDS):
        value = facts[key]
        setattr(person, key, " ".join(value.split()) if isinstance(value, str) else value)
    person.email = person.email.lower()
    if not person.name:
        raise RuleBroken(_("A person needs a name."), field="name")
    _check_email(person)
    if person.department is not None and person.department.organization_id != person.organization_id:
        raise RuleBroken(_("This department belongs to another organization."), field="department")
    _check_manager(person)
    _check_days(person.joined_on, person.left_on)
    if person.time_zone and person.time_zone not in available_timezones():
        raise RuleBroken(_("“%(zone)s” is not a time zone.") % {"zone": person.time_zone}, field="time_zone")
    if person.language and person.language not in dict(settings.LANGUAGES):
        raise RuleBroken(
            _("The program does not speak “%(code)s” yet.") % {"code": person.language}, field="language"
        )


def _check_email(person: Person) -> None:
    if not person.email:
        return
    try:
        validate_email(person.email)
    except ValidationError:
        raise RuleBroken(
            _("“%(email)s” is not an e-mail address.") % {"email": person.email}, field="email"
        ) from None
    same = Person.objects.filter(organization_id=person.organization_id, email__iexact=person.email)
    if same.exclude(pk=person.pk).exists():
        raise RuleBroken(_("Somebody with this e-mail address is in the register already."), field="email")


def _check_manager(person: Person) -> None:
    """Up from the new manager one must not come back to the person."""
    manager = person.manager
    if manager is None:
        return
    if manager.organization_id != person.organization_id:
        raise RuleBroken(_("This manager works in another organization."), field="manager")
    if manager.pk == person.pk:
        raise RuleBroken(_("Nobody is their own manager."), field="manager")
    people = Person.objects.filter(organization_id=person.organization_id)
    above: dict[UUID, UUID | None] = dict(people.values_list("pk", "manager_id"))
    seen: set[UUID] = set()
    at: UUID | None = manager.pk
    while at is not None and at not in seen:
        seen.add(at)
        at = above.get(at)
        if at == person.pk:
            raise RuleBroken(
                _("%(manager)s reports to %(person)s already, directly or over others: choose somebody else.")
                % {"manager": manager.name, "person": person.name},
                field="manager",
            )


def _check_days(joined_on: date | None, left_on: date | None) -> None:
    if left_on is not None and joined_on is not None and left_on < joined_on:
        raise RuleBroken(_("The day of leaving lies before the day of joining."), field="left_on")
    if joined_on is not None and joined_on.year < 1930:
        raise RuleBroken(_("Nobody who works here joined before 1930."), field="joined_on")
    if left_on is not None and (left_on - clock.today()).days > 3660:
        raise RuleBroken(_("This day lies more than ten years ahead."), field="left_on")

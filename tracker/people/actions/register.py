"""Organizations, departments and the staff register."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.choices import Verb
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
    return enter_person(
        actor=actor,
        organization=organization,
        name=name,
        email=email,
        department=department,
        job_title=job_title,
        manager=manager,
        joined_on=joined_on,
    )


@transaction.atomic
def enter_person(
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
    """The same for rooms that have permitted it by a role."""
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

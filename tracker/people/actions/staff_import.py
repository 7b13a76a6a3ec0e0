"""A staff list from a file: preview, then all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import BadInput, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.choices import Verb
from tracker.people.models import Department, Organization, Person, User
from tracker.people.policies import require_admin
from tracker.people.staff_lists import SIMPLE, WHOLE, StaffLine, StaffPreview, preview_staff, yes_or_no

# So many rows are held at once, whatever the length of the list.
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class StaffImport:
    """What an import made."""

    added: int
    changed: int
    departments: int
    left: int = 0


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
    seen = preview_staff(organization=organization, lines=lines, whole=previewed.startswith(WHOLE))
    if previewed and seen.mark != previewed:
        raise StaleEdit(
            _("The register was changed after you looked. This is what the list would do now; look again.")
        )
    if seen.problems:
        raise BadInput(_("The staff list was not taken in. Nothing was changed."), lines=seen.problems)
    departments = _departments_for(actor, organization, seen)
    named = seen.emails | {line.email.lower(): uuid4() for line in seen.added if line.email}
    _add(actor, organization, seen.added, departments, named)
    _change(actor, seen, departments, named)
    _let_go(actor, [entry.pk for entry in seen.left])
    result = StaffImport(len(seen.added), len(seen.changed), len(seen.departments), len(seen.left))
    after = {
        "added": result.added,
        "changed": result.changed,
        "departments": result.departments,
        "left": result.left,
    }
    record(actor, Verb.STAFF_IMPORTED, organization, after=after)
    return result


def _departments_for(
    actor: User, organization: Organization, seen: StaffPreview
) -> dict[str, Department | None]:
    new = [Department(organization=organization, name=name) for name in seen.departments]
    bulk_save_because(new, reason=_("staff list imported"), by=actor)
    departments: dict[str, Department | None] = {"": None}
    return departments | {row.name.lower(): row for row in organization.departments.all()}


def _add(
    actor: User,
    organization: Organization,
    lines: Sequence[StaffLine],
    departments: dict[str, Department | None],
    named: dict[str, UUID],
) -> None:
    """New people; who manages whom is known before anybody is written, and checked at the commit."""
    for some in _chunks(lines):
        people = [
            Person(
                id=named[line.email.lower()] if line.email else uuid4(),
                organization=organization,
                name=line.name,
                email=line.email.lower(),
                job_title=line.job_title,
                department=departments[line.department.lower()],
                manager_id=named.get(line.manager_email.lower()) if line.manager_email else None,
                contractor=yes_or_no(line.contractor, False),
                in_scope=yes_or_no(line.in_scope, True),
                time_zone=line.time_zone,
                language=line.language,
            )
            for line in some
        ]
        bulk_save_because(people, reason=_("staff list imported"), by=actor)


def _change(
    actor: User, seen: StaffPreview, departments: dict[str, Department | None], named: dict[str, UUID]
) -> None:
    """Only who is not as the list says; an empty cell leaves what is there."""
    for some in _chunks(seen.changed):
        pairs = [(line, seen.entries[line.line].pk) for line, _found in some]
        people = Person.objects.select_for_update().in_bulk([pk for _line, pk in pairs])
        for line, pk in pairs:
            person = people[pk]
            person.name = line.name
            person.job_title = line.job_title or person.job_title
            if line.department:
                person.department = departments[line.department.lower()]
            if line.manager_email:
                person.manager_id = named[line.manager_email.lower()]
            person.contractor = yes_or_no(line.contractor, person.contractor)
            person.in_scope = yes_or_no(line.in_scope, person.in_scope)
            person.time_zone = line.time_zone or person.time_zone
            person.language = line.language or person.language
            person.left_on = None
        fields = ["name", "job_title", "department", "manager", "left_on", *SIMPLE]
        bulk_save_because(
            people.values(), reason=_("staff list imported"), by=actor, fields=fields, whole_rows=True
        )


def _let_go(actor: User, gone: Sequence[UUID]) -> None:
    today = clock.today()
    for some in _chunks(gone):
        people = list(Person.objects.select_for_update().filter(pk__in=some))
        for person in people:
            person.left_on = today
        reason = _("not in the staff list any more")
        bulk_save_because(people, reason=reason, by=actor, fields=["left_on"], whole_rows=True)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    while some := list(islice(source, CHUNK)):
        yield some

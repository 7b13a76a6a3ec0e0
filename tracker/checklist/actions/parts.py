"""Who is accountable for a clause, and who takes part: exactly one accountable, each person one part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.assign import check_owner
from tracker.checklist.choices import Part, Verb
from tracker.checklist.models import Checkpoint, ClausePart
from tracker.checklist.queries import parts_seen
from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause


@transaction.atomic
def give_parts(
    *,
    actor: User,
    project: Project,
    clause: Clause,
    accountable: Person | None,
    others: Mapping[str, Iterable[Person]],
    seen: str | None = None,
) -> list[ClausePart]:
    """Say who is accountable for a clause, and who is responsible, consulted and informed.

    `others` are people by part; whoever is accountable is not named again. `seen` is what the reader had before
    them (`queries.parts_seen`): raises `StaleEdit` where somebody else has changed it meanwhile.
    """
    require(actor, Permission.CHECKPOINT_ASSIGN, project)
    lock(Project, project.pk)
    if clause.edition_id != project.edition_id or not clause.is_leaf:
        raise RuleBroken(_("This clause has no requirements of its own here."))
    held = {row.person_id: row for row in ClausePart.objects.of(project).filter(clause=clause)}
    if seen is not None and seen != parts_seen(held.values()):
        raise StaleEdit(
            _("Somebody else has changed who takes part. Load the page again and repeat your change.")
        )
    wanted = _wanted(accountable, others)
    for person in wanted:
        if person.pk not in held:
            check_owner(person, project)
    before = sorted((row.part, str(row.person_id)) for row in held.values())
    after = sorted((part, str(person.pk)) for person, part in wanted.items())
    if before != after:
        _write(actor, project, clause, held, wanted)
        names = {"accountable": accountable.name if accountable else ""}
        record(
            actor,
            Verb.PARTS_GIVEN,
            clause,
            project_id=project.pk,
            before={"parts": before},
            after={"parts": after},
            labels=names,
        )
    return list(ClausePart.objects.of(project).filter(clause=clause).select_related("person"))


def _wanted(accountable: Person | None, others: Mapping[str, Iterable[Person]]) -> dict[Person, str]:
    """Each person with their one part."""
    wanted: dict[Person, str] = {}
    for part, people in [(Part.ACCOUNTABLE, [accountable] if accountable else []), *others.items()]:
        for person in people:
            if person in wanted:
                raise RuleBroken(_("%(name)s has one part in a clause. Name them once.") % {"name": person})
            wanted[person] = Part(part).value
    return wanted


def _write(
    actor: User,
    project: Project,
    clause: Clause,
    held: dict[UUID, ClausePart],
    wanted: dict[Person, str],
) -> None:
    for person_id in held.keys() - {person.pk for person in wanted}:
        held.pop(person_id).delete_because(_("takes no part any more"), by=actor)
    # Whoever gives up being accountable does so before the next one takes it.
    for person, part in sorted(wanted.items(), key=lambda pair: pair[1] == Part.ACCOUNTABLE):
        row = held.get(person.pk) or ClausePart(project=project, clause=clause, person=person)
        if row.part != part:
            row.part = part
            row.save_because(_("said"), by=actor)


@transaction.atomic
def propose_accountable(*, actor: User, project: Project) -> int:
    """Where nobody is accountable for a clause and all of its checkpoints have the same owner, that one is."""
    require(actor, Permission.CHECKPOINT_ASSIGN, project)
    lock(Project, project.pk)
    taken = ClausePart.objects.of(project)
    done = set(taken.filter(part=Part.ACCOUNTABLE).values_list("clause", flat=True))
    owners: dict[int, set[UUID | None]] = {}
    for clause, owner in Checkpoint.objects.of(project).values_list("requirement__clause", "owner"):
        owners.setdefault(clause, set()).add(owner)
    parts = {(row.clause_id, row.person_id): row for row in taken}
    leaving = set(Person.objects.exclude(left_on=None).values_list("pk", flat=True))
    rows = []
    for clause, found in owners.items():
        (owner, *more) = found
        if clause in done or more or owner is None or owner in leaving:
            continue
        row = parts.get((clause, owner)) or ClausePart(project=project, clause_id=clause, person_id=owner)
        row.part = Part.ACCOUNTABLE.value
        rows.append(row)
    bulk_save_because(rows, reason=_("owns every checkpoint of it"), by=actor)
    if rows:
        record(actor, Verb.ACCOUNTABLE_PROPOSED, project, project_id=project.pk, after={"clauses": len(rows)})
    return len(rows)

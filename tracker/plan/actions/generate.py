"""A whole plan from a method, tailored: written at once with the record of its tailoring."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.plan.choices import MilestoneKind, TaskKind, Verb
from tracker.plan.methods import Piece, Wish
from tracker.plan.models import Deliverable, Dependency, Milestone, Phase, PlanTailoring, Task, TaskClause
from tracker.plan.queries.computed import must_be_schedulable
from tracker.plan.queries.methods import Proposal, propose
from tracker.plan.scheduling import MINUTES_A_DAY
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


def mark_of_plan(proposal: Proposal) -> str:
    """The same while the same plan would be made."""
    said = repr((proposal.wish, sorted(proposal.dated.days.items()), proposal.dated.tailored))
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def generate_plan(*, actor: User, project: Project, wish: Wish, previewed: str = "") -> PlanTailoring:
    """Make phases, tasks, milestones, links and deliverables of an empty plan, all of it or nothing.

    `previewed` is the mark of the preview that somebody said yes to; where another plan would come of it by
    now, `StaleEdit`.
    """
    require(actor, Permission.PLAN_EDIT, project)
    project = lock(Project, project.pk)
    if Task.objects.of(project).exists():
        raise RuleBroken(_("There is a plan already. A method only fills an empty one."))
    proposal = propose(project, wish)
    if previewed and mark_of_plan(proposal) != previewed:
        raise StaleEdit(
            _("The templates or the catalogue changed after you looked. This is what would be made now.")
        )
    reason = _("made from %(method)s") % {"method": proposal.method.name}
    maker = _Maker(actor, project, proposal, reason)
    tailoring = maker.make()
    must_be_schedulable(project)
    after = {"method": wish.method, "size": wish.size, "formality": wish.formality, **tailoring.made}
    record(actor, Verb.PLAN_GENERATED, project, after=after, reason=reason)
    return tailoring


@dataclass
class _Maker:
    """Rows for the pieces of a proposal."""

    actor: User
    project: Project
    proposal: Proposal
    reason: str

    def make(self) -> PlanTailoring:
        phases = self._phases()
        tasks = self._tasks(phases)
        self._save(tasks.values())
        pieces = {piece.key: piece for piece in self.proposal.dated.tailored.pieces}
        milestones = [_milestone(task, pieces[key]) for key, task in tasks.items() if pieces[key].milestone]
        links = [link for key, task in tasks.items() for link in _links(task, pieces[key], tasks)]
        clauses = [
            TaskClause(project=self.project, task=task, clause=self.proposal.clauses[number])
            for key, task in tasks.items()
            for number in pieces[key].clauses
        ]
        deliverables = [
            row for key, task in tasks.items() for row in self._deliverables(task, pieces[key], tasks)
        ]
        for rows in (milestones, links, clauses, deliverables):
            self._save(rows)
        made = {
            "phases": len(phases),
            "tasks": len(tasks) - len(milestones),
            "milestones": len(milestones),
            "links": len(links),
            "deliverables": len(deliverables),
            "hours": self.proposal.dated.tailored.hours,
            "certificate_on": self.proposal.dated.certificate_on.isoformat(),
        }
        return self._record(made)

    def _save(self, rows: Any) -> None:
        bulk_save_because(rows, reason=self.reason, by=self.actor)

    def _phases(self) -> list[Phase]:
        there = {phase.code: phase for phase in Phase.objects.of(self.project)}
        place = max((phase.place for phase in there.values()), default=0)
        found, new = [], []
        for stage in self.proposal.dated.tailored.stages:
            phase = there.get(stage.code)
            if phase is None:
                place += 1
                phase = Phase(project=self.project, code=stage.code, name=stage.name, place=place)
                new.append(phase)
            found.append(phase)
        self._save(new)
        return found

    def _tasks(self, phases: list[Phase]) -> dict[str, Task]:
        """In the order of stages and days, so that the plan reads from top to bottom."""
        dated, owners = self.proposal.dated, self._owners()
        kinds = {"work": 0, "review": 1, "report": 2, "milestone": 3, "gate": 4}
        pieces = sorted(
            dated.tailored.pieces,
            key=lambda piece: (piece.stage, dated.days[piece.key][0], kinds[piece.kind], piece.key),
        )
        tasks = {}
        for number, piece in enumerate(pieces, start=1):
            starts_on, due_on = dated.days[piece.key]
            role, member = self.proposal.method.roles[piece.role]
            tasks[piece.key] = Task(
                project=self.project,
                uid=number,
                place=number,
                kind=TaskKind.MILESTONE if piece.milestone else TaskKind.TASK,
                phase=phases[piece.stage],
                name=piece.name,
                description=_("Usually done by: %(role)s.") % {"role": role},
                owner=owners.get(member),
                starts_on=starts_on,
                due_on=due_on,
                duration_minutes=dated.lengths[piece.key] * MINUTES_A_DAY,
                effort_hours=None if piece.milestone else Decimal(str(piece.hours)),
            )
        return tasks

    def _owners(self) -> dict[str, Person]:
        """Whoever holds the role in the project and stands in the staff register."""
        held = (
            Membership.objects.of(self.project).held(on=self.project.today()).select_related("user__person")
        )
        found: dict[str, Person] = {}
        for membership in held.order_by("role", "user__name"):
            person = membership.user.person
            if person is not None and person.organization_id == self.project.organization_id:
                found.setdefault(membership.role, person)
        return found

    def _deliverables(self, task: Task, piece: Piece, tasks: dict[str, Task]) -> list[Deliverable]:
        return [
            Deliverable(
                project=self.project,
                name=product.name,
                information=self.proposal.information.get(product.information),
                task=task,
                owner=task.owner,
                criteria=product.accept,
                reviewer_role=self.proposal.method.roles[product.reviewer][0],
                review_task=tasks[review],
                due_on=tasks[review].due_on,
            )
            for product, review in piece.products
        ]

    def _record(self, made: dict[str, Any]) -> PlanTailoring:
        wish, tailored = self.proposal.wish, self.proposal.dated.tailored
        notes = [*tailored.notes, *filter(None, [self.proposal.dated.too_tight])]
        return PlanTailoring(
            project=self.project,
            method=wish.method,
            size=wish.size,
            formality=wish.formality,
            stages=wish.stages,
            starts_on=wish.starts_on,
            target_on=wish.target_on,
            facts=asdict(wish.facts),
            left_out=[asdict(row) for row in tailored.left_out],
            notes=notes,
            estimate=asdict(tailored.estimate) | {"fits": tailored.fits},
            made=made,
        ).save_because(self.reason, by=self.actor)


def _milestone(task: Task, piece: Piece) -> Milestone:
    return Milestone(
        project=task.project,
        task=task,
        kind=MilestoneKind(piece.milestone),
        criteria=piece.criteria,
        needs_signoff=piece.milestone == MilestoneKind.GATE,
    )


def _links(task: Task, piece: Piece, tasks: dict[str, Task]) -> list[Dependency]:
    return [
        Dependency(
            project=task.project, predecessor=tasks[before], successor=task, lag_minutes=lag * MINUTES_A_DAY
        )
        for before, lag in dict(piece.after).items()
    ]

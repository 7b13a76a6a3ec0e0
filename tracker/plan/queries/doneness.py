"""What keeps a task from counting as done by its own definition of done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tracker.evidence.choices import Standing
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.people.models import Person
from tracker.plan.choices import DeliverableState, DoneWhen
from tracker.plan.models import Deliverable, Task, TaskEvidence, TaskStep
from tracker.projects.models import Project

SHOWS = frozenset({Standing.CURRENT, Standing.EXPIRING})
MOST_OFFERED = 200


def lacking(project: Project, tasks: Iterable[Task]) -> dict[UUID, list[str]]:
    """For each task that may not be finished yet: what its definition of done misses, in sentences.

    Whatever the number of tasks, one query for each definition that is used among them.
    """
    by_definition: dict[str, list[UUID]] = defaultdict(list)
    for task in tasks:
        by_definition[task.done_when].append(task.pk)
    asks = {
        DoneWhen.STEPS: (_open_steps, _("Its checklist is empty.")),
        DoneWhen.DELIVERABLES: (_open_deliverables, _("No deliverable is promised from it.")),
        DoneWhen.EVIDENCE: (_open_proofs, _("No evidence is named for it.")),
    }
    found: dict[UUID, list[str]] = {}
    for definition, (ask, nothing) in asks.items():
        keys = by_definition[definition]
        told = ask(project, keys) if keys else {}
        for pk in keys:
            missing = told.get(pk, [nothing])
            if missing:
                found[pk] = missing
    return found


def _open_steps(project: Project, tasks: list[UUID]) -> dict[UUID, list[str]]:
    told: dict[UUID, list[str]] = {}
    for step in TaskStep.objects.of(project).filter(task__in=tasks):
        missing = told.setdefault(step.task_id, [])
        if not step.is_ticked:
            missing.append(_("“%(name)s” is not ticked.") % {"name": step.name})
    return told


def _open_deliverables(project: Project, tasks: list[UUID]) -> dict[UUID, list[str]]:
    told: dict[UUID, list[str]] = {}
    for row in Deliverable.objects.of(project).filter(task__in=tasks):
        missing = told.setdefault(row.task_id, [])
        if row.state != DeliverableState.ACCEPTED:
            words = {"name": row.name, "state": row.get_state_display().lower()}
            missing.append(_("“%(name)s” is %(state)s, not accepted.") % words)
    return told


def _open_proofs(project: Project, tasks: list[UUID]) -> dict[UUID, list[str]]:
    links = list(TaskEvidence.objects.of(project).filter(task__in=tasks).select_related("evidence"))
    standing = standings(project, {link.evidence_id for link in links})
    told: dict[UUID, list[str]] = {}
    for link in links:
        missing = told.setdefault(link.task_id, [])
        stands = standing[link.evidence_id]
        if stands not in SHOWS:
            words = {"name": link.evidence.name, "state": stands.label.lower()}
            missing.append(_("“%(name)s” is not confirmed and current: %(state)s.") % words)
    return told


def standings(project: Project, evidence: Iterable[UUID]) -> dict[UUID, Standing]:
    """How each stands today by its current revision; withdrawn where it has none."""
    keys, today = set(evidence), project.today()
    found = dict.fromkeys(keys, Standing.WITHDRAWN)
    rows = EvidenceRevision.objects.of(project).current().filter(evidence__in=keys)
    for revision in rows.select_related("confirmation"):
        found[revision.evidence_id] = revision.standing(today)
    return found


def proofs_of(task: Task) -> list[tuple[TaskEvidence, Standing]]:
    """The evidence named for a task with how it stands today; two queries."""
    links = list(task.proofs.select_related("evidence").order_by("evidence__name"))
    standing = standings(task.project, {link.evidence_id for link in links}) if links else {}
    return [(link, standing[link.evidence_id]) for link in links]


def offered_for(task: Task) -> list[Evidence]:
    """Evidence of the clauses the task leads to, which is not named for it yet."""
    rows = Evidence.objects.of(task.project).filter(clause_links__clause__task_links__task=task)
    return list(rows.exclude(task_links__task=task).distinct().order_by("name")[:MOST_OFFERED])


def steps_by_task(project: Project, owner: Person | None = None) -> dict[UUID, tuple[int, int]]:
    """For each open task with a checklist, how many of its steps are ticked, and how many there are; one query."""
    rows = TaskStep.objects.of(project).filter(task__actual_finish_on=None)
    if owner is not None:
        rows = rows.filter(task__owner=owner)
    counted = (
        rows.order_by()
        .values_list("task")
        .annotate(ticked=Count("pk", filter=~Q(ticked_at=None)), all=Count("pk"))
    )
    return {task: (ticked, whole) for task, ticked, whole in counted}

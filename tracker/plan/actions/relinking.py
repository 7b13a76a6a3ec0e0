"""Links, clauses and milestones after a file that says them otherwise; what it says the same is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.plan.actions.imports import Known
from tracker.plan.actions.leaving import let_go_milestones
from tracker.plan.choices import MilestoneKind, TaskKind
from tracker.plan.importing import ImportedTask
from tracker.plan.importing.comparing import ChangedTask
from tracker.plan.models import Dependency, Milestone, Task, TaskClause
from tracker.projects.models import Project


def relink(
    actor: User,
    project: Project,
    added: Iterable[ImportedTask],
    changed: Iterable[ChangedTask],
    tasks: Mapping[int, Task],
    reason: str,
) -> None:
    """Links by both their tasks: one that is there already takes the other kind or lag."""
    again = [change.said for change in changed]
    successors = [tasks[said.uid] for said in again]
    rows = Dependency.objects.of(project).filter(successor__in=successors)
    there = {(row.predecessor_id, row.successor_id): row for row in rows}
    wanted = []
    for said in [*added, *again]:
        for link in said.links:
            before, after = tasks[link.predecessor], tasks[said.uid]
            row = there.pop((before.pk, after.pk), None)
            facts: dict[str, Any] = {
                "kind": link.kind,
                "lag_minutes": link.lag_minutes,
                "lag_unit": link.lag_unit,
                "lag_percent": link.lag_percent,
            }
            if row is None:
                wanted.append(Dependency(project=project, predecessor=before, successor=after, **facts))
            elif any(getattr(row, name) != value for name, value in facts.items()):
                for name, value in facts.items():
                    setattr(row, name, value)
                wanted.append(row)
    left = [row.pk for row in there.values()]
    bulk_delete_because(Dependency.objects.of(project).filter(pk__in=left), reason=reason, by=actor)
    bulk_save_because(wanted, reason=reason, by=actor)


def retie_clauses(
    actor: User,
    project: Project,
    added: Iterable[ImportedTask],
    changed: Iterable[ChangedTask],
    known: tuple[Mapping[int, Task], Known],
    reason: str,
) -> None:
    """To which clauses the tasks lead."""
    tasks, words = known
    said = [(line.uid, frozenset[str](), frozenset(line.clauses)) for line in added]
    said += [(one.said.uid, frozenset(one.now.clauses), frozenset(one.said.clauses)) for one in changed]
    rows = [
        TaskClause(project=project, task=tasks[uid], clause=words.clauses[number])
        for uid, before, after in said
        for number in sorted(after - before)
    ]
    dropped = {tasks[uid].pk: before - after for uid, before, after in said if before - after}
    held = TaskClause.objects.of(project).filter(task__in=dropped).values_list("pk", "task", "clause__number")
    left = [pk for pk, task, number in held if number in dropped[task]]
    bulk_delete_because(TaskClause.objects.of(project).filter(pk__in=left), reason=reason, by=actor)
    bulk_save_because(rows, reason=reason, by=actor)


def remilestone(
    actor: User, project: Project, made: Iterable[Task], changed: list[Task], reason: str
) -> None:
    """A point in time has facts of its own; with them it does not become work."""
    rows = [
        Milestone(project=project, task=task) for task in [*made, *changed] if task.kind == TaskKind.MILESTONE
    ]
    bulk_save_because(rows, reason=reason, by=actor)
    work = [task for task in changed if task.kind == TaskKind.TASK]
    left = Milestone.objects.of(project).filter(task__in=work)
    own = left.exclude(kind=MilestoneKind.OTHER, criteria="", needs_signoff=False, gate_link="")
    held = own.select_related("task").first()
    if held is not None:
        raise RuleBroken(
            _("“%(name)s” is a milestone with facts of its own and stays one.") % {"name": held.task}
        )
    let_go_milestones(left)
    bulk_delete_because(left, reason=reason, by=actor)

"""What a change request would do to dates, effort, clauses and tolerance: the engine asked, nothing changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.plan.choices import ConstraintKind, TaskKind
from tracker.plan.models import Baseline, ChangeRequest, Task, TaskClause
from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.milestones import certificate, milestones
from tracker.plan.queries.outlook import Outlook, outlook
from tracker.plan.queries.variance import Version, version_of
from tracker.plan.queries.why import refusal_sentence
from tracker.plan.scheduling import MINUTES_A_DAY, Link
from tracker.projects.models import Project

Item = dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """The plan with the change and without it."""

    before: Outlook
    after: Outlook
    added: dict[int, UUID]


def changed_plan(project: Project, items: list[Item]) -> Changed:
    """The plan as it would be. Raises `RuleBroken` where a task is gone, or no plan is left that holds."""
    view = outlook(project)
    tasks = {str(task.id): task for task in view.tasks}
    links, added = list(view.links), {}
    for place, item in enumerate(items):
        if item["kind"] == "add":
            fact = _new(view, item, len(tasks))
            tasks[str(fact.id)] = fact
            added[place] = fact.id
            if item.get("after"):
                links.append(Link(_held(tasks, item, "after").id, fact.id, "FS"))
            continue
        task = _held(tasks, item, "task")
        if item["kind"] == "remove":
            del tasks[str(task.id)]
            links = [link for link in links if task.id not in {link.before, link.after}]
        elif item["kind"] == "redate":
            tasks[str(task.id)] = task._replace(
                starts_on=date.fromisoformat(item["starts_on"]),
                due_on=date.fromisoformat(item["due_on"]),
                constraint=ConstraintKind.PLANNED,
            )
    after = replace(view, tasks=list(tasks.values()), links=links)
    if after.problem is not None:
        raise RuleBroken(refusal_sentence(after.problem)) from after.problem
    return Changed(view, after, added)


def _held(tasks: dict[str, TaskFact], item: Item, key: str) -> TaskFact:
    found = tasks.get(item[key])
    if found is None:
        raise RuleBroken(
            _("“%(name)s” is no longer in the plan. Take it out of the request.") % {"name": item["name"]}
        )
    return found


def _new(view: Outlook, item: Item, number: int) -> TaskFact:
    like = next(iter(view.tasks), None)
    if like is None:
        raise RuleBroken(_("There is no plan yet that could be changed."))
    empty: dict[str, Any] = dict.fromkeys(TaskFact._fields)
    starts_on, due_on = date.fromisoformat(item["starts_on"]), date.fromisoformat(item["due_on"])
    empty |= {
        "id": uuid4(),
        "uid": max(task.uid for task in view.tasks) + number + 1,
        "kind": TaskKind.TASK,
        "name": item["name"],
        "level": 1,
        "is_summary": False,
        "starts_on": starts_on,
        "due_on": due_on,
        "duration_minutes": max((due_on - starts_on).days * 5 // 7 + 1, 1) * MINUTES_A_DAY,
        "percent": 0,
        "blocked_reason": "",
        "version": 1,
        "starts_at": Task._meta.get_field("starts_at").default,
        "due_at": Task._meta.get_field("due_at").default,
        "constraint": ConstraintKind.PLANNED,
        "is_manual": False,
        "is_elapsed": False,
        "without_people": False,
        "basis_id": like.basis_id,
    }
    return TaskFact(**empty)


def effect_of_change(request: ChangeRequest) -> dict[str, Any]:
    """The effect in plain values, as it is frozen into the request."""
    project: Project = request.project
    plan = changed_plan(project, request.items)
    facts = milestones(project, plan.before)
    ends = {task.id: plan.after.finish(task) for task in plan.after.tasks}
    moved = [
        [fact.name, fact.day.isoformat(), ends[fact.task_id].isoformat()]
        for fact in facts
        if fact.task_id in ends and ends[fact.task_id] != fact.day
    ]
    end = certificate(facts)
    limit = end.baseline_on + timedelta(days=project.tolerance_days) if end and end.baseline_on else None
    after = ends.get(end.task_id) if end else None
    inforce = Baseline.objects.filter(project=project).order_by("-number").first()
    return {
        "baseline": inforce.number if inforce else None,
        "milestones": moved,
        "end": [end.name, end.day.isoformat(), after.isoformat()] if end and after else [],
        "hours": str(_hours(project, request.items)),
        "clauses": _clauses(project, plan),
        "tolerance_passed": bool(limit and after and after > limit),
    }


def _hours(project: Project, items: list[Item]) -> Decimal:
    named = [item["task"] for item in items if item.get("task")]
    held = {
        str(pk): hours or Decimal(0)
        for pk, hours in Task.objects.of(project).filter(pk__in=named).values_list("pk", "effort_hours")
    }
    total = Decimal(0)
    for item in items:
        wanted = Decimal(item.get("effort_hours") or 0)
        if item["kind"] == "add":
            total += wanted
        elif item["kind"] == "remove":
            total -= held.get(item["task"], Decimal(0))
        elif item["kind"] == "effort":
            total += wanted - held.get(item["task"], Decimal(0))
    return total


def _clauses(project: Project, plan: Changed) -> list[list[str]]:
    """Clauses whose last task would end on another day, or that would be left without a task."""
    before = {task.id: plan.before.finish(task) for task in plan.before.tasks}
    after = {task.id: plan.after.finish(task) for task in plan.after.tasks}
    tasks: dict[str, list[UUID]] = defaultdict(list)
    rows = (
        TaskClause.objects.of(project).order_by("clause__sort_key").values_list("task_id", "clause__number")
    )
    for task, number in rows:
        tasks[number].append(task)
    found = []
    for number, held in tasks.items():
        ends = [after[pk] for pk in held if pk in after]
        last = max(before[pk] for pk in held)
        if not ends:
            found.append([number, last.isoformat(), ""])
        elif max(ends) != last:
            found.append([number, last.isoformat(), max(ends).isoformat()])
    return found


def proposed_rows(request: ChangeRequest) -> list[dict[str, Any]]:
    """The baseline in force with this change in it, and nothing else that happened since.

    What the change moves, moves by as much as its forecast does; what it names, lies where the request says.
    """
    project: Project = request.project
    inforce = Baseline.objects.filter(project=project).order_by("-number").first()
    if inforce is None:
        raise RuleBroken(_("There is no baseline yet that could be changed. Ask for the first one."))
    plan = changed_plan(project, request.items)
    uids = {task.id: task.uid for task in plan.before.tasks}
    named = {item["task"]: item for item in request.items if item.get("task")}
    gone = {item["task"] for item in request.items if item["kind"] == "remove"}
    version: Version = version_of(inforce)
    rows = []
    for number, (pk, stand) in enumerate(version.items(), start=1):
        if str(pk) in gone:
            continue
        starts_on, due_on = _moved(plan, pk, stand.starts_on, stand.due_on)
        item = named.get(str(pk), {})
        hours = stand.effort_hours
        rows.append(
            {
                "task": str(pk),
                "uid": uids.get(pk, -number),
                "name": stand.name,
                "starts_on": item.get("starts_on") or starts_on.isoformat(),
                "due_on": item.get("due_on") or due_on.isoformat(),
                "effort_hours": item.get("effort_hours") or (None if hours is None else str(hours)),
                "is_milestone": stand.is_milestone,
                "is_summary": stand.is_summary,
            }
        )
    return [*rows, *(_added_row(plan, place, request.items[place]) for place in plan.added)]


def _moved(plan: Changed, pk: UUID, starts_on: date, due_on: date) -> tuple[date, date]:
    before, after = plan.before.forecasts.get(pk), plan.after.forecasts.get(pk)
    if before is None or after is None:
        return starts_on, due_on
    first = _worked(starts_on + (after.start - before.start), after.start != before.start)
    last = _worked(due_on + (after.finish - before.finish), after.finish != before.finish)
    return min(first, last), last


def _worked(day: date, moved: bool) -> date:
    """A day that was moved onto a weekend goes on to the Monday."""
    return day + timedelta(days=7 - day.weekday()) if moved and day.weekday() > 4 else day


def _added_row(plan: Changed, place: int, item: Item) -> dict[str, Any]:
    told = plan.after.forecasts[plan.added[place]]
    return {
        "task": None,
        "item": place,
        "uid": plan.after.by_id[plan.added[place]].uid,
        "name": item["name"],
        "starts_on": told.start.isoformat(),
        "due_on": told.finish.isoformat(),
        "effort_hours": item.get("effort_hours"),
        "is_milestone": False,
        "is_summary": False,
    }

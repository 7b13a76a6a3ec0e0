"""The plan of the demonstration: made, baselined, worked on, late in places."""

from __future__ import annotations

from functools import partial
from typing import Any

from tracker.dashboard.demo.story import DAYS_IN, Story
from tracker.dashboard.demo.way import PHASES, POINTS, Point, Step, steps
from tracker.plan.actions import (
    accept_deliverable,
    add_deliverable,
    add_milestone,
    add_phase,
    add_task,
    complete_task,
    edit_task,
    link_tasks,
    pass_milestone,
    redate_task,
    set_baseline,
    submit_deliverable,
)
from tracker.plan.models import Milestone, Task
from tracker.standard.models import Clause, DocumentedInformation

PLANNED_ON, BASELINED_ON = 1, 12
HELD_UP = {"owners", "parties", "r12"}
WHY_LATE = (
    "Two service owners were away",
    "The tool could not export what we needed",
    "The supplier answered a week late",
    "Second round of review was needed",
)


def plan(story: Story) -> dict[str, Task]:
    """Put all of the plan's deeds into the story; the tasks are there once it has been lived."""
    made: dict[str, Task] = {}
    story.at(PLANNED_ON, partial(_draw, story, made))
    story.at(
        BASELINED_ON,
        lambda: set_baseline(actor=story.manager, project=_project(story), reason="Plan approved"),
    )
    for place, step in enumerate(steps()):
        _work_on(story, made, step, place)
    for point in POINTS:
        if point.passed is not None and not point.signed:
            story.at(point.passed, partial(_pass, story, made, point))
    _promise(story, made)
    return made


def _project(story: Story) -> Any:
    if story.project is None:
        raise RuntimeError("the project begins on day 0")
    return story.project


def _draw(story: Story, made: dict[str, Task]) -> None:
    project = _project(story)
    phases = {
        code: add_phase(actor=story.manager, project=project, code=code, name=name)
        for code, name in PHASES.items()
    }
    clauses = {clause.number: clause for clause in Clause.objects.of(project.edition)}
    for step in steps():
        made[step.key] = add_task(
            actor=story.manager,
            project=project,
            name=step.name,
            starts_on=story.on(step.start),
            due_on=story.on(step.start + step.days - 1),
            phase=phases[step.phase],
            owner=story.cast.people[step.owner],
            clauses=[clauses[number] for number in step.clauses],
        )
    for point in POINTS:
        made[point.key] = _mark(story, point, phases[point.phase])
    for thing in [*steps(), *POINTS]:
        for before in thing.after:
            link_tasks(actor=story.manager, predecessor=made[before], successor=made[thing.key])


def _mark(story: Story, point: Point, phase: Any) -> Task:
    milestone = add_milestone(
        actor=story.manager,
        project=_project(story),
        name=point.name,
        due_on=story.on(point.day),
        kind=point.kind,
        phase=phase,
        owner=story.cast.people["Helena Strand"],
        criteria=point.criteria,
        needs_signoff=point.signed,
    )
    return milestone.task


def _work_on(story: Story, made: dict[str, Task], step: Step, place: int) -> None:
    end = step.start + step.days - 1
    if step.late and end < DAYS_IN:
        why = WHY_LATE[place % len(WHY_LATE)]
        story.at(max(end - 2, BASELINED_ON + 1), partial(_redate, story, made, step, why))
    finish = end + step.late
    if finish < DAYS_IN and step.key not in HELD_UP:
        story.at(max(finish, BASELINED_ON + 1), partial(_complete, story, made, step.key))
    elif step.start < DAYS_IN - 5:
        share = min(90, max(10, round((DAYS_IN - step.start) / (step.days + step.late) * 100) // 10 * 10))
        story.at(DAYS_IN - 4 - place % 7, partial(_report, story, made, step.key, share))


def _redate(story: Story, made: dict[str, Task], step: Step, why: str) -> None:
    due_on = story.on(step.start + step.days - 1 + step.late)
    redate_task(actor=story.manager, task=made[step.key], due_on=due_on, reason=why)


def _complete(story: Story, made: dict[str, Task], key: str) -> None:
    complete_task(actor=story.manager, task=made[key])


def _report(story: Story, made: dict[str, Task], key: str, share: int) -> None:
    started = min(made[key].starts_on, story.on(DAYS_IN - 12))
    edit_task(actor=story.manager, task=made[key], version=None, percent=share, actual_start_on=started)


def _pass(story: Story, made: dict[str, Task], point: Point) -> None:
    pass_milestone(actor=story.manager, milestone=Milestone.objects.get(task=made[point.key]))


def _promise(story: Story, made: dict[str, Task]) -> None:
    """Every document that must exist in writing is a deliverable; those of finished tasks are accepted."""
    story.at(BASELINED_ON, partial(_promise_all, story, made))


def _promise_all(story: Story, made: dict[str, Task]) -> None:
    project = _project(story)
    by_clause: dict[str, Task] = {}
    for step in steps():
        for number in step.clauses:
            by_clause.setdefault(number, made[step.key])
    wanted = DocumentedInformation.objects.of(project.edition).required().select_related("clause")
    for item in wanted:
        task = by_clause.get(item.clause.number)
        deliverable = add_deliverable(
            actor=story.manager,
            project=project,
            name=item.name,
            information=item,
            task=task,
            owner=task.owner if task else story.cast.people["Aisha Rahman"],
            criteria="Complete, approved by its owner, under document control",
        )
        due = (task.due_on - story.start).days if task else 150
        story_day = due + 6
        if story_day < DAYS_IN - 10:
            story.at(story_day, partial(_hand_in, story, deliverable))
            story.at(story_day + 4, partial(_take, story, deliverable))


def _hand_in(story: Story, deliverable: Any) -> None:
    submit_deliverable(actor=story.cast.users["member"], deliverable=deliverable)


def _take(story: Story, deliverable: Any) -> None:
    accept_deliverable(actor=story.manager, deliverable=deliverable, note="Meets its criteria")

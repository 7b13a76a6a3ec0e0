"""Tasks and milestones, made through the verbs so that they have history."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tracker.people.models import User
from tracker.plan.actions import add_milestone, add_series, add_task
from tracker.plan.choices import RhythmKind
from tracker.plan.models import Milestone, Task, TaskSeries
from tracker.plan.queries.series import SeriesWish
from tracker.plan.rhythm import Rhythm
from tracker.projects.models import Project

_number = count(1)


def make_task(project: Project, **facts: Any) -> Task:
    facts = {
        "name": f"Task {next(_number)}",
        "starts_on": date(2026, 11, 2),
        "due_on": date(2026, 11, 6),
        **facts,
    }
    return add_task(actor=facts.pop("actor", User.objects.system()), project=project, **facts)


def make_milestone(project: Project, **facts: Any) -> Milestone:
    facts = {"name": f"Milestone {next(_number)}", "due_on": date(2026, 12, 18), **facts}
    return add_milestone(actor=facts.pop("actor", User.objects.system()), project=project, **facts)


def make_series(project: Project, **facts: Any) -> TaskSeries:
    """Every Monday, four times from 2 November 2026, unless other facts of the wish or its rhythm are given."""
    at = {name: facts.pop(name) for name in ("phase", "under") if name in facts}
    actor = facts.pop("actor", User.objects.system())
    wish = {
        name: facts.pop(name) for name in ("owner", "length_days", "effort_hours", "clauses") if name in facts
    }
    name = facts.pop("name", f"Series {next(_number)}")
    rhythm = {"kind": RhythmKind.WEEKS, "starts_on": date(2026, 11, 2), "weekdays": (0,), **facts}
    if "until" not in rhythm:
        rhythm.setdefault("times", 4)
    said = SeriesWish(name=name, rhythm=Rhythm(**rhythm), **wish)
    entry = add_series(actor=actor, project=project, wish=said, **at)
    return TaskSeries.objects.select_related("project", "owner").get(summary_id=entry.subject_id)

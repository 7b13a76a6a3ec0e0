"""Keeping the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tracker.checklist.queries import readiness
from tracker.core import clock
from tracker.core.canonical import plain
from tracker.plan.queries import certificate, milestones
from tracker.progress.models import ProgressSnapshot
from tracker.projects.models import Project
from tracker.training.queries import coverage

CATCH_UP_DAYS = 31


@transaction.atomic
def take_snapshot(project: Project, day: date | None = None) -> ProgressSnapshot:
    """Keep how the project stands today; for a day that is past, what its history says of that day's end.

    Taken again the same day, the later one stays. Forecasts cannot be told of a past day, so a day that
    was missed has none.
    """
    today = project.today()
    day = day or today
    past = day < today
    found = readiness(project, at=_end_of(day, project.zone) if past else None)
    facts = [] if past else milestones(project)
    end = certificate(facts)
    values: dict[str, Any] = {
        "taken_at": clock.now(),
        "total": sum(row.total for row in found),
        "met": sum(row.met for row in found),
        "ready": sum(row.ready for row in found),
        "certificate_on": end.day if end else None,
        "clauses": {
            row.clause: {"total": row.total, "met": row.met, "ready": row.ready, "partly": row.partly}
            for row in found
        },
        "milestones": plain(
            [
                {
                    "name": fact.name,
                    "forecast_on": fact.forecast_on,
                    "baseline_on": fact.baseline_on,
                    "actual_on": fact.actual_on,
                }
                for fact in facts
            ]
        ),
    }
    held = coverage(project, day if past else None)
    values["training"] = {"covered": held.covered, "people": held.people}
    snapshot, _made = ProgressSnapshot.objects.update_or_create(project=project, day=day, defaults=values)
    return snapshot


def take_snapshots() -> int:
    """Today's snapshot of every project, and those of the last month that were missed; how many were taken."""
    taken = 0
    for project in Project.objects.all():
        taken += 1
        take_snapshot(project)
        for day in _missed(project):
            taken += 1
            take_snapshot(project, day)
    return taken


def _missed(project: Project) -> list[date]:
    """Days without a snapshot since the first one, at most a month back."""
    today = project.today()
    held = set(ProgressSnapshot.objects.of(project).values_list("day", flat=True))
    first = max(min(held, default=today), today - timedelta(days=CATCH_UP_DAYS))
    span = (today - first).days
    return [day for day in (first + timedelta(days=n) for n in range(span)) if day not in held]


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)) - timedelta(microseconds=1)

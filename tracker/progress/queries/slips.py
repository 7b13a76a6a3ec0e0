"""How the date of each milestone has moved, as the nightly snapshots kept it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tracker.core.charts import Slip
from tracker.plan.queries import milestones
from tracker.progress.models import ProgressSnapshot
from tracker.projects.models import Project


def slips(project: Project) -> list[Slip]:
    """Each milestone with the days on which its forecast changed, the first and the last; two queries."""
    kept = ProgressSnapshot.objects.of(project).order_by("day").values_list("day", "milestones")
    told: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for day, rows in kept.iterator():
        for row in rows:
            said = row.get("actual_on") or row.get("forecast_on")
            if said:
                told[row["name"]].append((day, date.fromisoformat(said)))
    today = project.today()
    found = []
    for fact in milestones(project):
        points = [point for point in told.get(fact.name, []) if point[0] < today]
        reached = next((day for day, said in points if fact.actual_on and day >= fact.actual_on), today)
        points = [point for point in points if point[0] < reached] + [(min(reached, today), fact.day)]
        found.append(Slip(fact.name, tuple(_turns(points)), fact.done))
    return found


def _turns(points: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Only where the line changes its direction: a day that says what both its neighbours say is left out."""
    last = len(points) - 1
    return [
        point
        for number, point in enumerate(points)
        if number in {0, last} or not points[number - 1][1] == point[1] == points[number + 1][1]
    ]

"""Compute the dates, floats and critical path of a plan anew, and say them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.plan.queries.computed import Computed, ComputedPlan, computed_plan
from tracker.plan.scheduling import Placed
from tracker.projects.models import Project


class Command(BaseCommand):
    help = "Compute a plan anew from its links, calendars and constraints: dates, floats, critical path, drivers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True, help="whose plan")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(_("There is no project %(slug)s.") % {"slug": options["project"]})
        try:
            plan = computed_plan(project)
        except RuleBroken as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": refused.sentence}, ensure_ascii=False))
            raise CommandError(refused.sentence) from refused
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(project, plan), ensure_ascii=False, indent=1))
        else:
            self._tell(plan)

    def _tell(self, plan: ComputedPlan) -> None:
        for row in plan.tasks:
            placed = row.placed
            mark = "*" if placed.critical else " "
            dates = f"{placed.start:%Y-%m-%d %H:%M} – {placed.finish:%Y-%m-%d %H:%M}"
            name = "  " * (row.task.level - 1) + row.task.name
            self.stdout.write(
                f"{row.task.uid:>6} {mark} {dates} {placed.total_float:>7}  {name}. {row.driver}"
            )


def _as_json(project: Project, plan: ComputedPlan) -> dict[str, Any]:
    tasks = [_row(row) for row in plan.tasks]
    if plan.has_basis and not any(task["uid"] == 0 for task in tasks):
        # Microsoft Project counts the project itself as task 0.
        tasks.insert(
            0, {"uid": 0, "name": project.name, **_dates(plan.project), "driver": "", "driven_by": None}
        )
    return {"project": project.slug, "tasks": tasks}


def _row(row: Computed) -> dict[str, Any]:
    return {
        "uid": row.task.uid,
        "name": row.task.name,
        **_dates(row.placed),
        "driver": row.driver,
        "driven_by": row.driven_by,
    }


def _dates(placed: Placed) -> dict[str, Any]:
    return {
        "start": placed.start.isoformat(),
        "finish": placed.finish.isoformat(),
        "early_start": placed.early_start.isoformat(),
        "early_finish": placed.early_finish.isoformat(),
        "late_start": placed.late_start.isoformat(),
        "late_finish": placed.late_finish.isoformat(),
        "total_float": placed.total_float,
        "free_float": placed.free_float,
        "critical": placed.critical,
    }

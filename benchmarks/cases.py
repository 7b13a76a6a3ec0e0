"""What is measured, each beside the least work that could do the same."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client

from benchmarks.harness import Case, growth
from benchmarks.house import House, checkpoint_of
from tracker.checklist.actions import assess_checkpoint
from tracker.plan.actions import edit_task
from tracker.plan.models import Task


def cases(house: House) -> list[Case]:
    """Pages with their floor (driver and string join), verbs with theirs (a plain save)."""
    client = Client()
    client.force_login(house.manager)
    address = f"/projects/{house.project.slug}"
    return [
        Case("overview", _page(client, f"{address}/"), most_queries=12),
        Case(
            "checklist, all 206 checkpoints",
            _page(client, f"{address}/checklist/all/"),
            _checklist_floor(house),
            "one query, string join",
            most_queries=8,
            most_ratio=2.5,
        ),
        Case(
            "plan, 1,000 tasks",
            _page(client, f"{address}/plan/"),
            _plan_floor(house),
            "one query, string join",
            most_queries=10,
        ),
        Case("my work", _page(client, f"{address}/my-work/")),
        Case(
            "change one task",
            _edit(house),
            _plain_save(house),
            "a plain save in the same transaction",
            most_queries=10,
            most_ratio=4.0,
            rounds=30,
        ),
        Case(
            "assess one checkpoint",
            _assess(house),
            _plain_save(house),
            "a plain save in the same transaction",
            most_queries=10,
            most_ratio=4.0,
            rounds=30,
        ),
        *_documents(house),
    ]


def grown(house: House) -> list[dict[str, Any]]:
    """How the plan page grows from 100 to 1,000 tasks."""
    client = Client()
    client.force_login(house.manager)
    small = _page(client, f"/projects/{house.small.slug}/plan/")
    large = _page(client, f"/projects/{house.project.slug}/plan/")
    return [growth("plan page from 100 to 1,000 tasks", small, large, 10)]


def _page(client: Client, path: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    return ask


def _rows(sql: str, key: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        found = cursor.fetchall()
    cells = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in found)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def _key(house: House) -> str:
    return house.project.pk.hex if connection.vendor == "sqlite" else str(house.project.pk)


def _checklist_floor(house: House) -> Callable[[], object]:
    sql = (
        "SELECT k.number, k.title, r.position, r.text, c.state, c.note, c.assessed_at, u.name "
        "FROM checklist_checkpoint c JOIN standard_requirement r ON r.id = c.requirement_id "
        "JOIN standard_clause k ON k.id = r.clause_id LEFT JOIN people_user u ON u.id = c.assessed_by_id "
        "WHERE c.project_id = %s ORDER BY k.sort_key, r.position"
    )
    return lambda: _rows(sql, _key(house))


def _plan_floor(house: House) -> Callable[[], object]:
    sql = (
        "SELECT t.uid, t.name, t.starts_on, t.due_on, t.percent, p.name, b.due_on FROM plan_task t "
        "LEFT JOIN people_person p ON p.id = t.owner_id LEFT JOIN plan_baselinerow b ON b.task_id = t.id "
        "WHERE t.project_id = %s ORDER BY t.place"
    )
    return lambda: _rows(sql, _key(house))


def _edit(house: House) -> Callable[[], object]:
    task = Task.objects.of(house.project).tasks().select_related("project").first()
    percents = itertools.cycle([10, 20])

    def change() -> object:
        return edit_task(actor=house.manager, task=task, version=None, percent=next(percents))

    return change


def _plain_save(house: House) -> Callable[[], object]:
    """What Django alone needs to read a row and save it."""

    def save() -> None:
        with transaction.atomic():
            task = Task.objects.of(house.small).tasks().first()
            Task.objects.filter(pk=task.pk).update(percent=(task.percent + 1) % 100)

    return save


def _assess(house: House) -> Callable[[], object]:
    checkpoint = checkpoint_of(house.project)
    notes = itertools.count()

    def assess() -> object:
        note = f"seen {next(notes)}"
        return assess_checkpoint(actor=house.manager, checkpoint=checkpoint, state="partly_met", note=note)

    return assess


def _documents(house: House) -> list[Case]:
    """Report and pack as the commands make them; the floor is one page of WeasyPrint without our design."""
    import tempfile
    from pathlib import Path

    from django.core.management import call_command

    slug = house.project.slug

    def report() -> None:
        with tempfile.TemporaryDirectory() as folder:
            call_command("readiness_report", project=slug, out=Path(folder) / "report.pdf", verbosity=0)

    def pack() -> None:
        with tempfile.TemporaryDirectory() as folder:
            call_command("evidence_pack", project=slug, out=Path(folder) / "pack", verbosity=0)

    return [Case("readiness report", report, rounds=2), Case("evidence pack", pack, rounds=2)]

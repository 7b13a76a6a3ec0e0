"""Changing things: one row with all that goes with it, and many rows at once."""

from __future__ import annotations

import hashlib
import itertools
import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from benchmarks.cases.pages import key_of
from benchmarks.harness import Case, Growth, Work
from benchmarks.house import House
from benchmarks.server import Server
from tracker.checklist.actions import assess_checkpoint
from tracker.checklist.models import Checkpoint
from tracker.core.bulk import bulk_save_because
from tracker.history.actions import record
from tracker.plan.actions import edit_task
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reminders.actions import raise_due
from tracker.reminders.models import ReminderRule

DUE = datetime(2027, 6, 1, 12, tzinfo=UTC)
ENTRIES = 200


def one(house: House, server: Server) -> list[Case]:
    """One row, with permission, lock, history and chained log; over HTTP with the part of the page it changes."""
    plain = "a plain read and save in one transaction"
    return [
        Case(
            "change one task",
            _edit(house, house.usual),
            _plain_save(Task.objects.of(house.usual).tasks().first()),
            plain,
            _post_task(house, server),
            Growth(_edit(house, house.short), "21 to 206 checkpoints"),
            most_queries=10,
            most_ratio=4.0,
            rounds=30,
        ),
        Case(
            "assess one checkpoint",
            _assess(house, house.usual),
            _plain_save(Checkpoint.objects.of(house.usual).first()),
            plain,
            _post_assessment(house, server),
            Growth(_assess(house, house.short), "21 to 206 checkpoints"),
            most_queries=10,
            most_ratio=4.0,
            rounds=30,
        ),
    ]


def many(house: House) -> list[Case]:
    tasks = list(Task.objects.of(house.long).tasks())
    return [
        Case(
            "history, 100 rows one by one",
            undone(lambda: [row.save_because("measured", by=house.manager) for row in tasks[:100]]),
            undone(lambda: [row.save_base(raw=True) for row in tasks[:100]]),
            "100 plain saves",
            most_ratio=3.1,
            rounds=7,
        ),
        Case(
            "history, 900 rows at once",
            undone(
                lambda: bulk_save_because(
                    tasks[:900], reason="measured", by=house.manager, fields=["percent"]
                )
            ),
            undone(lambda: [row.save_base(raw=True) for row in tasks[:900]]),
            "900 plain saves",
            growth=Growth(
                undone(
                    lambda: bulk_save_because(
                        tasks[:90], reason="measured", by=house.manager, fields=["percent"]
                    )
                ),
                "90 to 900 rows",
            ),
            most_ratio=0.5,
            rounds=5,
        ),
        Case(
            "raise reminders, 1,000 tasks due",
            _raise(house.long),
            _insert_due(house.long),
            "one INSERT … SELECT",
            growth=Growth(_raise(house.usual), "100 to 1,000 tasks"),
            rounds=5,
        ),
        Case(
            f"log chain, {ENTRIES} entries",
            undone(lambda: _log(house, house.usual, ENTRIES)),
            _bare_chain,
            "SHA-256 over canonical JSON, one INSERT for all",
            growth=Growth(undone(lambda: _log(house, house.usual, ENTRIES // 10)), "20 to 200 entries"),
            rounds=5,
        ),
    ]


def undone(work: Work) -> Work:
    """The work in a transaction that is taken back, so that each round finds the same."""

    def tried() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return tried


def _edit(house: House, project: Project) -> Work:
    task = Task.objects.of(project).tasks().select_related("project", "owner").first()
    percents = itertools.cycle([10, 20])
    return lambda: edit_task(actor=house.manager, task=task, version=None, percent=next(percents))


def _assess(house: House, project: Project) -> Work:
    rows = Checkpoint.objects.of(project).in_order().select_related("project", "requirement__clause")
    checkpoint = rows.last()
    notes = itertools.count()
    return lambda: assess_checkpoint(
        actor=house.manager, checkpoint=checkpoint, state="partly_met", note=f"seen {next(notes)}"
    )


def _plain_save(row: Any) -> Work:
    """What Django alone needs to read a row and save it."""

    def save() -> None:
        with transaction.atomic():
            type(row)._default_manager.get(pk=row.pk).save_base(raw=True)

    return save


def _post_task(house: House, server: Server) -> Work:
    task = Task.objects.of(house.usual).tasks().last()
    percents = itertools.cycle([10, 20])

    def post() -> None:
        version = Task.objects.values_list("version", flat=True).get(pk=task.pk)
        server.post(
            f"/projects/{house.usual.slug}/plan/tasks/{task.pk}/row/",
            {
                "version": version,
                "owner": task.owner_id,
                "starts_on": task.starts_on,
                "due_on": task.due_on,
                "percent": next(percents),
            },
        )

    return post


def _post_assessment(house: House, server: Server) -> Work:
    checkpoint = Checkpoint.objects.of(house.usual).in_order().last()
    notes = itertools.count()
    path = f"/projects/{house.usual.slug}/checkpoints/{checkpoint.pk}/assessment/"

    def post() -> None:
        version = Checkpoint.objects.values_list("version", flat=True).get(pk=checkpoint.pk)
        server.post(path, {"version": version, "state": "not_met", "note": f"posted {next(notes)}"})

    return post


def _raise(project: Project) -> Work:
    """All reminders of one project, on a day on which everything in it is due."""

    def work() -> None:
        ReminderRule.objects.exclude(project=project).update(is_active=False)
        if not raise_due(now=DUE):
            raise RuntimeError("nothing was due")

    return undone(work)


def _insert_due(project: Project) -> Work:
    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE told (task TEXT, person TEXT, due_on TEXT, UNIQUE (task, person))"
            )
            cursor.execute(
                "INSERT INTO told SELECT id, owner_id, due_on FROM plan_task WHERE project_id = %s "
                "AND actual_finish_on IS NULL",
                [key_of(project)],
            )
            cursor.execute("DROP TABLE told")

    return undone(work)


def _log(house: House, project: Project, entries: int) -> None:
    for number in range(entries):
        record(house.manager, "plan.task_changed", project, after={"percent": number}, reason="measured")


def _bare_chain() -> None:
    digest, rows = "0" * 64, []
    for number in range(ENTRIES):
        entry = {"position": number, "after": {"percent": number}, "previous": digest}
        body = json.dumps(entry, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(body.encode()).hexdigest()
        rows.append((number, body, digest))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (place INTEGER, body TEXT, digest TEXT)")
        cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s)", rows)
        cursor.execute("DROP TABLE bare")

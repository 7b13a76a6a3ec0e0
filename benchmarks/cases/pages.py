"""Whole pages as one person asks for them; the floor reads the same rows and joins them into a string."""

from __future__ import annotations

import html

from django.db import connection
from django.test import Client

from benchmarks.harness import Case, Growth, Work
from benchmarks.house import House
from benchmarks.server import Server
from tracker.projects.models import Project

CHECKLIST = (
    "SELECT c.id, k.number, k.title, r.position, r.text, c.state, c.note, c.assessed_at, u.name, p.name, "
    "(SELECT COUNT(*) FROM checklist_checkpointevidence e WHERE e.checkpoint_id = c.id) "
    "FROM checklist_checkpoint c JOIN standard_requirement r ON r.id = c.requirement_id "
    "JOIN standard_clause k ON k.id = r.clause_id LEFT JOIN people_user u ON u.id = c.assessed_by_id "
    "LEFT JOIN people_person p ON p.id = c.owner_id "
    "WHERE c.project_id = %s ORDER BY k.sort_key, r.position"
)
PLAN = (
    "SELECT t.id, t.uid, t.name, t.starts_on, t.due_on, t.percent, p.name, b.starts_on, b.due_on "
    "FROM plan_task t LEFT JOIN people_person p ON p.id = t.owner_id "
    "LEFT JOIN plan_baselinerow b ON b.task_id = t.id WHERE t.project_id = %s ORDER BY t.place"
)
EVIDENCE = (
    "SELECT r.evidence_id, r.state, r.effective_from, r.expires_on, c.verdict FROM evidence_evidencerevision r "
    "LEFT JOIN evidence_confirmation c ON c.revision_id = r.id WHERE r.project_id = %s"
)


def pages(house: House, server: Server) -> list[Case]:
    client = Client()
    client.force_login(house.manager)

    def page(project: Project, rest: str = "") -> Work:
        path = f"/projects/{project.slug}/{rest}"

        def ask() -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return ask

    def http(project: Project, rest: str = "") -> Work:
        return lambda: server.get(f"/projects/{project.slug}/{rest}")

    return [
        Case(
            "overview",
            page(house.usual),
            _rows(house.usual, PLAN, CHECKLIST, EVIDENCE),
            "three queries, string join",
            http(house.usual),
            Growth(page(house.short), "21 to 206 checkpoints"),
            most_queries=12,
        ),
        Case(
            "overview, 1,000 tasks",
            page(house.long),
            _rows(house.long, PLAN, CHECKLIST, EVIDENCE),
            "three queries, string join",
            http(house.long),
            Growth(page(house.usual), "100 to 1,000 tasks"),
            most_queries=12,
        ),
        Case(
            "checklist, 206 checkpoints",
            page(house.usual, "checklist/all/"),
            _rows(house.usual, CHECKLIST),
            "one query, string join",
            http(house.usual, "checklist/all/"),
            Growth(page(house.short, "checklist/all/"), "21 to 206 checkpoints"),
            most_queries=8,
            most_ratio=2.5,
        ),
        Case(
            "plan, 1,000 tasks",
            page(house.long, "plan/"),
            _rows(house.long, PLAN),
            "one query, string join",
            http(house.long, "plan/"),
            Growth(page(house.usual, "plan/"), "100 to 1,000 tasks"),
            most_queries=10,
            rounds=9,
        ),
    ]


def key_of(project: Project) -> str:
    """The project's id as the database keeps it."""
    return project.pk.hex if connection.vendor == "sqlite" else str(project.pk)


def _rows(project: Project, *questions: str) -> Work:
    def ask() -> str:
        tables = []
        for sql in questions:
            with connection.cursor() as cursor:
                cursor.execute(sql, [key_of(project)])
                found = cursor.fetchall()
            cells = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in found)
            tables.append("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
        return "".join(tables)

    return ask

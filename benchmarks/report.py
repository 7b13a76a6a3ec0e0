"""The figures, for people and for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django
from django.db import connection

from benchmarks.harness import Measured, Times
from tracker.core import clock


def table(rows: Iterable[Measured]) -> str:
    """For people: Markdown, as docs/performance.md holds it."""
    lines = [
        "| Work | Queries | CPU ms | Floor ms | × floor | HTTP ms | Growth | Floor |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.case.name} | {row.queries} | {_both(row.ours)} | {_both(row.floor)} "
        f"| {f'{row.ratio.median:.1f}' if row.ratio else '–'} | {_both(row.http)} "
        f"| {f'{row.grown.exponent:.2f} ({row.grown.words})' if row.grown else '–'} "
        f"| {row.case.floor_is or '–'} |"
        for row in rows
    ]
    return "\n".join(lines)


def _both(times: Times | None) -> str:
    """Median, and the least in brackets."""
    return f"{times.median:.1f} ({times.least:.1f})" if times else "–"


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "at": clock.now().isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": f"{connection.vendor} {_database_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "unit": "CPU milliseconds, median (least); over HTTP milliseconds of the clock, one gunicorn worker",
    }


def _database_version() -> str:
    with connection.cursor() as cursor:
        asked = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
        cursor.execute(asked)
        return str(cursor.fetchone()[0])


def write_json(target: Path, rows: Iterable[Measured], facts: dict[str, Any]) -> None:
    """For machines."""
    content = {"machine": facts, "rows": [_plain(row) for row in rows]}
    target.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _plain(row: Measured) -> dict[str, Any]:
    parts = {"ours": row.ours, "floor": row.floor, "ratio": row.ratio, "http": row.http, "growth": row.grown}
    return {
        "name": row.case.name,
        "floor_is": row.case.floor_is,
        "rounds": row.rounds,
        "queries": row.queries,
        "most_queries": row.case.most_queries,
        "most_ratio": row.case.most_ratio,
        **{name: asdict(part) if part else None for name, part in parts.items()},
        "not_met": row.complaints,
    }

"""Small plan files of our own, written line by line so that tests know which line is which."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="http://schemas.microsoft.com/project">\n<Tasks>\n'
TAIL = "</Tasks>\n</Project>\n"


def xml_task(uid: int, *, links: str = "", level: int = 1, more: str = "", **facts: str) -> str:
    """A task on one line."""
    said = {
        "Name": f"Task {uid}",
        "Start": "2026-11-02T08:00:00",
        "Finish": "2026-11-06T17:00:00",
        "Duration": "PT40H0M0S",
        **facts,
    }
    values = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    return f"<Task><UID>{uid}</UID><OutlineLevel>{level}</OutlineLevel>{values}{links}{more}</Task>\n"


def xml_link(uid: int, kind: int = 1, lag: int = 0, unit: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{unit}</LagFormat></PredecessorLink>"
    )


def xml(*tasks: str) -> io.BytesIO:
    """The first task stands on line 4."""
    return io.BytesIO((HEAD + "".join(tasks) + TAIL).encode())


def csv(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join(lines).encode())


def xlsx(*rows: list[Any]) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    made.seek(0)
    return made

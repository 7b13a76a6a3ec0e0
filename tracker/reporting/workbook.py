"""The tables of a report as a workbook: the rows that stand on its pages, from the content it was frozen with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.tables import Sheet, write_workbook
from tracker.reporting import words
from tracker.reporting.choices import Kind
from tracker.reporting.models import Report

Line = dict[str, Any]
Column = tuple[str, Callable[[Line], object]]


def workbook(report: Report) -> bytes:
    """One sheet for each table, and a first one that says of which report they are; in the report's language.

    Raises `RuleBroken` where the content was not kept.
    """
    if not report.content:
        raise RuleBroken(
            _("This report was built by an earlier version, which kept no tables. Build it anew.")
        )
    with translation.override(report.language):
        tables = _readiness(report.content) if report.kind == Kind.READINESS else _chapters(report.content)
        return write_workbook([_about(report), *(table for table in tables if table.rows), *_changes(report)])


def _about(report: Report) -> Sheet:
    head = report.content["head"]
    return Sheet(
        _("About"),
        [_("Report"), str(Kind(report.kind).label)],
        [
            [_("Organization"), head["organization"]],
            [_("Implementation"), head["project"]],
            [_("Edition"), head["edition"]],
            [_("As of"), words.utc(datetime.fromisoformat(head["as_of"]))],
            [_("Log"), _("entry %(num)s") % {"num": head["log_position"]}],
            [_("SHA-256 of the content, as in the PDF"), report.content_digest],
        ],
    )


def _changes(report: Report) -> Iterator[Sheet]:
    changes = report.content.get("changes") or []
    if changes:
        columns = (
            _plain(_("Figure"), "label"),
            _plain(_("Before"), "before"),
            _plain(_("Now"), "now"),
        )
        yield _sheet(_("Since the last one"), changes, columns)


# The readiness report has tables of its own ------------------------------------------


def _readiness(content: dict[str, Any]) -> Iterator[Sheet]:
    yield _sheet(_("Milestones"), content["milestones"], _milestones())
    yield _sheet(_("Clauses"), content["clauses"], _clauses())
    yield _sheet(_("Decisions"), content["decisions"], _decisions())
    yield _sheet(_("Gaps"), content["gaps"], _gaps())
    yield _sheet(_("Training coverage"), content["coverage"], _coverage())
    yield _sheet(_("Sign-offs"), content["signoffs"], _signoffs())


def _milestones() -> tuple[Column, ...]:
    return (
        _plain(_("Milestone"), "name"),
        _day(_("Baseline"), "baseline_on"),
        _day(_("Forecast"), "forecast_on"),
        _day(_("Actual"), "actual_on"),
        _plain(_("Slip in days"), "slip"),
        (_("Status"), lambda line: words.health_word(line["health"])),
    )


def _clauses() -> tuple[Column, ...]:
    return (
        _plain(_("Clause"), "number"),
        _plain(_("Title"), "title"),
        _plain(_("Confirmed"), "ready"),
        _plain(_("Met, not yet confirmed"), "waits"),
        _plain(_("Partly met"), "partly"),
        _plain(_("Not met"), "not_met"),
        _plain(_("Lapsed"), "lapsed"),
        _plain(_("Not assessed"), "not_assessed"),
        _plain(_("All"), "total"),
        _plain(_("Confirmed a month before"), "before"),
    )


def _decisions() -> tuple[Column, ...]:
    return (
        _plain(_("Question"), "question"),
        _plain(_("What it means"), "meaning"),
        _plain(_("Asked of"), "asked_of"),
        _plain(_("Asked by"), "asked_by"),
        _day(_("Asked on"), "asked_on"),
        _day(_("Due"), "due_on"),
    )


def _gaps() -> tuple[Column, ...]:
    return (
        _plain(_("No."), "code"),
        _plain(_("Clause"), "clause"),
        _plain(_("What is to be shown"), "text"),
        (_("State"), lambda line: words.state_word(line["standing"])),
        _plain(_("Owner"), "owner"),
        _day(_("Due"), "target_on"),
    )


def _coverage() -> tuple[Column, ...]:
    return (
        _plain(_("Department"), "name"),
        _plain(_("People with needs"), "people"),
        _plain(_("Covered"), "covered"),
        _plain(_("Of those soon not"), "expiring"),
    )


def _signoffs() -> tuple[Column, ...]:
    return (
        _plain(_("What"), "title"),
        _plain(_("Who"), "who"),
        _plain(_("Role"), "role"),
        (_("When"), lambda line: words.utc(datetime.fromisoformat(line["at"])) if line["at"] else ""),
        _plain(_("State"), "word"),
        _plain(_("Conditions"), "conditions"),
        _plain(_("SHA-256"), "digest"),
    )


# All others are chapters with blocks ----------------------------------------------------


def _chapters(content: dict[str, Any]) -> Iterator[Sheet]:
    for chapter in content["chapters"]:
        for block in chapter["blocks"]:
            yield Sheet(block["title"], block["heads"], [_texts(row) for row in block["rows"]])


def _texts(row: Iterable[Line]) -> list[object]:
    return [" · ".join(part for part in (cell["text"], cell["sub"]) if part) for cell in row]


def _sheet(title: str, lines: list[Line], columns: Iterable[Column]) -> Sheet:
    named = list(columns)
    return Sheet(title, [head for head, _of in named], [[of(line) for _head, of in named] for line in lines])


def _plain(head: str, name: str) -> Column:
    return head, lambda line: line.get(name)


def _day(head: str, name: str) -> Column:
    return head, lambda line: date.fromisoformat(line[name]) if line.get(name) else None

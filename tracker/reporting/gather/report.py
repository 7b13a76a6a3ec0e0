"""The facts of a readiness report: the plan, the checklist now and a month ago, what is asked of management."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tracker.checklist import queries as checklist
from tracker.checklist.queries import CheckpointRow, Tally, tallies
from tracker.core import clock
from tracker.evidence import queries as evidence
from tracker.evidence.choices import Standing
from tracker.plan import queries as plan
from tracker.projects.models import Project
from tracker.reporting.content import (
    ClauseFigures,
    CoverageLine,
    DecisionLine,
    GapLine,
    MilestoneLine,
    ReportContent,
)
from tracker.reporting.gather.shared import head_of, signoff_lines
from tracker.reporting.gather.since import marks_of
from tracker.reporting.models import Report
from tracker.signoffs import queries as signoffs
from tracker.standard.models import Clause
from tracker.training import queries as training

MONTH = timedelta(days=30)
EXPIRING_WITHIN = timedelta(days=60)
TOP_GAPS = 10
NO_EVIDENCE_NOW = {Standing.WITHDRAWN, Standing.SUPERSEDED}


def gather_report(report: Report) -> ReportContent:
    """Everything the report says. Checklist and evidence are as of its moment; the plan as it stands."""
    project, at = report.project, report.as_of
    today = clock.on_day(at, project.zone)
    rows = checklist.checklist_rows(project, at)
    gaps = sorted((row for row in rows if not row.met), key=_pressing)
    documents = [row for row in checklist.register(project, at) if row.required]
    newest = [revisions[0] for revisions in evidence.revision_facts(project, at=at).values()]
    content = ReportContent(
        head=head_of(report),
        today=today,
        target_on=project.target_on,
        tolerance_days=project.tolerance_days,
        training_target=project.training_target,
        milestones=_milestones(project, today),
        clauses=_clauses(project, rows, at),
        before_on=today - MONTH,
        decisions=_decisions(project, today, at),
        gaps=tuple(_gap(row) for row in gaps[:TOP_GAPS]),
        gap_count=len(gaps),
        coverage=_coverage(project, today),
        required_documents=len(documents),
        missing_documents=sum(row.held in {"missing", "expired"} for row in documents),
        expiring_evidence=sum(fact.standing == Standing.EXPIRING for fact in newest),
        waiting_evidence=sum(fact.standing == Standing.TO_CONFIRM for fact in newest),
        signoffs=signoff_lines(project, at),
    )
    return replace(content, marks=marks_of(content))


PRESSING = {"lapsed": 0, "not_met": 1, "partly_met": 2, "not_assessed": 3}


def _pressing(row: CheckpointRow) -> tuple[int, date]:
    return PRESSING.get(row.standing, 4), row.target_on or date.max


def _milestones(project: Project, today: date) -> tuple[MilestoneLine, ...]:
    return tuple(
        MilestoneLine(
            name=fact.name,
            kind=str(fact.kind),
            baseline_on=fact.baseline_on,
            forecast_on=fact.forecast_on,
            actual_on=fact.actual_on,
            slip=fact.slip,
            health=fact.health,
        )
        for fact in plan.milestones(project, on=today)
    )


def _clauses(project: Project, rows: list[CheckpointRow], at: datetime) -> tuple[ClauseFigures, ...]:
    now = tallies(rows)
    before = tallies(checklist.checklist_rows(project, at - MONTH))
    top = Clause.objects.of(project.edition).auditable().top().order_by("sort_key")
    return tuple(
        _figures(number, title, now.get(number, Tally()), before.get(number))
        for number, title in top.values_list("number", "title")
    )


def _figures(number: str, title: str, tally: Tally, before: Tally | None) -> ClauseFigures:
    return ClauseFigures(
        number=number,
        title=title,
        total=tally.total,
        ready=tally.ready,
        waits=tally.met - tally.ready,
        partly=tally.partly,
        not_met=tally.not_met,
        not_assessed=tally.not_assessed,
        lapsed=tally.lapsed,
        before=before.ready if before is not None else None,
    )


def _decisions(project: Project, today: date, at: datetime) -> tuple[DecisionLine, ...]:
    waiting = signoffs.waiting_in(project).filter(created_at__lte=at)
    return tuple(
        DecisionLine(
            question=asked.question,
            meaning=asked.meaning,
            asked_of=signoffs.waits_for(asked),
            asked_by=asked.requested_by.name,
            asked_on=clock.on_day(asked.created_at, project.zone),
            due_on=asked.due_on,
            overdue=asked.is_overdue(on=today),
        )
        for asked in waiting.order_by("due_on", "created_at")
    )


def _gap(row: CheckpointRow) -> GapLine:
    return GapLine(
        code=row.code,
        clause=row.clause,
        text=row.text,
        standing=row.standing,
        owner=row.owner,
        target_on=row.target_on,
    )


def _coverage(project: Project, today: date) -> tuple[CoverageLine, ...]:
    """By department: who is covered now, and how many of them no longer will be in two months."""
    later = {row.pk: row for row in training.coverage_by_department(project, on=today + EXPIRING_WITHIN)}
    return tuple(
        CoverageLine(
            name=row.name or _("No department"),
            covered=row.covered,
            expiring=max(row.covered - later[row.pk].covered, 0) if row.pk in later else 0,
            people=row.people,
        )
        for row in training.coverage_by_department(project, on=today)
        if row.people
    )

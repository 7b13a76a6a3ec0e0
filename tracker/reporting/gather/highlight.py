"""A highlight report: what the period brought, what it did not, what stands in the way, what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core import clock
from tracker.core.formats import day, day_year
from tracker.governance.models import DecisionAsked, Obstacle
from tracker.governance.queries import case_of
from tracker.plan.choices import DeliverableState
from tracker.plan.control import ChangeRequest
from tracker.plan.models import Deliverable
from tracker.plan.queries import MilestoneFact, Outlook, certificate, milestones, outlook
from tracker.plan.queries.facts import TaskFact
from tracker.progress.choices import ExceptionState
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.measures import Measure, measures
from tracker.projects.models import Project
from tracker.reporting.content import Mark
from tracker.reporting.gather.parts import (
    deliverable_block,
    exception_block,
    forecast_sentence,
    milestone_block,
    risk_block,
    table,
    tolerance_block,
    within,
    words,
)
from tracker.reporting.gather.shared import head_of
from tracker.reporting.models import Report
from tracker.reporting.papers import Block, Cell, Chapter, Fact, Paper
from tracker.reporting.words import long_slip, short_day
from tracker.signoffs import queries as signoffs

USUAL_PERIOD = timedelta(days=28)
SHORTEST = timedelta(days=7)


class _Seen(NamedTuple):
    """What all chapters are made from."""

    project: Project
    after: date
    today: date
    ends: date
    view: Outlook
    milestones: list[MilestoneFact]
    deliverables: list[Deliverable]
    measures: list[Measure]
    exceptions: list[ExceptionReport]
    obstacles: list[Obstacle]
    changes: list[ChangeRequest]

    @property
    def work(self) -> list[TaskFact]:
        return [row for row in self.view.tasks if not (row.is_summary or row.is_milestone)]

    @property
    def finished(self) -> list[Deliverable]:
        zone = self.project.zone
        return [
            row
            for row in self.deliverables
            if row.accepted_at and within(clock.on_day(row.accepted_at, zone), self.after, self.today)
        ]

    @property
    def overdue(self) -> list[Deliverable]:
        return [
            row for row in self.deliverables if self._open(row) and row.due_on and row.due_on <= self.today
        ]

    @property
    def coming(self) -> list[Deliverable]:
        return [
            row for row in self.deliverables if self._open(row) and within(row.due_on, self.today, self.ends)
        ]

    @property
    def blocked(self) -> list[TaskFact]:
        return [row for row in self.view.tasks if row.blocked_reason and row.actual_finish_on is None]

    @staticmethod
    def _open(row: Deliverable) -> bool:
        return row.state != DeliverableState.ACCEPTED


def gather_highlight(report: Report) -> Paper:
    """The plan has no past: everything is as it stands, within the period that the report names."""
    seen = _look(report)
    done = [row for row in seen.work if within(row.actual_finish_on, seen.after, seen.today)]
    passed = [row for row in seen.milestones if within(row.actual_on, seen.after, seen.today)]
    open_measures = [row for row in seen.measures if row.passed]
    decisions = _decisions(seen.project)
    return Paper(
        head=head_of(report),
        kind=report.kind,
        title=_("Highlight report"),
        about=_("%(first)s to %(last)s")
        % {"first": day_year(seen.after + timedelta(days=1)), "last": day_year(seen.today)},
        today=seen.today,
        since=seen.after,
        answer=forecast_sentence(certificate(seen.milestones)),
        why=_why(seen, len(done)),
        facts=(
            Fact(str(len(seen.finished)), _("Products finished"), _("accepted in this period")),
            Fact(str(len(seen.overdue)), _("Products due and open"), _("planned by now, not accepted")),
            Fact(
                str(len(open_measures)), _("Tolerances passed"), _("of %(n)s set") % {"n": len(seen.measures)}
            ),
            Fact(str(len(decisions)), _("Decisions asked"), _("wait for an answer")),
        ),
        chapters=(
            _products(seen, done, passed),
            _issues(seen),
            Chapter(
                _("Tolerances"),
                _tolerance_claim(open_measures),
                (tolerance_block(seen.measures), _changes(seen)),
            ),
            _next(seen, decisions),
        ),
        marks=_marks(seen),
    )


def _marks(seen: _Seen) -> tuple[Mark, ...]:
    return (
        Mark(
            "accepted",
            _("products accepted in all"),
            sum(not seen._open(row) for row in seen.deliverables),
        ),
        Mark("overdue", _("products due and open"), len(seen.overdue)),
        Mark(
            "tasks",
            _("tasks finished in all"),
            sum(row.actual_finish_on is not None for row in seen.work),
        ),
        Mark("issues", _("issues open"), len(seen.obstacles) + len(seen.blocked)),
        Mark("exceptions", _("exceptions undecided"), len(seen.exceptions)),
        Mark("slip", _("days behind the baseline at the end"), _slip(seen)),
    )


def _look(report: Report) -> _Seen:
    project, today = report.project, clock.on_day(report.as_of, report.project.zone)
    after = report.since or today - USUAL_PERIOD
    view = outlook(project, today)
    deliverables = Deliverable.objects.of(project).select_related("owner").order_by("due_on", "name", "id")
    exceptions = ExceptionReport.objects.of(project).exclude(state=ExceptionState.DECIDED)
    return _Seen(
        project=project,
        after=after,
        today=today,
        ends=today + max(today - after, SHORTEST),
        view=view,
        milestones=milestones(project, view),
        deliverables=list(deliverables),
        measures=measures(project, view),
        exceptions=list(exceptions.select_related("phase")),
        obstacles=list(Obstacle.objects.of(project).filter(closed_on=None).select_related("owner")),
        changes=[row for row in ChangeRequest.objects.of(project) if _is_news(row, after, project.zone)],
    )


def _is_news(row: ChangeRequest, after: date, zone: str) -> bool:
    moved = row.decided_at or row.changed_at
    return row.is_open or clock.on_day(moved, zone) > after


def _slip(seen: _Seen) -> int:
    end = certificate(seen.milestones)
    return end.slip if end else 0


def _why(seen: _Seen, done: int) -> str:
    first = ngettext(
        "Since %(day)s %(n)s task was finished", "Since %(day)s %(n)s tasks were finished", done
    ) % {"n": done, "day": day(seen.after)}
    second = ngettext("%(n)s product was accepted", "%(n)s products were accepted", len(seen.finished)) % {
        "n": len(seen.finished)
    }
    said = _("%(first)s and %(second)s.") % {"first": first, "second": second}
    if not seen.exceptions:
        return said + " " + _("No exception is open.")
    return f"{said} " + ngettext(
        "%(n)s exception waits for a decision.", "%(n)s exceptions wait for a decision.", len(seen.exceptions)
    ) % {"n": len(seen.exceptions)}


def _products(seen: _Seen, done: list[TaskFact], passed: list[MilestoneFact]) -> Chapter:
    late = len(seen.overdue)
    claim = ngettext(
        "%(n)s product was finished in this period; ",
        "%(n)s products were finished in this period; ",
        len(seen.finished),
    ) % {"n": len(seen.finished) or _("No")}
    claim += ngettext("%(n)s is due and open.", "%(n)s are due and open.", late) % {"n": late or _("none")}
    return Chapter(
        _("Products"),
        claim,
        (
            deliverable_block(_("Finished in this period"), "", seen.finished),
            deliverable_block(_("Due by now, and not finished"), _("The oldest first."), seen.overdue),
            milestone_block(_("Milestones passed"), passed),
            _tasks(_("Work finished"), seen, done),
        ),
    )


def _tasks(title: str, seen: _Seen, found: Iterable[TaskFact]) -> Block:
    rows = [
        (
            Cell(row.name),
            Cell(row.owner or _("nobody")),
            Cell(short_day(row.planned_due)),
            Cell(short_day(seen.view.finish(row))),
        )
        for row in found
    ]
    heads = (_("Task"), _("Owner"), _("Baseline"), _("Now"))
    return table(title, "", heads, ("", "w40", "w22 n", "w22 n"), rows)


def _issues(seen: _Seen) -> Chapter:
    count = len(seen.obstacles) + len(seen.blocked) + len(seen.exceptions)
    claim = ngettext(
        "%(n)s thing stands in the way.", "%(n)s things stand in the way.", count
    ) % {"n": count}  # fmt: skip
    obstacles = [
        (Cell(row.title, sub=row.effect), Cell(str(row.owner)), Cell(short_day(row.due_on)))
        for row in seen.obstacles
    ]
    blocked = [
        (Cell(row.name, sub=row.blocked_reason), Cell(row.owner or _("nobody"))) for row in seen.blocked
    ]
    late = [row for row in seen.milestones if not row.done and row.slip > 0]
    case = case_of(seen.project)
    blocks = [
        table(
            _("Raised to management"), "", (_("What"), _("Owner"), _("By")), ("", "w40", "w22 n"), obstacles
        ),
        table(_("Work that is blocked"), "", (_("Task, and why"), _("Owner")), ("", "w40"), blocked),
        exception_block(_("Exceptions without a decision"), seen.exceptions),
        milestone_block(_("Risk to dates: milestones forecast after their baseline"), late),
    ]
    if case is not None and case.risks.strip():
        blocks.append(words(_("Risk to the business case"), case.risks))
    blocks.append(risk_block(seen.project))
    return Chapter(_("Issues and risks"), claim if count else _("Nothing stands in the way."), tuple(blocks))


def _tolerance_claim(passed: list[Measure]) -> str:
    if not passed:
        return _("Every tolerance is kept.")
    return ngettext(
        "%(n)s tolerance is passed: %(where)s.",
        "%(n)s tolerances are passed, among them %(where)s.",
        len(passed),
    ) % {"n": len(passed), "where": passed[0].where}


def _changes(seen: _Seen) -> Block:
    rows = [
        (
            Cell(str(row.number)),
            Cell(row.title, sub=row.reason[:200]),
            Cell(row.get_state_display().lower(), "part" if row.is_open else "met"),
            Cell(short_day(row.decided_at)),
        )
        for row in seen.changes
    ]
    heads = (_("No."), _("Change"), _("State"), _("Decided"))
    return table(
        _("Change requests"), _("Open, or moved in this period."), heads, ("w12", "", "w30", "w22 n"), rows
    )


def _next(seen: _Seen, decisions: list[tuple[Cell, ...]]) -> Chapter:
    ahead = [
        row for row in seen.milestones if not row.done and within(row.forecast_on, seen.today, seen.ends)
    ]
    work = [
        row
        for row in seen.work
        if row.actual_finish_on is None and within(seen.view.finish(row), seen.today, seen.ends)
    ]
    late = max((row.slip for row in ahead), default=0)
    claim = _("Due by %(day)s: %(products)s, %(milestones)s.") % {
        "day": day(seen.ends),
        "products": ngettext("%(n)s product", "%(n)s products", len(seen.coming)) % {"n": len(seen.coming)},
        "milestones": ngettext("%(n)s milestone", "%(n)s milestones", len(ahead)) % {"n": len(ahead)},
    }
    if late > 0:
        claim = claim + " " + _("The latest milestone is %(slip)s.") % {"slip": long_slip(late)}
    heads = (_("Question"), _("Of whom"), _("By"))
    return Chapter(
        _("Next period"),
        claim,
        (
            table(_("Decisions needed"), "", heads, ("", "w40", "w22 n"), decisions),
            deliverable_block(_("Products due"), "", seen.coming),
            milestone_block(_("Milestones expected"), ahead),
            _tasks(_("Work to be finished"), seen, work),
        ),
    )


def _decisions(project: Project) -> list[tuple[Cell, ...]]:
    asked = [
        (row.due_on, row.question, signoffs.waits_for(row))
        for row in signoffs.waiting_in(project).order_by("due_on", "id")
    ]
    open_ = (
        DecisionAsked.objects.of(project).filter(decided_on=None, withdrawn_on=None).select_related("decider")
    )
    asked += [(row.due_on, row.question, row.decider.name) for row in open_]
    return [(Cell(what), Cell(who), Cell(short_day(due))) for due, what, who in sorted(asked)]

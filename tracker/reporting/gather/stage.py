"""A stage-end report: what the stage was to bring, what it brought, what it leaves, and what the next one asks."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year, signed
from tracker.governance.queries import case_of, standing_of_case
from tracker.plan.choices import DeliverableState
from tracker.plan.models import Deliverable, Milestone, Phase
from tracker.plan.queries import MilestoneFact, Outlook, milestones, outlook
from tracker.plan.queries.facts import TaskFact
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.measures import measures
from tracker.projects.models import Project
from tracker.reporting.content import Mark
from tracker.reporting.gather.parts import (
    deliverable_block,
    exception_block,
    milestone_block,
    risk_block,
    table,
    tolerance_block,
)
from tracker.reporting.gather.shared import head_of
from tracker.reporting.models import Report
from tracker.reporting.papers import Block, Cell, Chapter, Fact, Paper
from tracker.reporting.words import SIGNOFF_CLASSES, long_slip, short_day
from tracker.reviews.models import GateReview
from tracker.reviews.queries import lessons_of_stage, uses_in_stage

GATE_TONES = {"go": "met", "conditions": "part", "hold": "risk", "stop": "off"}


def gather_stage_end(report: Report) -> Paper:
    """Everything about one stage, as the plan stands."""
    project = report.project
    phase = Phase.objects.of(project).filter(pk=report.subject).first()
    if phase is None:
        raise RuleBroken(_("The stage of this report is no longer in the plan."))
    today = clock.on_day(report.as_of, project.zone)
    view = outlook(project, today)
    tasks = _work(view, phase)
    done = [row for row in tasks if row.actual_finish_on]
    products = list(
        Deliverable.objects.of(project)
        .filter(task__phase=phase)
        .select_related("owner")
        .order_by("due_on", "name")
    )
    accepted = [row for row in products if row.state == DeliverableState.ACCEPTED]
    exceptions = list(ExceptionReport.objects.of(project).filter(phase=phase).select_related("phase"))
    found = [row for row in measures(project, view) if row.phase is None or row.phase.pk == phase.pk]
    slip = _slip(view, tasks)
    return Paper(
        head=head_of(report),
        kind=report.kind,
        title=_("Stage-end report"),
        about=phase.name,
        today=today,
        since=None,
        answer=_answer(phase, len(done), len(tasks)),
        why=_when(view, tasks, slip),
        facts=_facts(done, tasks, accepted, products, slip, exceptions),
        chapters=(
            _products(products, accepted),
            Chapter(
                _("How the stage went"),
                _when(view, tasks, slip),
                (
                    milestone_block(_("Milestones of the stage"), _milestones(project, view, phase)),
                    _gates(project, phase),
                    tolerance_block(found),
                    exception_block(_("Exceptions of the stage"), exceptions),
                    risk_block(project),
                    *_lessons(project, phase),
                    _left(view, [row for row in tasks if not row.actual_finish_on]),
                ),
            ),
            _next(project, view, phase),
        ),
        marks=_marks(done, accepted, slip, exceptions),
    )


def _facts(
    done: list[TaskFact],
    tasks: list[TaskFact],
    accepted: list[Deliverable],
    products: list[Deliverable],
    slip: int | None,
    exceptions: list[ExceptionReport],
) -> tuple[Fact, ...]:
    return (
        Fact(f"{len(done)} / {len(tasks)}", _("Tasks finished")),
        Fact(f"{len(accepted)} / {len(products)}", _("Products accepted")),
        Fact(signed(slip) if slip is not None else "–", _("Days against the baseline")),
        Fact(str(sum(row.is_open for row in exceptions)), _("Exceptions undecided")),
    )


def _marks(
    done: list[TaskFact], accepted: list[Deliverable], slip: int | None, exceptions: list[ExceptionReport]
) -> tuple[Mark, ...]:
    return (
        Mark("tasks", _("tasks finished"), len(done)),
        Mark("products", _("products accepted"), len(accepted)),
        Mark("exceptions", _("exceptions undecided"), sum(row.is_open for row in exceptions)),
        Mark("slip", _("days behind the baseline"), slip or 0),
    )


def _products(products: list[Deliverable], accepted: list[Deliverable]) -> Chapter:
    said = {"n": len(accepted), "all": len(products)}
    left = [row for row in products if row not in accepted]
    return Chapter(
        _("Products"),
        _("%(n)s of %(all)s products of this stage are accepted.") % said,
        (
            deliverable_block(_("Not accepted yet"), "", left),
            deliverable_block(_("Accepted"), "", accepted),
        ),
    )


def _work(view: Outlook, phase: Phase) -> list[TaskFact]:
    return [
        row for row in view.tasks if row.phase_id == phase.pk and not (row.is_summary or row.is_milestone)
    ]


def _milestones(project: Project, view: Outlook, phase: Phase) -> list[MilestoneFact]:
    of_stage = {row.id for row in view.tasks if row.phase_id == phase.pk}
    return [row for row in milestones(project, view) if row.task_id in of_stage]


def _slip(view: Outlook, tasks: list[TaskFact]) -> int | None:
    planned = [row.planned_due for row in tasks if row.planned_due]
    return (max(view.finish(row) for row in tasks) - max(planned)).days if planned else None


def _answer(phase: Phase, done: int, count: int) -> str:
    if not count:
        return _("No work is planned in “%(name)s”.") % {"name": phase.name}
    if done == count:
        return _("The work of “%(name)s” is finished.") % {"name": phase.name}
    left = count - done
    return ngettext(
        "“%(name)s” is not at its end: %(n)s task of it is open.",
        "“%(name)s” is not at its end: %(n)s tasks of it are open.",
        left,
    ) % {"name": phase.name, "n": left}


def _when(view: Outlook, tasks: list[TaskFact], slip: int | None) -> str:
    if not tasks:
        return _("There are no dates to speak of.")
    ends: date = max(view.finish(row) for row in tasks)
    behind = long_slip(slip) if slip is not None else _("with no approved baseline")
    return _("Its last work ends on %(day)s, %(slip)s.") % {"day": day_year(ends), "slip": behind}


def _gates(project: Project, phase: Phase) -> Block:
    wanted = Milestone.objects.of(project).filter(task__phase=phase)
    reviews = GateReview.objects.of(project).filter(milestone__in=wanted, closed_on=None)
    rows = [
        (
            Cell(row.milestone.task.name, sub="; ".join(one.text for one in row.conditions.all())[:300]),
            Cell(short_day(row.decided_on or row.held_on)),
            Cell(row.get_outcome_display() or _("not decided"), GATE_TONES.get(row.outcome, "none")),
        )
        for row in reviews.select_related("milestone__task").prefetch_related("conditions").order_by("number")
    ]
    heads = (_("Gate, and the conditions set"), _("On"), _("Decision"))
    return table(_("Gates"), "", heads, ("", "w22 n", "w40 gap"), rows)


def _lessons(project: Project, phase: Phase) -> tuple[Block, Block]:
    learned = [
        (Cell(row.title, sub=row.advice[:300]), Cell(row.get_kind_display()), Cell(short_day(row.raised_on)))
        for row in lessons_of_stage(project, phase)
    ]
    used = [
        (Cell(row.lesson.title, sub=row.text[:300]), Cell(str(row.task)), Cell(short_day(row.used_on)))
        for row in uses_in_stage(project, phase)
    ]
    shape = ("", "w40", "w22 n")
    advised = (_("Lesson, and what to do the next time"), _("Kind"), _("On"))
    done = (_("Lesson, and what was done with it"), _("Task"), _("On"))
    return (
        table(_("Lessons of the stage"), "", advised, shape, learned),
        table(_("Lessons used in the stage"), "", done, shape, used),
    )


def _left(view: Outlook, tasks: list[TaskFact]) -> Block:
    rows = [
        (
            Cell(row.name, sub=row.blocked_reason),
            Cell(row.owner or _("nobody")),
            Cell(short_day(view.finish(row))),
        )
        for row in tasks
    ]
    heads = (_("Task"), _("Owner"), _("Forecast"))
    return table(_("Work that the stage leaves open"), "", heads, ("", "w40", "w22 n"), rows)


def _next(project: Project, view: Outlook, phase: Phase) -> Chapter:
    after = Phase.objects.of(project).filter(place__gt=phase.place).order_by("place").first()
    case_block = _case(project)
    if after is None:
        return Chapter(_("What follows"), _("No stage follows this one."), (case_block,))
    tasks = _work(view, after)
    claim = _("“%(name)s” follows with %(n)s tasks.") % {"name": after.name, "n": len(tasks)}
    if tasks:
        said = {"name": after.name, "n": len(tasks), "day": day_year(max(view.finish(row) for row in tasks))}
        claim = _("“%(name)s” follows with %(n)s tasks and ends on %(day)s.") % said
    coming = Deliverable.objects.of(project).filter(task__phase=after).select_related("owner")
    return Chapter(
        _("What follows"),
        claim,
        (
            milestone_block(_("Milestones of the next stage"), _milestones(project, view, after)),
            deliverable_block(_("Products of the next stage"), "", coming.order_by("due_on", "name")),
            case_block,
        ),
    )


def _case(project: Project) -> Block:
    title, case = _("Business case"), case_of(project)
    if case is None:
        return Block(title, "", (_("There is none."),))
    standing = standing_of_case(case)
    if standing.signed is None:
        state, said = "none", _("not approved")
    elif standing.differences:
        state, said = "changed", _("changed since it was approved")
    else:
        state, said = (
            "approved",
            _("approved with %(receipt)s, and unchanged") % {"receipt": standing.signed.receipt},
        )
    rows = [
        (Cell(_("Whether it still carries the next stage")), Cell(said, SIGNOFF_CLASSES.get(state, "none")))
    ]
    return Block(title, "", (), (_("Question"), _("Answer")), ("", "w76"), tuple(rows))

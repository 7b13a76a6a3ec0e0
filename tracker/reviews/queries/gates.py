"""Gate reviews with what must hold, as it is at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.checklist.queries import readiness
from tracker.governance.queries import case_of, standing_of_case
from tracker.plan.choices import DeliverableState, MilestoneKind
from tracker.plan.models import Milestone
from tracker.plan.queries.milestones import deliverables_of, what_keeps_open
from tracker.progress.choices import ExceptionState
from tracker.progress.models import ExceptionReport
from tracker.projects.models import Project
from tracker.raid.models import RaidItem
from tracker.raid.queries import assessment_of, standing_of_assessment
from tracker.reviews.models import GateReview
from tracker.signoffs.content import Section
from tracker.training.queries import coverage


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that must hold: what is wanted, what is found, and where to look."""

    name: str
    wanted: str
    found: str
    met: bool


def gate_reviews(project: Project) -> Any:
    rows = GateReview.objects.of(project)
    return rows.select_related("milestone__task", "request", "project").prefetch_related("attendees__person")


def criteria(review: GateReview) -> list[Criterion]:
    """Computed from what is there now; nothing of it is typed in."""
    project = review.project
    found = [_work(review)]
    if review.deliverables:
        found.append(_deliverables(review))
    if review.ready_percent:
        found.append(_ready(project, review.ready_percent))
    if review.training_percent:
        percent = coverage(project).percent
        found.append(_share(_("Training coverage"), review.training_percent, percent))
    if review.risks_asked:
        found += _risks(project)
    if review.lessons_asked:
        found.append(_lessons(review))
    if review.case:
        found.append(_case(project))
    found.append(_exceptions(project))
    return found


def _work(review: GateReview) -> Criterion:
    left = what_keeps_open(review.milestone)
    words = ngettext("%(n)s is open: %(first)s", "%(n)s are open, first: %(first)s", len(left))
    said = words % {"n": len(left), "first": left[0]} if left else _("all of it")
    return Criterion(_("Work that leads here"), _("finished"), said, not left)


def _deliverables(review: GateReview) -> Criterion:
    states = [row.state for row in deliverables_of(review.milestone)]
    accepted = sum(state == DeliverableState.ACCEPTED for state in states)
    said = (
        _("%(n)s of %(all)s") % {"n": accepted, "all": len(states)} if states else _("none is planned here")
    )
    return Criterion(_("Deliverables"), _("accepted"), said, accepted == len(states))


def is_first_phase(milestone: Milestone) -> bool:
    """Whether passing it leaves the first phase of the plan that has a gate: the foundation."""
    gates = Milestone.objects.of(milestone.project).filter(kind=MilestoneKind.GATE, task__phase__isnull=False)
    first = gates.order_by("task__phase__place", "task__due_on").values_list("task__phase", flat=True).first()
    return first is not None and first == milestone.task.phase_id


def _risks(project: Project) -> list[Criterion]:
    """The initial assessment approved, and every high risk answered."""
    assessment = assessment_of(project)
    signed = standing_of_assessment(assessment).signed if assessment else None
    said = _("approved with %(receipt)s") % {"receipt": signed.receipt} if signed else _("not approved")
    bare = RaidItem.objects.of(project).open().high().unanswered().count()
    left = ngettext("%(n)s has none", "%(n)s have none", bare) % {"n": bare} if bare else _("all of them")
    return [
        Criterion(_("Risk assessment"), _("approved"), said, signed is not None),
        Criterion(_("High risks"), _("each with a response"), left, not bare),
    ]


def _lessons(review: GateReview) -> Criterion:
    count = review.lessons.count()
    name, wanted = _("Lessons of the stage"), _("written down, or said that there are none")
    if count:
        return Criterion(
            name,
            wanted,
            ngettext("%(n)s is written down", "%(n)s are written down", count) % {"n": count},
            True,
        )
    said = _("none: %(why)s") % {"why": review.no_lessons} if review.no_lessons else _("nothing is said yet")
    return Criterion(name, wanted, said, bool(review.no_lessons))


def _ready(project: Project, wanted: int) -> Criterion:
    rows = readiness(project)
    total = sum(row.total for row in rows)
    percent = 100 * sum(row.ready for row in rows) // total if total else 0
    return _share(_("Requirements ready"), wanted, percent)


def _share(name: str, wanted: int, percent: int) -> Criterion:
    at_least = _("at least %(n)s %%") % {"n": wanted}
    return Criterion(name, at_least, _("%(n)s %%") % {"n": percent}, percent >= wanted)


def _case(project: Project) -> Criterion:
    case = case_of(project)
    name, wanted = _("Business case"), _("approved and unchanged")
    if case is None:
        return Criterion(name, wanted, _("there is none"), False)
    standing = standing_of_case(case)
    if standing.signed is None:
        return Criterion(name, wanted, _("not approved"), False)
    if standing.differences:
        return Criterion(name, wanted, _("changed since it was approved"), False)
    return Criterion(
        name, wanted, _("approved with %(receipt)s") % {"receipt": standing.signed.receipt}, True
    )


def _exceptions(project: Project) -> Criterion:
    left = ExceptionReport.objects.of(project).exclude(state=ExceptionState.DECIDED).count()
    said = (
        ngettext("%(n)s is undecided", "%(n)s are undecided", left) % {"n": left}
        if left
        else _("none is open")
    )
    return Criterion(_("Exceptions"), _("decided"), said, not left)


def sections_of_gate(review: GateReview, found: list[Criterion]) -> list[Section]:
    """What stands beside the milestone in the frozen content: what must hold and who sat there."""
    return [
        Section(
            title=_("What must hold at this gate"),
            heads=[_("What"), _("Wanted"), _("Found"), _("Holds")],
            table=[[row.name, row.wanted, row.found, _("yes") if row.met else _("no")] for row in found],
        ),
        Section(
            title=_("In the review"),
            rows=[
                (_("Held on"), review.held_on),
                (_("Attending"), ", ".join(str(row) for row in review.attendees.all()) or _("nobody named")),
            ],
        ),
    ]

"""Gate reviews: planned, put before somebody, decided. The milestone is passed by its own verb."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.plan.actions import (
    add_task,
    answer_milestone_signoff,
    decide_milestone_at,
    link_tasks,
    request_milestone_signoff,
)
from tracker.plan.models import Milestone
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reviews.choices import Outcome, Verb
from tracker.reviews.models import GateAttendee, GateCondition, GateReview
from tracker.reviews.queries import criteria, is_first_phase, sections_of_gate
from tracker.signoffs.choices import Decision, State
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.queries import conditions_of, has_declined
from tracker.signoffs.rules import ALONE, Panel

CONDITIONS_WITHIN = timedelta(days=14)
OUTCOMES = {
    State.APPROVED: Outcome.GO,
    State.APPROVED_WITH_CONDITIONS: Outcome.CONDITIONS,
    State.DECLINED: Outcome.HOLD,
}


@transaction.atomic
def plan_gate(*, actor: User, project: Project, milestone: Milestone, **facts: Any) -> GateReview:
    """Plan a review at a milestone, which from then on is passed only by a decision."""
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    if milestone.project_id != project.pk:
        raise RuleBroken(_("This milestone is in another plan."), field="milestone")
    if milestone.task.is_done:
        raise RuleBroken(_("This milestone has been passed."), field="milestone")
    if GateReview.objects.filter(milestone=milestone, decided_on=None, closed_on=None).exists():
        raise RuleBroken(_("A review of this milestone is planned already."), field="milestone")
    waiting = SignOffRequest.objects.about(milestone).filter(state=State.WAITING).first()
    if waiting is not None:
        said = {"name": waiting.asked_of}
        raise RuleBroken(
            _("Its sign-off waits for %(name)s. Take that question back first, or wait for the answer.")
            % said,
            field="milestone",
        )
    last = GateReview.objects.of(project).aggregate(last=Max("number"))["last"] or 0
    review = GateReview(project=project, milestone=milestone, number=last + 1)
    people = _put(review, **facts)
    review.save_because(_("planned"), by=actor)
    _seat(actor, review, people)
    decide_milestone_at(actor=actor, milestone=milestone, link=_page_of(review))
    record(actor, Verb.GATE_PLANNED, review, after={"held_on": review.held_on})
    return review


def _page_of(review: GateReview) -> str:
    return reverse("reviews:gate", args=[review.project.slug, review.pk])


@transaction.atomic
def change_gate(*, actor: User, review: GateReview, version: int, **facts: Any) -> GateReview:
    """Another day, other people, other criteria; not any more once the decision has been asked for."""
    require(actor, Permission.PLAN_EDIT, review)
    row = _open(review, version)
    if row.request is not None and row.request.is_waiting:
        raise RuleBroken(_("The decision has been asked for. Take the question back first."))
    people = _put(row, **facts)
    row.save_because(_("changed"), by=actor)
    _seat(actor, row, people)
    withdraw_about(row)
    record(actor, Verb.GATE_CHANGED, row, after={"held_on": row.held_on})
    return row


def _put(
    review: GateReview,
    *,
    held_on: date,
    attendees: Iterable[Person],
    deliverables: bool,
    ready_percent: int,
    training_percent: int,
    case: bool,
    lessons_asked: bool,
    risks_asked: bool,
) -> list[Person]:
    people = list(attendees)
    if any(person.organization_id != review.project.organization_id for person in people):
        raise RuleBroken(_("This belongs to another organization."), field="attendees")
    if not people:
        raise RuleBroken(_("Say who sits in the review."), field="attendees")
    for name, percent in (("ready_percent", ready_percent), ("training_percent", training_percent)):
        if not 0 <= percent <= 100:
            raise RuleBroken(_("A percentage lies between 0 and 100."), field=name)
    review.held_on, review.deliverables, review.case = held_on, deliverables, case
    if not risks_asked and is_first_phase(review.milestone):
        raise RuleBroken(
            _("Nobody leaves the first phase without an approved risk assessment. Leave this ticked."),
            field="risks_asked",
        )
    review.lessons_asked, review.risks_asked = lessons_asked, risks_asked
    review.ready_percent, review.training_percent = ready_percent, training_percent
    return people


def _seat(actor: User, review: GateReview, people: list[Person]) -> None:
    wanted = {person.pk: person for person in people}
    for seat in GateAttendee.objects.filter(review=review):
        if wanted.pop(seat.person_id, None) is None:
            seat.delete_because(_("not in the review"), by=actor)
    for person in wanted.values():
        GateAttendee(project=review.project, review=review, person=person).save_because(
            _("in the review"), by=actor
        )


@transaction.atomic
def ask_for_gate_decision(
    *,
    actor: User,
    review: GateReview,
    asked_of: User,
    due_on: date,
    question: str = "",
    panel: Panel = ALONE,
) -> SignOffRequest:
    """Freeze the milestone with what must hold as it is now, and ask whether to go on."""
    require(actor, Permission.SIGNOFF_REQUEST, review)
    row = _open(review)
    words = {"name": row.milestone.task.name}
    asked = request_milestone_signoff(
        actor=actor,
        milestone=row.milestone,
        asked_of=asked_of,
        due_on=due_on,
        panel=panel,
        question=question or _("Go on after “%(name)s”?") % words,
        beside=sections_of_gate(row, criteria(row)),
        answer_link=reverse("reviews:gate_decision", args=[row.project.slug, row.pk]),
    )
    row.request = asked
    row.save_because(_("put before %(name)s") % {"name": asked_of}, by=actor)
    record(actor, Verb.GATE_ASKED, row, after={"due_on": due_on})
    return asked


@transaction.atomic
def answer_gate(*, actor: User, review: GateReview, asked: SignOffRequest, **answer: Any) -> SignOff:
    """Sign the milestone by its own verb; a go passes it, conditions become tasks it hangs on, a no is a hold.

    What does not hold shuts out a plain go; a go with conditions names each of it.
    """
    decision = Decision(answer["decision"])
    _refuse_to_overlook(review, decision, answer.get("conditions", ""))
    signoff = answer_milestone_signoff(actor=actor, milestone=review.milestone, request=asked, **answer)
    come_to = State(signoff.request.state)
    if come_to == State.WAITING:
        return signoff
    row = lock(_rows(), review.pk)
    if row.request_id != asked.pk or not row.is_open:
        return signoff
    row.outcome = OUTCOMES[come_to]
    row.decided_on = row.project.today()
    row.save_because(_("decided with %(receipt)s") % {"receipt": signoff.receipt}, by=actor)
    withdraw_about(row)
    if row.outcome == Outcome.CONDITIONS:
        _make_tasks(actor, row, conditions_of(asked))
    record(actor, Verb.GATE_DECIDED, row, after={"outcome": row.outcome})
    return signoff


def _refuse_to_overlook(review: GateReview, decision: Decision, conditions: str) -> None:
    if decision not in {Decision.APPROVED, Decision.APPROVED_WITH_CONDITIONS}:
        return
    unmet = [row.name for row in criteria(review) if not row.met]
    if unmet and decision == Decision.APPROVED:
        raise RuleBroken(
            _(
                "Go is not open while this does not hold: %(names)s. Go with conditions that name it, or decline."
            )
            % {"names": ", ".join(unmet)},
            field="decision",
        )
    unnamed = [name for name in unmet if name.casefold() not in conditions.casefold()]
    if unnamed:
        raise RuleBroken(
            _("The conditions must name what does not hold: %(names)s.") % {"names": ", ".join(unnamed)},
            field="conditions",
        )


def _make_tasks(actor: User, review: GateReview, conditions: str) -> None:
    """Each line is a task that the milestone hangs on, of the milestone's owner until somebody else takes it."""
    system = User.objects.system()
    goal, today = review.milestone.task, review.project.today()
    due_on = max(goal.due_on, today + CONDITIONS_WITHIN)
    for line in conditions.splitlines():
        if not (text := line.strip()):
            continue
        task = add_task(
            actor=system,
            project=review.project,
            name=text[:200],
            starts_on=today,
            due_on=due_on,
            phase=goal.phase,
            owner=goal.owner if goal.owner and goal.owner.left_on is None else None,
            description=_("Condition of %(name)s at the gate review.") % {"name": actor},
        )
        link_tasks(actor=system, predecessor=task, successor=goal)
        GateCondition(project=review.project, review=review, task=task, text=text).save_because(
            _("a condition"), by=actor
        )


@transaction.atomic
def stop_gate(*, actor: User, review: GateReview, reason: str) -> GateReview:
    """Who held may stop; nobody else."""
    require(actor, Permission.SIGNOFF_GIVE, review)
    row = lock(_rows(), review.pk)
    if row.outcome != Outcome.HOLD:
        raise RuleBroken(_("Only what is on hold can be stopped."))
    if row.request is None or not has_declined(actor, row.request):
        raise NotPermitted(_("Only who held it can stop it."))
    if not reason.strip():
        raise RuleBroken(_("Say why it stops here."), field="reason")
    row.outcome = Outcome.STOP
    row.save_because(reason.strip()[:500], by=actor)
    record(actor, Verb.GATE_STOPPED, row, reason=reason.strip()[:500])
    return row


@transaction.atomic
def call_off_gate(*, actor: User, review: GateReview, reason: str) -> GateReview:
    """It is not held; the milestone is still passed only by sign-off, which may be asked for plainly again."""
    require(actor, Permission.PLAN_EDIT, review)
    row = _open(review)
    if row.request is not None and row.request.is_waiting:
        raise RuleBroken(_("The decision has been asked for. Take the question back first."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is called off."), field="reason")
    row.closed_on = row.project.today()
    row.save_because(reason.strip()[:500], by=actor)
    decide_milestone_at(actor=actor, milestone=row.milestone, link="")
    withdraw_about(row)
    record(actor, Verb.GATE_CALLED_OFF, row, reason=reason.strip()[:500])
    return row


def _open(review: GateReview, version: int | None = None) -> GateReview:
    row: GateReview = lock_telling(_rows(), review.pk, version=version)
    if not row.is_open:
        raise RuleBroken(_("This review is closed."))
    return row


def _rows() -> Any:
    return GateReview.objects.select_related(
        "project", "milestone__project", "milestone__task__owner", "milestone__task__phase", "request"
    )

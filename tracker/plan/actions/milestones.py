"""Milestones: added, passed, and put before the sponsor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.plan.actions.tasks import add_task
from tracker.plan.choices import MilestoneKind, TaskKind, Verb
from tracker.plan.models import Milestone, Phase, Task
from tracker.plan.queries.milestones import milestone_content, passes_gate, what_keeps_open
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.signoffs.actions import request_signoff, sign
from tracker.signoffs.choices import State
from tracker.signoffs.content import Section
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.queries import current_signoff
from tracker.signoffs.rules import ALONE, Panel


@transaction.atomic
def add_milestone(
    *,
    actor: User,
    project: Project,
    name: str,
    due_on: date,
    kind: MilestoneKind = MilestoneKind.OTHER,
    phase: Phase | None = None,
    owner: Person | None = None,
    criteria: str = "",
    needs_signoff: bool = False,
) -> Milestone:
    """Add a point in time that the plan must reach."""
    task = add_task(
        actor=actor,
        project=project,
        name=name,
        starts_on=due_on,
        due_on=due_on,
        phase=phase,
        owner=owner,
        kind=TaskKind.MILESTONE,
    )
    milestone = Milestone(
        project=project, task=task, kind=kind, criteria=criteria, needs_signoff=needs_signoff
    )
    return milestone.save_because(_("added"), by=actor)


@transaction.atomic
def decide_milestone_at(*, actor: User, milestone: Milestone, link: str) -> Milestone:
    """From now on the milestone is passed only by the decision taken at this page of a room above.

    Without a page any sign-off passes it again.
    """
    require(actor, Permission.PLAN_EDIT, milestone)
    row = lock(Milestone.objects.select_related("project", "task"), milestone.pk)
    row.needs_signoff, row.gate_link = True, link
    row.save_because(_("passed only by the gate's decision") if link else _("passed by sign-off"), by=actor)
    return row


@transaction.atomic
def request_milestone_signoff(
    *,
    actor: User,
    milestone: Milestone,
    asked_of: User,
    due_on: date,
    question: str = "",
    beside: Sequence[Section] = (),
    answer_link: str = "",
    panel: Panel = ALONE,
) -> SignOffRequest:
    """Freeze what the milestone stands for and ask a sponsor to sign it.

    `beside` is what a room above lays beside it; the answer then goes to `answer_link` of that room.
    """
    require(actor, Permission.SIGNOFF_REQUEST, milestone)
    if milestone.task.is_done:
        raise RuleBroken(_("This milestone has been passed."))
    if not passes_gate(milestone, answer_link):
        raise RuleBroken(_("A gate review is planned here. The decision is asked for at the gate."))
    request = request_signoff(
        actor=actor,
        project=milestone.project,
        subject=milestone,
        title=milestone.task.name,
        meaning=_("I agree that “%(name)s” has been reached, as it is described here.")
        % {"name": milestone.task.name},
        content=milestone_content(milestone, beside),
        link=reverse("plan:milestone", args=[milestone.project.slug, milestone.pk]),
        answer_link=answer_link
        or reverse("plan:milestone_decision", args=[milestone.project.slug, milestone.pk]),
        asked_of=asked_of,
        due_on=due_on,
        panel=panel,
        question=question or _("Has “%(name)s” been reached?") % {"name": milestone.task.name},
    )
    record(actor, Verb.MILESTONE_SIGNOFF_REQUESTED, milestone, after={"due_on": due_on})
    return request


@transaction.atomic
def answer_milestone_signoff(
    *, actor: User, milestone: Milestone, request: SignOffRequest, **answer: Any
) -> SignOff:
    """Sign or decline; an approval without conditions passes the milestone when nothing else keeps it open.

    Of several signers, the one who makes the number full passes it.
    """
    signoff = sign(actor=actor, request=request, **answer)
    if signoff.request.state == State.APPROVED:
        task = _locked(milestone)
        if not passes_gate(milestone, request.answer_link):
            return signoff
        if not task.is_done and not what_keeps_open(milestone):
            reason = _("approved with %(receipt)s") % {"receipt": signoff.receipt}
            _pass(actor, milestone, task, clock.today(task.project.zone), reason)
    return signoff


@transaction.atomic
def pass_milestone(*, actor: User, milestone: Milestone, on: date | None = None, note: str = "") -> Milestone:
    """Record that the milestone has been reached; where it needs a sign-off, only with one."""
    require(actor, Permission.PLAN_EDIT, milestone)
    task = _locked(milestone)
    today = clock.today(task.project.zone)
    on = on or today
    if task.is_done:
        raise RuleBroken(_("This milestone has been passed."))
    if on > today:
        raise RuleBroken(_("It cannot be passed on a day to come."), field="on")
    if milestone.needs_signoff:
        _require_decision(milestone)
    _pass(actor, milestone, task, on, note)
    return milestone


def _require_decision(milestone: Milestone) -> None:
    """A sign-off stands, and where it was given with conditions, nothing that leads here is left open."""
    signoff = current_signoff(milestone)
    if not passes_gate(milestone, signoff.request.answer_link if signoff else ""):
        raise RuleBroken(_("A gate review is planned here, and only its decision passes the milestone."))
    if signoff is None:
        raise RuleBroken(_("This milestone is passed only after its sign-off. Ask for it first."))
    conditional = signoff.request.state == State.APPROVED_WITH_CONDITIONS
    left = what_keeps_open(milestone) if conditional else []
    if left:
        said = {"receipt": signoff.receipt, "left": "; ".join(left[:3]), "n": len(left)}
        raise RuleBroken(
            _("It was approved with conditions (%(receipt)s), and %(n)s things are open: %(left)s.") % said
        )


def _locked(milestone: Milestone) -> Task:
    return lock_telling(Task.objects.select_related("project"), milestone.task_id, version=None)


def _pass(actor: User, milestone: Milestone, task: Task, on: date, reason: str) -> None:
    task.percent, task.actual_start_on, task.actual_finish_on = 100, on, on
    task.save_because(reason or _("passed"), by=actor)
    withdraw_about(task)
    record(actor, Verb.MILESTONE_PASSED, milestone, after={"passed_on": on}, reason=reason)

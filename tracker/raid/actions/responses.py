"""Responses: planned with what they are expected to bring, done with what they brought, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.models import Person, User
from tracker.plan.actions import add_task
from tracker.plan.models import Task
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.raid.actions.items import taken
from tracker.raid.choices import Effect, Impact, Kind, Likelihood, Strategy, Verb
from tracker.raid.models import RaidItem, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done; accepting needs no day, everything else does. The cost is in the case's currency."""

    strategy: str
    text: str
    owner: Person
    due_on: date | None = None
    cost: Decimal | None = None
    likelihood_after: int | None = None
    impact_after: int | None = None


@transaction.atomic
def plan_response(*, actor: User, item: RaidItem, plan: Plan, make_task: bool = False) -> Response:
    """Answer an item; with `make_task` the plan gets a task for it, which wants the right to change the plan."""
    row = taken(actor, item)
    _check(row, plan)
    response = Response(
        project=row.project,
        item=row,
        strategy=plan.strategy,
        text=plan.text.strip()[:5000],
        owner=plan.owner,
        due_on=plan.due_on,
        cost=plan.cost,
        likelihood_after=plan.likelihood_after,
        impact_after=plan.impact_after,
    )
    if make_task:
        response.task = _task(actor, row, plan)
    response.save_because(_("planned"), by=actor)
    after = {"strategy": plan.strategy, "due_on": plan.due_on, "score_after": response.score_after}
    record(actor, Verb.RESPONSE_PLANNED, row, after=after, reason=response.text[:500])
    return response


def _check(row: RaidItem, plan: Plan) -> None:
    if plan.strategy not in Strategy.values:
        raise RuleBroken(_("Say how it is answered."), field="strategy")
    if not plan.text.strip():
        raise RuleBroken(_("Say what is done, or why it is accepted."), field="text")
    if plan.owner.organization_id != row.project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="owner")
    if plan.due_on is None and plan.strategy != Strategy.ACCEPT:
        raise RuleBroken(_("Say until when."), field="due_on")
    if plan.due_on is not None and plan.due_on < row.project.today():
        raise RuleBroken(_("The day lies in the past."), field="due_on")
    for field, value, steps in (
        ("likelihood_after", plan.likelihood_after, Likelihood),
        ("impact_after", plan.impact_after, Impact),
    ):
        if value is not None and value not in steps.values:
            raise RuleBroken(_("This goes from 1 to 5."), field=field)


def _task(actor: User, row: RaidItem, plan: Plan) -> Task:
    require(actor, Permission.PLAN_EDIT, row)
    if plan.due_on is None:
        raise RuleBroken(_("A task needs a day until which it is done."), field="due_on")
    return add_task(
        actor=actor,
        project=row.project,
        name=" ".join(plan.text.split())[:200],
        starts_on=row.project.today(),
        due_on=plan.due_on,
        owner=plan.owner,
        description=_("Response to %(code)s: %(title)s") % {"code": row.code, "title": row.title},
    )


@transaction.atomic
def finish_response(
    *,
    actor: User,
    response: Response,
    effect: str,
    note: str,
    likelihood: int | None = None,
    impact: int | None = None,
) -> Response:
    """Say what it brought, and how the risk is judged now that it is done."""
    row = _open(actor, response)
    if effect not in Effect.values:
        raise RuleBroken(_("Say whether it did what was expected."), field="effect")
    if not note.strip():
        raise RuleBroken(_("Say what it brought."), field="note")
    item = taken(actor, row.item)
    before = item.score
    for field, value, steps in (("likelihood", likelihood, Likelihood), ("impact", impact, Impact)):
        if value is None:
            continue
        if value not in steps.values:
            raise RuleBroken(_("This goes from 1 to 5."), field=field)
        setattr(item, field, value)
    row.done_on, row.effect, row.done_note = row.project.today(), effect, note.strip()[:5000]
    row.save_because(_("done"), by=actor)
    item.save_because(note.strip()[:500], by=actor)
    withdraw_about(row)
    record(
        actor,
        Verb.RESPONSE_DONE,
        item,
        before={"score": before},
        after={"score": item.score, "effect": effect},
        reason=note.strip()[:500],
    )
    return row


@transaction.atomic
def drop_response(*, actor: User, response: Response, reason: str) -> Response:
    """It is not done after all; a task that was made for it stays in the plan until it is taken out there."""
    row = _open(actor, response)
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    row.dropped_on = row.project.today()
    row.save_because(reason.strip()[:500], by=actor)
    withdraw_about(row)
    record(actor, Verb.RESPONSE_DROPPED, row.item, reason=reason.strip()[:500])
    return row


def _open(actor: User, response: Response) -> Response:
    require(actor, Permission.RAID_EDIT, response)
    rows: Any = Response.objects.select_related("project", "item__project")
    row: Response = lock(rows, response.pk)
    if row.done_on is not None or row.dropped_on is not None:
        raise RuleBroken(_("This response is closed."))
    if row.item.kind == Kind.RISK and row.item.closed_on is not None:
        raise RuleBroken(_("It is closed."))
    return row

"""Change requests: raised, put before the sponsor with their effect, decided, applied."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.plan.actions.baseline import freeze, rows_of
from tracker.plan.actions.links import link_tasks
from tracker.plan.actions.tasks import add_task, check_dates, check_owner, edit_task, remove_task
from tracker.plan.choices import Verb
from tracker.plan.control import ChangeKind, ChangeState
from tracker.plan.models import Baseline, ChangeRequest, Phase, Task
from tracker.plan.queries.change_content import change_content
from tracker.plan.queries.change_effect import effect_of_change, proposed_rows
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.signoffs.actions import request_signoff, sign
from tracker.signoffs.choices import State
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.rules import ALONE, Panel

MOST_ITEMS = 50
MONEY = Decimal("9999999999.99")


@transaction.atomic
def raise_change(
    *, actor: User, project: Project, title: str, reason: str, cost: Decimal | None = None
) -> ChangeRequest:
    """Open a request to change what the baseline in force says."""
    require(actor, Permission.PLAN_EDIT, project)
    if not Baseline.objects.filter(project=project).exists():
        raise RuleBroken(_("There is no baseline yet that could be changed. Ask for the first one."))
    if not title.strip():
        raise RuleBroken(_("Say in a few words what is to change."), field="title")
    if cost is not None and abs(cost) > MONEY:
        raise RuleBroken(_("This cost is beyond what can be kept."), field="cost")
    return _raised(actor, project, ChangeKind.CHANGE, title, reason, cost)


def _raised(
    actor: User, project: Project, kind: ChangeKind, title: str, reason: str, cost: Decimal | None = None
) -> ChangeRequest:
    lock(Project, project.pk)
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    last = ChangeRequest.objects.of(project).aggregate(last=Max("number"))["last"] or 0
    made = ChangeRequest(
        project=project,
        number=last + 1,
        kind=kind,
        title=title.strip(),
        reason=reason.strip(),
        cost=cost,
        raised_by=actor,
    )
    made.save_because(_("raised"), by=actor)
    record(actor, Verb.CHANGE_RAISED, made, after={"number": made.number, "kind": kind.value})
    return made


@transaction.atomic
def add_change_item(
    *,
    actor: User,
    request: ChangeRequest,
    kind: str,
    task: Task | None = None,
    name: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    effort_hours: Decimal | None = None,
    owner: Person | None = None,
    phase: Phase | None = None,
) -> ChangeRequest:
    """Say one thing that is to change. For a new task, `task` is what it hangs on."""
    request = _draft(actor, request)
    if len(request.items) >= MOST_ITEMS:
        raise RuleBroken(_("A request holds at most %(n)s changes. Raise another one.") % {"n": MOST_ITEMS})
    item: dict[str, Any] = {"kind": kind}
    if kind != "add":
        item |= _about(request, task)
    if kind in {"add", "redate"}:
        item |= _dates(starts_on, due_on)
    if kind in {"add", "effort"} and effort_hours is not None:
        item["effort_hours"] = str(effort_hours)
    if kind == "effort" and effort_hours is None:
        raise RuleBroken(_("Say how many hours it takes."), field="effort_hours")
    if kind == "add":
        item |= _new(request.project, name, owner, phase, task)
    request.items = [*request.items, item]
    # Refused here where no plan would be left that holds.
    effect_of_change(request)
    request.save_because(_("change added"), by=actor)
    record(actor, Verb.CHANGE_EDITED, request, after={"items": len(request.items)})
    return request


def _draft(actor: User, request: ChangeRequest) -> ChangeRequest:
    require(actor, Permission.PLAN_EDIT, request)
    request = lock(ChangeRequest.objects.select_related("project"), request.pk)
    if request.state != ChangeState.DRAFT or request.is_baseline:
        raise RuleBroken(_("This request has been put before somebody; it is no longer changed."))
    return request


def _about(request: ChangeRequest, task: Task | None) -> dict[str, Any]:
    if task is None or task.project_id != request.project_id:
        raise RuleBroken(_("Choose the task that is to change."), field="task")
    if task.is_done:
        raise RuleBroken(_("“%(name)s” is done already.") % {"name": task.name}, field="task")
    if task.is_summary:
        raise RuleBroken(_("Choose what is worked on, not what adds it up."), field="task")
    if any(item.get("task") == str(task.pk) for item in request.items):
        raise RuleBroken(_("“%(name)s” is in this request already.") % {"name": task.name}, field="task")
    return {"task": str(task.pk), "name": task.name}


def _dates(starts_on: date | None, due_on: date | None) -> dict[str, str]:
    if starts_on is None or due_on is None:
        raise RuleBroken(_("Say from when to when."), field="starts_on" if starts_on is None else "due_on")
    check_dates(starts_on, due_on)
    return {"starts_on": starts_on.isoformat(), "due_on": due_on.isoformat()}


def _new(
    project: Project, name: str, owner: Person | None, phase: Phase | None, after: Task | None
) -> dict[str, Any]:
    if not name.strip():
        raise RuleBroken(_("A task needs a name."), field="name")
    if owner is None:
        raise RuleBroken(_("A task in a baseline needs an owner."), field="owner")
    check_owner(project, owner)
    return {
        "name": name.strip(),
        "owner": str(owner.pk),
        "phase": str(phase.pk) if phase else None,
        "after": str(after.pk) if after else None,
    }


@transaction.atomic
def drop_change_item(*, actor: User, request: ChangeRequest, place: int) -> ChangeRequest:
    """Take one change out of the request again."""
    request = _draft(actor, request)
    if not 0 <= place < len(request.items):
        raise RuleBroken(_("This change is not in the request any more."))
    request.items = [item for number, item in enumerate(request.items) if number != place]
    request.save_because(_("change taken out"), by=actor)
    record(actor, Verb.CHANGE_EDITED, request, after={"items": len(request.items)})
    return request


@transaction.atomic
def request_change_signoff(
    *,
    actor: User,
    request: ChangeRequest,
    asked_of: User,
    due_on: date,
    question: str = "",
    panel: Panel = ALONE,
) -> SignOffRequest:
    """Compute the effect, freeze it, and ask for the decision."""
    request = _draft(actor, request)
    if not request.items:
        raise RuleBroken(_("Nothing changes yet. Say what is to change."))
    request.effect = effect_of_change(request)
    request.proposed = proposed_rows(request)
    return _ask(actor, request, asked_of, due_on, question, panel)


@transaction.atomic
def request_baseline(
    *,
    actor: User,
    project: Project,
    reason: str,
    asked_of: User,
    due_on: date,
    question: str = "",
    panel: Panel = ALONE,
) -> SignOffRequest:
    """Freeze the whole plan as it stands and ask for the approval that puts it in force."""
    require(actor, Permission.PLAN_BASELINE, project)
    waiting = ChangeRequest.objects.of(project).filter(kind=ChangeKind.BASELINE, state=ChangeState.WAITING)
    if waiting.exists():
        raise RuleBroken(_("A baseline waits for its decision already."))
    made = _raised(actor, project, ChangeKind.BASELINE, _("Baseline of the plan"), reason)
    made.proposed = rows_of(project)
    return _ask(actor, made, asked_of, due_on, question, panel)


def _ask(
    actor: User, request: ChangeRequest, asked_of: User, due_on: date, question: str, panel: Panel
) -> SignOffRequest:
    request.state = ChangeState.WAITING
    request.save_because(_("put before %(name)s") % {"name": asked_of}, by=actor)
    slug = request.project.slug
    asked = request_signoff(
        actor=actor,
        project=request.project,
        subject=request,
        title=request.title,
        meaning=_("I agree that the plan is held to this from now on."),
        content=change_content(request),
        link=reverse("plan:change", args=[slug, request.pk]),
        answer_link=reverse("plan:change_decision", args=[slug, request.pk]),
        asked_of=asked_of,
        due_on=due_on,
        panel=panel,
        question=question or _("Approve “%(title)s”?") % {"title": request.title},
    )
    record(actor, Verb.CHANGE_ASKED, request, after={"due_on": due_on, "asked_of": asked_of.pk})
    return asked


@transaction.atomic
def answer_change_signoff(
    *, actor: User, request: ChangeRequest, asked: SignOffRequest, **answer: Any
) -> SignOff:
    """Sign or decline; an approved baseline is in force at once, an approved change waits to be applied."""
    signoff = sign(actor=actor, request=asked, **answer)
    if signoff.request.state == State.WAITING:
        return signoff
    lock(Project, request.project_id)
    request = lock(ChangeRequest.objects.select_related("project"), request.pk)
    if request.state != ChangeState.WAITING:
        return signoff
    approved = signoff.request.state in {State.APPROVED, State.APPROVED_WITH_CONDITIONS}
    request.decided_by, request.decided_at = actor, clock.now()
    request.state = ChangeState.APPROVED if approved else ChangeState.DECLINED
    if approved and request.is_baseline:
        request.state = ChangeState.APPLIED
        freeze(
            actor=actor,
            project=request.project,
            reason=request.reason,
            rows=request.proposed,
            request=request,
        )
    request.save_because(_("decided with %(receipt)s") % {"receipt": signoff.receipt}, by=actor)
    record(actor, Verb.CHANGE_DECIDED, request, after={"state": request.state})
    return signoff


@transaction.atomic
def withdraw_change(*, actor: User, request: ChangeRequest, reason: str) -> ChangeRequest:
    """Give the request up; one that waits for a decision is taken back where it was asked."""
    require(actor, Permission.PLAN_EDIT, request)
    request = lock(ChangeRequest, request.pk)
    if not request.is_open:
        raise RuleBroken(_("This request is closed already."))
    if request.state == ChangeState.WAITING and SignOffRequest.objects.about(request).waiting().exists():
        raise RuleBroken(_("Its decision is asked for. Take that question back first, then withdraw this."))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    request.state = ChangeState.WITHDRAWN
    request.save_because(reason.strip(), by=actor)
    record(actor, Verb.CHANGE_WITHDRAWN, request, reason=reason.strip())
    return request


@transaction.atomic
def apply_change(*, actor: User, request: ChangeRequest) -> Baseline:
    """Write an approved change into the plan, and bring the baseline into force that was approved with it."""
    require(actor, Permission.PLAN_BASELINE, request)
    project = request.project
    lock(Project, project.pk)
    request = lock(ChangeRequest.objects.select_related("project", "decided_by"), request.pk)
    if request.state != ChangeState.APPROVED or request.decided_by is None:
        raise RuleBroken(_("Only what has been approved can be applied."))
    _refuse_other_baseline(request)
    made = {place: _written(actor, request, item) for place, item in enumerate(request.items)}
    rows = [
        row if row["task"] else {**row, "task": str(made[row["item"]].pk), "uid": made[row["item"]].uid}
        for row in request.proposed
    ]
    baseline = freeze(
        actor=actor,
        project=project,
        reason=request.title,
        rows=rows,
        request=request,
        approved_by=request.decided_by,
    )
    request.state = ChangeState.APPLIED
    request.save_because(_("applied"), by=actor)
    record(actor, Verb.CHANGE_APPLIED, request, after={"baseline": baseline.number})
    return baseline


def _refuse_other_baseline(request: ChangeRequest) -> None:
    """What was approved stood on one baseline; on another it would take that one's changes out again."""
    newest = Baseline.objects.filter(project=request.project).order_by("-number").first()
    if newest is None or newest.number != request.effect.get("baseline"):
        raise RuleBroken(
            _(
                "Another baseline has come into force since the effect was computed. Raise the change anew on it."
            )
        )


def _written(actor: User, request: ChangeRequest, item: dict[str, Any]) -> Task:
    project, reason = request.project, _("change request %(n)s") % {"n": request.number}
    hours = Decimal(item["effort_hours"]) if item.get("effort_hours") else None
    days = {key: date.fromisoformat(item[key]) for key in ("starts_on", "due_on") if item.get(key)}
    if item["kind"] == "add":
        people, phases = Person.objects.filter(pk=item["owner"]), Phase.objects.of(project)
        task = add_task(
            actor=actor,
            project=project,
            name=item["name"],
            owner=people.first(),
            phase=phases.filter(pk=item["phase"]).first() if item["phase"] else None,
            effort_hours=hours,
            starts_on=days["starts_on"],
            due_on=days["due_on"],
        )
        if item["after"]:
            link_tasks(actor=actor, predecessor=_task(project, item, "after"), successor=task)
        return task
    task = _task(project, item, "task")
    if item["kind"] == "remove":
        remove_task(actor=actor, task=task, reason=reason)
        return task
    values: dict[str, Any] = days if item["kind"] == "redate" else {"effort_hours": hours}
    return edit_task(actor=actor, task=task, version=None, reason=reason, **values)


def _task(project: Project, item: dict[str, Any], key: str) -> Task:
    found = Task.objects.of(project).select_related("project").filter(pk=item[key]).first()
    if not isinstance(found, Task):
        raise RuleBroken(
            _("“%(name)s” is no longer in the plan; this change cannot be applied. Withdraw it.")
            % {"name": item["name"]}
        )
    return found

"""Saying how work earns its value, and which steps of it are done."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.plan.policies import require_progress
from tracker.progress.choices import EarningRule, Verb
from tracker.progress.models import Earning, ValueBasis
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

WHOLE = 100
MOST_STEPS = 20


@transaction.atomic
def set_earning(
    *, actor: User, task: Task, rule: EarningRule, steps: Sequence[tuple[str, int]] = ()
) -> Earning:
    """The rule of one task; steps that keep their name stay done. Weights are percent and make a hundred."""
    require(actor, Permission.PLAN_EDIT, task)
    task = lock(Task, task.pk)
    if task.is_summary or task.is_milestone:
        raise RuleBroken(_("Only work earns value; choose a task."), field="task")
    if rule == EarningRule.STEPS:
        _check(steps)
    held = Earning.objects.filter(task=task).first()
    done = {step["name"]: step["done_on"] for step in held.steps} if held else {}
    earning = held or Earning(project=task.project, task=task)
    earning.rule = rule
    earning.steps = (
        [{"name": name, "weight": weight, "done_on": done.get(name)} for name, weight in steps]
        if rule == EarningRule.STEPS
        else []
    )
    earning.save_because(_("set"), by=actor)
    after = {"rule": rule, "weights": [weight for _name, weight in steps]}
    record(actor, Verb.EARNING_SET, task, after=after)
    return earning


def _check(steps: Sequence[tuple[str, int]]) -> None:
    names = [name for name, _weight in steps]
    if not 2 <= len(steps) <= MOST_STEPS:
        raise RuleBroken(_("Say 2 to %(most)s steps, one a line.") % {"most": MOST_STEPS}, field="steps")
    if len(set(names)) != len(names):
        raise RuleBroken(_("Each step has a name of its own."), field="steps")
    if any(weight < 1 for _name, weight in steps) or sum(weight for _name, weight in steps) != WHOLE:
        total = sum(weight for _name, weight in steps)
        raise RuleBroken(
            _("The weights are whole percent above nought and make 100; these make %(total)s.")
            % {"total": total},
            field="steps",
        )


@transaction.atomic
def mark_step(*, actor: User, task: Task, number: int, done: bool, version: int | None = None) -> Earning:
    """A step is done today, or is not done after all; the opposite call takes it back."""
    require_progress(actor, task)
    held = Earning.objects.filter(task=task).first()
    if held is None or not 0 <= number < len(held.steps):
        raise RuleBroken(_("This task has no such step any more. Load the page again."))
    earning = lock(Earning, held.pk, version=version)
    steps: list[dict[str, Any]] = list(earning.steps)
    if not 0 <= number < len(steps):
        raise RuleBroken(_("This task has no such step any more. Load the page again."))
    if bool(steps[number]["done_on"]) == done:
        raise RuleBroken(_("This step is done already.") if done else _("This step is open already."))
    today = clock.today(task.project.zone)
    steps[number] = {**steps[number], "done_on": today.isoformat() if done else None}
    earning.steps = steps
    earning.save_because(steps[number]["name"], by=actor)
    record(actor, Verb.STEP_DONE if done else Verb.STEP_REOPENED, task, after={"step": number + 1})
    return earning


@transaction.atomic
def set_value_basis(
    *, actor: User, project: Project, rule: EarningRule, rate: Decimal | None = None, currency: str = ""
) -> ValueBasis:
    """The usual rule, and what an hour costs; without a rate figures are hours only."""
    require(actor, Permission.PLAN_BASELINE, project)
    lock(Project, project.pk)
    currency = currency.strip().upper()
    if rule == EarningRule.STEPS:
        raise RuleBroken(_("Steps are said task by task; choose one of the other two."), field="rule")
    if rate is not None and (
        rate <= 0 or not (len(currency) == 3 and currency.isascii() and currency.isalpha())
    ):
        raise RuleBroken(
            _("A rate is above nought and has a currency of three letters, such as EUR."), field="currency"
        )
    basis = ValueBasis.objects.of(project).first() or ValueBasis(project=project)
    before = {"rule": basis.rule, "rate": basis.rate}
    basis.rule, basis.rate, basis.currency = rule, rate, currency if rate is not None else ""
    basis.save_because(_("set"), by=actor)
    record(actor, Verb.VALUE_BASIS_SET, project, before=before, after={"rule": rule, "rate": rate})
    return basis

"""Earned value: what was planned, earned and spent by today, and what that says of the end."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.charts import value_chart
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import money, number
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.models import Task
from tracker.plan.policies import may_progress, require_progress
from tracker.progress.actions import mark_step, set_earning, set_value_basis
from tracker.progress.choices import EarningRule
from tracker.progress.earned import Figures, Measured
from tracker.progress.forms import BasisForm, EarningForm, steps_of
from tracker.progress.queries.earned import EarnedValue, Line, basis_of, earned_value
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "progress/earned.html"
SHOWN = 200


@login_required
@require_safe
def earned(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of today with their reasons, the curve, and each task that counts by now."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    return render(request, PAGE, _context(request, project))


def _context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    found = earned_value(project)
    basis = basis_of(project)
    initial = {"rule": basis.rule, "rate": basis.rate, "currency": basis.currency}
    lines = _shown(found) if found else []
    return {
        "project": project,
        "nav": "plan",
        "found": found,
        "chart": _chart(found) if found and found.lines else None,
        "figures": _figures(found.total, basis.rate, basis.currency) if found else [],
        "lines": [_row(request, line) for line in lines[:SHOWN]],
        "more": max(len(lines) - SHOWN, 0),
        "earning_form": EarningForm(project) if Permission.PLAN_EDIT in project.my_permissions else None,
        "basis_form": BasisForm(initial=initial)
        if Permission.PLAN_BASELINE in project.my_permissions
        else None,
        **more,
    }


def _shown(found: EarnedValue) -> list[Line]:
    """What counts by today, the furthest behind first, then what has steps to tick."""
    lines = [line for line in found.lines if line.figures.pv or line.figures.ev or line.figures.ac]
    later = [line for line in found.lines if line.earning and line.earning.steps and line not in lines]
    return sorted(lines, key=lambda line: (line.figures.sv, line.item.due_on)) + later


def _row(request: HttpRequest, line: Line) -> dict[str, Any]:
    steps = line.earning.steps if line.earning else []
    may = bool(steps) and line.task is not None and may_progress(user_of(request), line.task)
    rule = EarningRule(line.item.rule).label
    return {"line": line, "steps": steps, "may_tick": may, "rule": rule}


def _chart(found: EarnedValue) -> Any:
    title = _("Planned, earned and spent hours")
    return value_chart(found.curve.planned, found.curve.earned, found.curve.spent, title=title)


def _figures(total: Figures, rate: Decimal | None, currency: str) -> list[dict[str, str]]:
    """Each figure with its name, the hours, the money where an hour has a price, and how to read it."""
    amounts = [
        ("BAC", _("Budget at completion"), Measured(total.bac), _("all hours of the baseline")),
        ("PV", _("Planned value"), Measured(total.pv), _("was to be earned by today")),
        ("EV", _("Earned value"), Measured(total.ev), _("is earned by today")),
        ("AC", _("Actual cost"), Measured(total.ac), _("was spent by today")),
        ("SV", _("Schedule variance"), Measured(total.sv), _("EV − PV; below 0: behind")),
        ("CV", _("Cost variance"), Measured(total.cv), _("EV − AC; below 0: over cost")),
        ("EAC", _("Estimate at completion"), total.eac, _("BAC ÷ CPI: the end at this pace")),
        ("ETC", _("Estimate to complete"), total.etc, _("EAC − AC: still to spend")),
        ("VAC", _("Variance at completion"), total.vac, _("BAC − EAC; below 0: overrun")),
    ]
    ratios = [
        ("SPI", _("Schedule performance"), total.spi, _("EV ÷ PV; below 1: behind")),
        ("CPI", _("Cost performance"), total.cpi, _("EV ÷ AC; below 1: over cost")),
        ("TCPI", _("To complete"), total.tcpi, _("(BAC − EV) ÷ (BAC − AC): needed from now on")),
    ]
    rows = []
    for code, name, measured, reading in amounts:
        priced = (
            money(measured.value * rate, currency) if rate is not None and measured.value is not None else "–"
        )
        rows.append(_figure(code, name, measured, reading) | {"money": priced})
    return rows + [
        _figure(code, name, ratio, reading) | {"money": ""} for code, name, ratio, reading in ratios
    ]


def _figure(code: str, name: str, measured: Measured, reading: str) -> dict[str, str]:
    said = "–" if measured.value is None else number(float(measured.value))
    return {"code": code, "name": name, "said": said, "reading": measured.why or reading}


def _change(
    request: HttpRequest, project: Project, form: forms.Form, name: str, verb: Callable[[], object]
) -> HttpResponse:
    """Run a verb on a valid form, or show the page with what is wrong beside the field."""
    if form.is_valid():
        try:
            verb()
        except NotPermitted:
            raise
        except RuleBroken as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("progress:earned", project.slug)
    return render(request, PAGE, _context(request, project, **{name: form}), status=422)


@login_required
@require_POST
def earning(request: HttpRequest, slug: str) -> HttpResponse:
    """How a task earns its value."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    form = EarningForm(project, request.POST)

    def verb() -> object:
        said = form.cleaned_data
        rule = EarningRule(said["rule"])
        steps = steps_of(said["steps"]) if rule == EarningRule.STEPS else []
        return set_earning(actor=user_of(request), task=said["task"], rule=rule, steps=steps)

    return _change(request, project, form, "earning_form", verb)


@login_required
@require_POST
def value_basis(request: HttpRequest, slug: str) -> HttpResponse:
    """What the project counts by."""
    project = project_for(request, slug, Permission.PLAN_BASELINE)
    form = BasisForm(request.POST)

    def verb() -> object:
        said = form.cleaned_data
        rule = EarningRule(said["rule"])
        rate, currency = said["rate"], said["currency"]
        return set_value_basis(
            actor=user_of(request), project=project, rule=rule, rate=rate, currency=currency
        )

    return _change(request, project, form, "basis_form", verb)


@login_required
@require_POST
def earning_step(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A step is done, or is not."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    task = get_object_or_404(Task.objects.of(project), pk=pk)
    task.project = project
    require_progress(user_of(request), task)
    step = request.POST.get("step", "")
    number_ = int(step) if step.isascii() and step.isdigit() and len(step) < 3 else -1
    try:
        mark_step(actor=user_of(request), task=task, number=number_, done=request.POST.get("done") == "1")
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    return redirect("progress:earned", slug)

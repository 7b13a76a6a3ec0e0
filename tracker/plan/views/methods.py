"""A plan from a method: choose, see what would be made and what is left out, confirm; and the record of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions import generate_plan, mark_of_plan
from tracker.plan.methods import FACTS, Facts, Formality, Piece, Size, Wish, methods, read_method
from tracker.plan.methods.estimating import size_that_fits
from tracker.plan.models import Task
from tracker.plan.queries.methods import Proposal, facts_of_scope, planned_hours, propose, tailoring_of
from tracker.plan.views.method_forms import MethodForm, formality_words
from tracker.plan.views.shared import put_errors
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "plan/method.html"
MOST_DROPPED = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_method(request: HttpRequest, slug: str) -> HttpResponse:
    """The wish stands in the address; nothing is written before somebody says yes to exactly this preview."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    said = request.POST if request.method == "POST" else request.GET
    if "method" not in said:
        return render(request, PAGE, _context(project, MethodForm(initial=_usual(project))))
    form = MethodForm(said)
    if not form.is_valid():
        return render(request, PAGE, _context(project, form), status=422)
    try:
        proposal = propose(project, _wish(form, said))
        if request.method == "POST":
            made = generate_plan(
                actor=user_of(request),
                project=project,
                wish=proposal.wish,
                previewed=said.get("mark", "-") or "-",
            )
            messages.success(request, _("The plan is made: %(n)s tasks.") % {"n": made.made["tasks"]})
            return redirect("plan:tailoring", slug)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        put_errors(form, refused)
        context = _context(project, form, **_kept(said))
        return render(request, PAGE, context, status=409 if request.method == "POST" else 422)
    return render(request, PAGE, _context(project, form, **_kept(said), **_preview(proposal)))


def _usual(project: Project) -> dict[str, Any]:
    scope = facts_of_scope(project)
    method = read_method("prince2")
    return {
        "method": method.key,
        "size": size_that_fits(method, scope) if any(getattr(scope, name) for name in FACTS) else Size.M,
        "formality": Formality.STANDARD,
        "stages": 8,
        "starts_on": max(project.starts_on, min(project.today(), project.target_on - timedelta(days=1))),
        "target_on": project.target_on,
        **{name: getattr(scope, name) for name in FACTS},
    }


def _wish(form: MethodForm, said: QueryDict) -> Wish:
    values = form.cleaned_data
    return Wish(
        method=values["method"],
        size=Size(values["size"]),
        formality=Formality(values["formality"]),
        stages=values["stages"],
        starts_on=values["starts_on"],
        target_on=values["target_on"],
        facts=Facts(**{name: values[name] or 0 for name in FACTS}),
        dropped=_dropped(said),
    )


def _dropped(said: QueryDict) -> dict[str, str]:
    return {key: said.get(f"why-{key}", "")[:500] for key in said.getlist("drop")[:MOST_DROPPED]}


def _kept(said: QueryDict) -> dict[str, Any]:
    return {"dropped": _dropped(said)}


def _context(project: Project, form: MethodForm, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"proposal": None, "dropped": {}, "mark": ""}
    there = Task.objects.of(project).exists()
    return {
        "project": project,
        "nav": "plan",
        "form": form,
        "methods": methods(),
        "there": there,
        **empty,
        **more,
    }


def _preview(proposal: Proposal) -> dict[str, Any]:
    dated = proposal.dated
    stages: dict[int, list[Piece]] = defaultdict(list)
    for piece in sorted(dated.tailored.pieces, key=lambda piece: (dated.days[piece.key], piece.kind)):
        stages[piece.stage].append(piece)
    return {
        "proposal": proposal,
        "mark": mark_of_plan(proposal),
        "stages": [(stage, stages[place]) for place, stage in enumerate(dated.tailored.stages)],
        "products": _products(proposal),
        "work": sum(not piece.milestone for piece in dated.tailored.pieces),
    }


def _products(proposal: Proposal) -> list[dict[str, Any]]:
    """All products of this cut, also the ones left out, so that they can be taken in again."""
    shown = []
    roles = proposal.method.roles
    for piece in proposal.dated.tailored.pieces:
        for product, review in piece.products:
            if piece.key != product.key:
                shown.append(
                    {
                        "product": product,
                        "reviewer": roles[product.reviewer][0],
                        "due_on": proposal.dated.days[review][1],
                        "required": product.required or product.information in proposal.required,
                    }
                )
    by_key = {product.key: product for work in proposal.method.work for product in work.products}
    for key in proposal.wish.dropped:
        if key in by_key:
            product = by_key[key]
            required = product.required or product.information in proposal.required
            role = roles[product.reviewer][0]
            shown.append({"product": product, "reviewer": role, "due_on": None, "required": required})
    return shown


@login_required
@require_safe
def tailoring(request: HttpRequest, slug: str) -> HttpResponse:
    """How the plan was made: what was chosen, left out, merged and why; the estimate beside the plan's total."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    found = tailoring_of(project)
    context: dict[str, Any] = {"project": project, "nav": "plan", "found": found}
    if found is not None:
        context |= {
            "method": read_method(found.method),
            "formality": formality_words(found.formality),
            "hours": planned_hours(project),
            "certificate_on": date.fromisoformat(found.made["certificate_on"]),
        }
    return render(request, "plan/tailoring.html", context)

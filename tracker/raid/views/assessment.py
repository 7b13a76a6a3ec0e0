"""The initial risk assessment: its facts, the known pitfalls, its approval."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.raid import actions, queries
from tracker.raid.actions.assessment import Pick
from tracker.raid.choices import Category
from tracker.raid.forms import AskForm, AssessmentForm, PickForm
from tracker.raid.models import RaidItem
from tracker.raid.starters import PITFALLS, Pitfall
from tracker.raid.views.shared import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """When, how, by whom, and what each source brought; whoever keeps the plan records it."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.RAID_VIEW
    project = project_for(request, slug, needed)
    if request.method != "POST":
        return _page(request, project)
    form = AssessmentForm(project, request.POST)
    if carry_out(
        form, lambda values: actions.hold_assessment(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Recorded."))
        return redirect("raid:assessment", slug)
    return _page(request, project, form=form)


def _page(request: HttpRequest, project: Project, **forms: Any) -> HttpResponse:
    row = queries.assessment_of(project)
    standing = queries.standing_of_assessment(row) if row else None
    waits = bool(standing and standing.asked and standing.asked.is_waiting)
    keeps = Permission.PLAN_EDIT in project.my_permissions
    asks = row is not None and not waits and Permission.SIGNOFF_REQUEST in project.my_permissions
    left = _left(project)
    may = Permission.RAID_EDIT in project.my_permissions
    context = {
        **frame(project, "assessment"),
        "row": row,
        "seats": [seat.person for seat in row.seats.select_related("person")] if row else [],
        "standing": standing,
        "waits": waits,
        "sources": queries.sources(project, row),
        "form": AssessmentForm(project, initial=_now(project, row)) if keeps else None,
        "pick_form": PickForm(project, left, auto_id="pick-%s") if may and left else None,
        "ask_form": AskForm(project, auto_id="ask-%s") if asks else None,
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "raid/assessment.html", context, status=422 if wrong else 200)


def _now(project: Project, row: Any) -> dict[str, Any]:
    if row is None:
        return {"held_on": project.today()}
    names = ("held_on", "method", "nothing_in", "version")
    seats = list(row.seats.values_list("person_id", flat=True))
    return {name: getattr(row, name) for name in names} | {"participants": seats}


def _left(project: Project) -> list[Pitfall]:
    """The known pitfalls that were not taken yet, by source."""
    held = set(RaidItem.objects.of(project).exclude(pitfall="").values_list("pitfall", flat=True))
    order = list(Category)
    left = [one for one in PITFALLS if one.key not in held]
    return sorted(left, key=lambda one: order.index(one.category))


@login_required
@require_POST
def starters(request: HttpRequest, slug: str) -> HttpResponse:
    """Take known pitfalls as risks of this implementation."""
    project = project_for(request, slug, Permission.RAID_EDIT)
    form = PickForm(project, _left(project), request.POST, auto_id="pick-%s")
    made: list[RaidItem] = []

    def take(values: dict[str, Any]) -> None:
        picks = [Pick(key, likely, bad, values["owner"]) for key, likely, bad in values["picks"]]
        made.extend(actions.take_starters(actor=user_of(request), project=project, picks=picks))

    if carry_out(form, take):
        said = ngettext("%(n)s risk was added.", "%(n)s risks were added.", len(made))
        messages.success(request, said % {"n": len(made)})
        return redirect("raid:assessment", slug)
    return _page(request, project, pick_form=form)


@login_required
@require_POST
def assessment_signoff(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze it with the risks as they are, and ask for approval."""
    project = project_for(request, slug, Permission.SIGNOFF_REQUEST)
    row = queries.assessment_of(project)
    if row is None:
        return redirect("raid:assessment", slug)
    form = AskForm(project, request.POST, auto_id="ask-%s")
    if carry_out(
        form,
        lambda values: actions.request_assessment_signoff(actor=user_of(request), assessment=row, **values),
    ):
        messages.success(request, _("%(name)s has been asked.") % {"name": form.cleaned_data["asked_of"]})
        return redirect("raid:assessment", slug)
    return _page(request, project, ask_form=form)

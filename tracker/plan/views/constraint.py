"""When a task wants to lie and until when it must be there: the effect first, then saved, with a way back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.plan.actions import edit_task
from tracker.plan.choices import ConstraintKind
from tracker.plan.forms import date_field
from tracker.plan.models import Task
from tracker.plan.views.shared import load_task, put_errors
from tracker.plan.views.undo import offer_undo
from tracker.plan.views.worktime import effect_lines, effect_of_verb
from tracker.projects.permissions import Permission

FIELDS = ("constraint", "constraint_on", "deadline_on")


class ConstraintForm(forms.Form):
    """What holds the task besides its links."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    constraint = forms.ChoiceField(label=_("When"), choices=ConstraintKind.choices)
    constraint_on = date_field(_("Day of the constraint"), required=False)
    deadline_on = date_field(_("Deadline"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_constraint(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Constraint and deadline of a task."""
    project, task = load_task(request, slug, pk, Permission.PLAN_EDIT)
    initial = {name: getattr(task, name) for name in (*FIELDS, "version")}
    form = ConstraintForm(request.POST if request.method == "POST" else None, initial=initial)
    effect = None

    def verb() -> Task:
        said: dict[str, Any] = form.cleaned_data
        wanted = {name: said[name] for name in FIELDS}
        found = Task.objects.select_related("owner").get(pk=task.pk)
        return edit_task(
            actor=user_of(request), task=found, version=said["version"], reason=said["reason"], **wanted
        )

    if request.method == "POST" and form.is_valid():
        try:
            if "save" in request.POST:
                saved = verb()
                undo = offer_undo(project, saved) if saved.version != task.version else ""
                messages.success(request, _t("Saved."), extra_tags=undo)
                return redirect("plan:task", slug, pk)
            effect = effect_of_verb(project, verb)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
    context = {"project": project, "nav": "plan", "task": task, "form": form, "effect": effect}
    context["effect_rows"] = effect_lines(effect) if effect else []
    return render(request, "plan/constraint.html", context, status=422 if form.errors else 200)

"""Who signs for whom, until when: the page, giving it, ending it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import day_year
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs import actions, policies, queries
from tracker.signoffs.forms import DelegationForm
from tracker.signoffs.models import Delegation


@login_required
@require_safe
def delegation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everyone sees who signs for whom; who signs here may let somebody do it for them."""
    return _page(request, project_for(request, slug, Permission.SIGNOFF_VIEW))


@login_required
@require_POST
def delegation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody sign for me."""
    project, me = project_for(request, slug, Permission.SIGNOFF_GIVE), user_of(request)
    form = DelegationForm(project, me, request.POST)
    if carry_out(form, lambda said: actions.delegate_signoffs(actor=me, project=project, **said)):
        words = {"name": form.cleaned_data["delegate"], "day": day_year(form.cleaned_data["ends_on"])}
        messages.success(request, _("%(name)s signs for you until %(day)s.") % words)
        return redirect("signoffs:delegation_list", slug)
    return _page(request, project, form)


@login_required
@require_POST
def delegation_end(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """End a delegation before its day, or give it back."""
    project = project_for(request, slug, Permission.SIGNOFF_VIEW)
    given = get_object_or_404(Delegation.objects.of(project).with_people(), pk=pk)
    given.project = project
    try:
        actions.end_delegation(actor=user_of(request), delegation=given)
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        words = {"giver": given.giver, "delegate": given.delegate}
        messages.success(request, _("%(delegate)s no longer signs for %(giver)s.") % words)
    return redirect("signoffs:delegation_list", slug)


def _page(request: HttpRequest, project: Project, form: DelegationForm | None = None) -> HttpResponse:
    me = user_of(request)
    rows = list(queries.delegations_of(project))
    context = {
        "project": project,
        "nav": "signoffs",
        "running": [row for row in rows if row.is_active],
        "coming": [row for row in rows if not row.is_active and not row.is_over],
        "over": [row for row in rows if row.is_over],
        "mine": {row.pk for row in rows if policies.may_end_delegation(me, row)},
        "form": form,
        "zone": project.zone,
    }
    if form is None and Permission.SIGNOFF_GIVE in project.my_permissions:
        context["form"] = DelegationForm(project, me, initial={"starts_on": project.today()})
    status = 422 if form is not None else 200
    return render(request, "signoffs/delegation_list.html", context, status=status)

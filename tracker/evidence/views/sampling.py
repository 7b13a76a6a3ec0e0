"""Samples of records: taken on the page of the evidence, looked at and drawn again on a page of their own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.evidence.actions import choose_sample, draw_sample
from tracker.evidence.choices import Drawing
from tracker.evidence.drawing import digest_of
from tracker.evidence.forms import SamplingForm, lines_of
from tracker.evidence.models import Evidence, Sampling
from tracker.evidence.views.library import render_evidence
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_POST
def samples(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take a sample for a piece of evidence."""
    project = project_for(request, slug, Permission.EVIDENCE_ADD)
    found = get_object_or_404(Evidence.objects.of(project).select_related("project"), pk=pk)
    form = SamplingForm(request.POST)
    errors = {name: str(lines[0]) for name, lines in form.errors.items()}
    if not errors:
        try:
            taken = _taken(user_of(request), found, form)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            errors = {refused.field or "form": refused.sentence}
        else:
            said = ngettext(
                "%(n)s record is in the sample.", "%(n)s records are in the sample.", len(taken.sample)
            )
            messages.success(request, said % {"n": len(taken.sample)})
            return redirect("evidence:sampling", slug, taken.pk)
    extra = {"open": "sample", "errors": errors, "typed": request.POST}
    return render_evidence(request, project, pk, extra, status=422)


def _taken(actor: User, evidence: Evidence, form: SamplingForm) -> Sampling:
    given, population = form.cleaned_data, form.population_of()
    if given["drawing"] == Drawing.RANDOM:
        size = given["size"] or 0
        return draw_sample(actor=actor, evidence=evidence, population=population, size=size, how=given["how"])
    chosen = lines_of(given["sample"])
    return choose_sample(
        actor=actor, evidence=evidence, population=population, sample=chosen, how=given["how"]
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sampling(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One sample; a random one is drawn again by its seed each time somebody looks. A post compares a list."""
    project = project_for(request, slug, Permission.EVIDENCE_VIEW)
    rows = Sampling.objects.of(project).select_related("evidence", "drawn_by")
    found = get_object_or_404(rows, pk=pk)
    ids = lines_of(request.POST.get("ids", "")[:2_000_000])
    context = {
        "project": project,
        "nav": "evidence",
        "sampling": found,
        "evidence": found.evidence,
        "same": found.is_random and found.drawn_again() == found.places,
        "compared": request.method == "POST",
        "listed": len(ids),
        "same_list": bool(ids) and digest_of(ids) == found.population_digest,
        "pairs": list(zip(found.places or [None] * len(found.sample), found.sample, strict=False)),
    }
    return render(request, "evidence/sampling.html", context)

"""Samples of records: taken on the page of the evidence, looked at and drawn again on a page of their own."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.evidence.actions import choose_sample, draw_sample, note_results
from tracker.evidence.choices import Drawing, Outcome
from tracker.evidence.drawing import digest_of
from tracker.evidence.forms import SamplingForm, lines_of, results_in
from tracker.evidence.models import Evidence, Sampling
from tracker.evidence.queries import results_of, tally_of
from tracker.evidence.views.library import render_evidence
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Project
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
    found = _sampling(project, pk)
    ids = lines_of(request.POST.get("ids", "")[:2_000_000])
    compared = {
        "compared": request.method == "POST",
        "listed": len(ids),
        "same_list": bool(ids) and digest_of(ids) == found.population_digest,
    }
    return _page(request, project, found, compared)


@login_required
@require_POST
def results(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Note what was found of the records of a sample."""
    project = project_for(request, slug, Permission.EVIDENCE_VIEW)
    sampling = _sampling(project, pk)
    said = results_in(request.POST, sampling.sample)
    seen = request.POST.get("seen", "")
    try:
        changed = note_results(
            actor=user_of(request),
            sampling=sampling,
            found=said,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        )
    except NotPermitted:
        raise
    except RuleBroken as refused:
        lines = getattr(refused, "lines", [])
        told = {
            "refused": refused.sentence,
            "wrong": {line.line: line.message for line in lines},
            "said": said,
        }
        return _page(request, project, sampling, told, status=refused.status)
    n = ngettext("%(n)s result noted.", "%(n)s results noted.", changed) % {"n": changed}
    messages.success(request, n)
    return redirect("evidence:sampling", slug, pk)


def _sampling(project: Project, pk: UUID) -> Sampling:
    return get_object_or_404(
        Sampling.objects.of(project).select_related("evidence", "drawn_by", "project"), pk=pk
    )


def _page(
    request: HttpRequest, project: Project, found: Sampling, extra: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    held = results_of(found)
    places = found.places or [None] * len(found.sample)
    mine = project.my_permissions
    context = {
        "project": project,
        "nav": "evidence",
        "sampling": found,
        "evidence": found.evidence,
        "same": found.is_random and found.drawn_again() == found.places,
        "records": [
            (line, place, name, held.get(name))
            for line, (place, name) in enumerate(zip(places, found.sample, strict=False), start=1)
        ],
        "tally": tally_of(found, Counter(row.outcome for row in held.values())),
        "seen": sum(row.version for row in held.values()),
        "may_note": bool({Permission.EVIDENCE_ADD, Permission.EVIDENCE_CONFIRM} & set(mine)),
        "outcomes": [("", _("open")), *Outcome.choices],
        "shapes": {Outcome.CONFORMS: "met", Outcome.DEVIATES: "not_met", Outcome.NOT_FOUND: "not_met"},
        "compared": False,
        "refused": "",
        "wrong": {},
        "said": {},
    }
    return render(request, "evidence/sampling.html", context | extra, status=status)

"""Tasks that come again: what setting up, changing or ending one does is shown first, then saved, with a way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.core.formats import day_year
from tracker.core.render import render
from tracker.history.models import Activity
from tracker.people.access import user_of
from tracker.plan.actions import add_series, change_series, end_series
from tracker.plan.actions.series import wish_ended
from tracker.plan.choices import Verb
from tracker.plan.models import Baseline, Task, TaskSeries
from tracker.plan.queries.effect import Effect
from tracker.plan.queries.series import Proposal, SeriesWish, propose, propose_end
from tracker.plan.rhythm import in_words
from tracker.plan.views.series_forms import NewSeriesForm, SeriesEndForm, SeriesForm, initial_of
from tracker.plan.views.shared import put_errors
from tracker.plan.views.undo import offer_undo
from tracker.plan.views.worktime import effect_of_verb
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

SHOWN = 12
Act = Callable[[SeriesWish, str], Activity]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Set up a task that comes again."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    given = request.POST if request.method == "POST" else None
    today = project.today()
    form = NewSeriesForm(project, given, initial={"starts_on": today, "weekdays": [today.weekday()]})

    def act(wish: SeriesWish, mark: str) -> Activity:
        said = form.cleaned_data
        return add_series(
            actor=user_of(request),
            project=project,
            wish=wish,
            phase=said["phase"],
            under=said["under"],
            previewed=mark,
        )

    return _edited(request, project, form, act, {"title": _("Add a recurring task")})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Change a recurring task: what nobody has worked on is renewed."""
    project, found = _load(request, slug, pk)
    form = SeriesForm(project, request.POST if request.method == "POST" else None, initial=initial_of(found))

    def act(wish: SeriesWish, mark: str) -> Activity:
        return change_series(actor=user_of(request), series=found, wish=wish, previewed=mark)

    context = {"title": _("Change “%(name)s”") % {"name": found.name}, "series": found}
    return _edited(request, project, form, act, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def series_ending(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """End a recurring task from a day on."""
    project, found = _load(request, slug, pk)
    form = SeriesEndForm(request.POST if request.method == "POST" else None, initial={"on": project.today()})

    def act(_wish: SeriesWish, mark: str) -> Activity:
        said = form.cleaned_data
        return end_series(
            actor=user_of(request), series=found, on=said["on"], reason=said["reason"], previewed=mark
        )

    context = {"title": _("End “%(name)s”") % {"name": found.name}, "series": found}
    return _edited(request, project, form, act, context)


def _load(request: HttpRequest, slug: str, pk: UUID) -> tuple[Project, TaskSeries]:
    project = project_for(request, slug, Permission.PLAN_EDIT)
    # Without its summary it is not in the plan.
    rows = TaskSeries.objects.of(project).select_related("owner", "summary__owner")
    found = get_object_or_404(rows.filter(summary_id__in=Task.objects.of(project).values("pk")), pk=pk)
    found.project = project
    return project, found


def _edited(
    request: HttpRequest, project: Project, form: forms.Form, act: Act, context: dict[str, Any]
) -> HttpResponse:
    """Show what it would do; save it where exactly that was confirmed."""
    found: TaskSeries | None = context.get("series")
    shown: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            wish = _wish(form, found)
            if "save" in request.POST:
                try:
                    return _saved(request, project, act(wish, form.cleaned_data["mark"] or "-"))
                except StaleEdit as stale:
                    shown["stale"], status = stale.sentence, 409
            effect = effect_of_verb(project, lambda: act(wish, ""))
            shown |= _shown(project, _proposed(project, form, wish, found), effect)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            put_errors(form, refused)
    empty = {
        "series": found,
        "found": None,
        "mark": "",
        "stale": "",
        "is_end": not isinstance(form, SeriesForm),
    }
    whole = {"project": project, "nav": "plan", "form": form, **empty, **context, **shown}
    return render(request, "plan/series.html", whole, status=422 if form.errors else status)


def _wish(form: Any, found: TaskSeries | None) -> SeriesWish:
    if isinstance(form, SeriesForm) or found is None:
        return form.wish()
    return wish_ended(found, form.cleaned_data["on"])


def _proposed(project: Project, form: forms.Form, wish: SeriesWish, found: TaskSeries | None) -> Proposal:
    if found is None or isinstance(form, SeriesForm):
        return propose(project, wish, found)
    return propose_end(project, wish, found)


def _shown(project: Project, proposal: Proposal, effect: Effect) -> dict[str, Any]:
    moved = [*effect.moved, *effect.clauses]
    return {
        "found": proposal,
        "mark": proposal.mark,
        "counts": _counts(proposal),
        "rhythm": in_words(proposal.wish.rhythm),
        "late": len(proposal.late(project.today())),
        "shown": SHOWN,
        "effect": effect,
        "effect_rows": [(one.name, day_year(one.before), day_year(one.after)) for one in moved[:SHOWN]],
        "has_baseline": Baseline.objects.filter(project=project).exists(),
    }


def _counts(proposal: Proposal) -> list[str]:
    """“12 tasks are added”, only what happens."""
    added, changed, kept, gone = (
        len(rows) for rows in (proposal.added, proposal.changed, proposal.kept, proposal.gone)
    )
    said = [
        (added, ngettext("%(n)s task is added", "%(n)s tasks are added", added)),
        (changed, ngettext("%(n)s is changed", "%(n)s are changed", changed)),
        (gone, ngettext("%(n)s leaves the plan", "%(n)s leave the plan", gone)),
        (kept, ngettext("%(n)s is kept as it is", "%(n)s are kept as they are", kept)),
        (proposal.same, ngettext("%(n)s stays the same", "%(n)s stay the same", proposal.same)),
    ]
    return [words % {"n": count} for count, words in said if count]


def _saved(request: HttpRequest, project: Project, entry: Activity) -> HttpResponse:
    counts = entry.after["counts"]
    summary = Task.objects.get(pk=entry.subject_id)
    n = counts["added"]
    told = {
        Verb.SERIES_ADDED: ngettext(
            "“%(name)s” is in the plan: it comes %(n)s time.",
            "“%(name)s” is in the plan: it comes %(n)s times.",
            n,
        ),
        Verb.SERIES_CHANGED: _(
            "Changed “%(name)s”: %(n)s added, %(changed)s changed, %(kept)s kept, %(gone)s gone."
        ),
        Verb.SERIES_ENDED: _("Ended “%(name)s”: %(gone)s gone, %(kept)s kept."),
    }
    words = told[Verb(entry.verb)] % {**counts, "n": n, "name": summary.name}
    messages.success(request, words, extra_tags=offer_undo(project, entry))
    return redirect("plan:task", project.slug, summary.pk)

"""Lessons: all of them, one with where it was used, and the table that leaves the house."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.queries import projects_where
from tracker.reviews import actions, lessons_table, policies, queries
from tracker.reviews.forms import LessonForm, LessonWordsForm, ReasonForm, UseForm
from tracker.reviews.models import Lesson, LessonUse
from tracker.reviews.views.shared import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that wait for a use first; below, what other implementations learned. Whoever works here adds one."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    form = LessonForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.write_lesson(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Written down."))
        gate = form.cleaned_data["gate"]
        return redirect("reviews:gate", slug, gate.pk) if gate else redirect("reviews:lesson_list", slug)
    found = queries.lessons_of(project, user_of(request))
    context = {**frame(project, "lessons"), "found": found, "form": form}
    return render(request, "reviews/lessons.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def lesson_table(request: HttpRequest, slug: str) -> HttpResponse:
    """The lessons of the implementation as a workbook, for those who come after."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    found = queries.lessons_of(project, user_of(request))
    answer = HttpResponse(lessons_table.workbook(found), content_type=lessons_table.MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{project.slug}-lessons.xlsx"'
    return answer


@login_required
@require_safe
def lesson(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One lesson, its advice, and where it was used; also one of another implementation, to use it here."""
    return _page(request, *_load(request, slug, pk))


def _load(request: HttpRequest, slug: str, pk: UUID) -> tuple[Project, Lesson]:
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    seen = projects_where(user_of(request), Permission.GOVERNANCE_VIEW)
    return project, get_object_or_404(queries.readable(project, seen), pk=pk)


def _page(request: HttpRequest, project: Project, found: Lesson, **forms: Any) -> HttpResponse:
    me, lives = user_of(request), found.closed_on is None
    own = found.project_id == project.pk
    start = {"title": found.title, "advice": found.advice, "kind": found.kind, "version": found.version}
    uses = [(use, policies.may_take_back(me, use)) for use in found.uses.all()]
    context = {
        **frame(project, "lessons"),
        "lesson": found,
        "own": own,
        "uses": uses,
        "unseen": found.used - len(uses),  # type: ignore[attr-defined]
        "use_form": UseForm(project, auto_id="use-%s") if lives else None,
        "words_form": LessonWordsForm(initial=start, auto_id="words-%s")
        if own and lives and policies.may_rewrite(me, found)
        else None,
        "aside_form": ReasonForm(auto_id="aside-%s")
        if own and lives and Permission.PLAN_EDIT in project.my_permissions
        else None,
        "back_form": ReasonForm(auto_id=False),
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "reviews/lesson.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def lesson_words(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say it better."""
    project, found = _load(request, slug, pk)
    if not policies.may_rewrite(user_of(request), found):
        raise NotPermitted(_("Only who wrote it down, or who keeps the plan, says it otherwise."))
    form = LessonWordsForm(request.POST, auto_id="words-%s")
    if carry_out(form, lambda values: actions.change_lesson(actor=user_of(request), lesson=found, **values)):
        return redirect("reviews:lesson", slug, pk)
    return _page(request, project, found, words_form=form)


@login_required
@require_POST
def lesson_use(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say where it was used."""
    project, found = _load(request, slug, pk)
    form = UseForm(project, request.POST, auto_id="use-%s")
    if carry_out(
        form,
        lambda values: actions.use_lesson(actor=user_of(request), project=project, lesson=found, **values),
    ):
        messages.success(request, _("Recorded."))
        return redirect("reviews:lesson", slug, pk)
    return _page(request, project, found, use_form=form)


@login_required
@require_POST
def lesson_aside(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It holds no longer."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    seen = projects_where(user_of(request), Permission.GOVERNANCE_VIEW)
    found = get_object_or_404(queries.readable(project, seen).filter(project=project), pk=pk)
    form = ReasonForm(request.POST, auto_id="aside-%s")
    if carry_out(
        form, lambda values: actions.put_lesson_aside(actor=user_of(request), lesson=found, **values)
    ):
        return redirect("reviews:lesson", slug, pk)
    return _page(request, project, found, aside_form=form)


@login_required
@require_POST
def lesson_use_back(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It was not used there after all."""
    project = project_for(request, slug, Permission.GOVERNANCE_VIEW)
    use = get_object_or_404(LessonUse.objects.of(project).select_related("lesson"), pk=pk)
    use.project = project
    if not policies.may_take_back(user_of(request), use):
        raise NotPermitted(_("Only who said so, or who keeps the plan, takes it back."))
    form = ReasonForm(request.POST)
    if carry_out(form, lambda values: actions.take_use_back(actor=user_of(request), use=use, **values)):
        return redirect("reviews:lesson", slug, use.lesson_id)
    return _page(request, *_load(request, slug, use.lesson_id), back_form=form)

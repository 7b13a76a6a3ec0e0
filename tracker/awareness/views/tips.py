"""Questions to colleagues, their tips, and what of them is kept as an article."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.awareness import actions, learning
from tracker.awareness.forms import ArticleForm, QuestionForm, TipForm
from tracker.awareness.models import Tip
from tracker.awareness.views.campaigns import attempt, frame
from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tip_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What colleagues ask and what they know; a tip is given here, on its own or to a question."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    user = user_of(request)
    form = TipForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.give_tip(actor=user, project=project, **values)
    ):
        messages.success(request, _("Thank you for the tip."))
        return redirect("awareness:tip_list", slug)
    context = {
        **frame(project, "tips"),
        "questions": learning.questions(project, user),
        "page": Paginator(learning.tips(project, user), PAGE).get_page(request.GET.get("page")),
        "form": form,
        "question_form": QuestionForm(),
    }
    return render(request, "awareness/tips.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def tip_question(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    text = request.POST.get("text", "")
    attempt(
        request,
        lambda: actions.ask_colleagues(actor=user_of(request), project=project, text=text),
        _("Your question stands first until somebody answers it."),
    )
    return redirect("awareness:tip_list", slug)


@login_required
@require_POST
def tip_help(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It helped me; the same button takes it back."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _tip(project, pk)
    helped = request.POST.get("helped") != "no"
    attempt(
        request,
        lambda: actions.say_tip_helped(actor=user_of(request), tip=found, helped=helped),
        _("Thank you.") if helped else _("Taken back."),
    )
    return redirect("awareness:tip_list", slug)


@login_required
@require_POST
def tip_dropping(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = _tip(project, pk)
    attempt(request, lambda: actions.drop_tip(actor=user_of(request), tip=found), _("Taken back."))
    return redirect("awareness:tip_list", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tip_article(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Word the article that a tip becomes."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = _tip(project, pk)
    asked = found.question.text if found.question else ""
    form = ArticleForm(request.POST or None, initial={"said": asked, "right": found.text})
    if request.method == "POST" and carry_out(
        form, lambda values: actions.promote_tip(actor=user_of(request), tip=found, **values)
    ):
        messages.success(request, _("It stands among the questions and answers."))
        return redirect("awareness:question_list", slug)
    context = {**frame(project, "tips"), "form": form, "tip": found}
    return render(request, "awareness/tip_article.html", context, status=422 if form.errors else 200)


def _tip(project: Project, pk: UUID) -> Tip:
    rows = Tip.objects.of(project).filter(dropped_at=None).select_related("project", "question", "said_by")
    return get_object_or_404(rows, pk=pk)

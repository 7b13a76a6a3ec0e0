"""News for everybody: to read, and for who leads awareness to write, publish and drop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.awareness import actions, queries
from tracker.awareness.choices import NewsState
from tracker.awareness.forms import NewsEditForm, NewsForm
from tracker.awareness.models import NewsItem
from tracker.awareness.views.campaigns import attempt, frame
from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def news_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All news; what is drafted is seen by who may publish it."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    facts = frame(project, "news")
    if request.method == "POST" and not facts["may_manage"]:
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    form = NewsForm(request.POST or None)
    made: list[NewsItem] = []
    if request.method == "POST" and carry_out(
        form,
        lambda values: made.append(actions.draft_news(actor=user_of(request), project=project, **values)),
    ):
        return redirect("awareness:news", slug, made[0].pk)
    context = {
        **facts,
        "page": Paginator(queries.published_news(project), PAGE).get_page(request.GET.get("page")),
        "drafts": queries.drafted_news(project) if facts["may_manage"] else [],
        "form": form,
    }
    return render(request, "awareness/news_list.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One of them: read by all once it is published; before that worded and published here."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    facts = frame(project, "news")
    found = _seen(project, pk, all_of_them=facts["may_manage"])
    if request.method == "POST" and not facts["may_manage"]:
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    publishes = request.POST.get("then") == "publish"
    verb = actions.publish_news if publishes else actions.reword_news
    form = NewsEditForm(request.POST or None, initial=_values(found))
    if request.method == "POST" and carry_out(
        form,
        lambda values: verb(actor=user_of(request), news=found, **values),
        now=lambda: _values(_seen(project, pk, all_of_them=True)),
    ):
        messages.success(
            request, _("Published; everybody with a role is told.") if publishes else _("Saved.")
        )
        return redirect("awareness:news", slug, pk)
    context = {**facts, "news": found, "form": form, "drafted": found.state == NewsState.DRAFT}
    return render(request, "awareness/news.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def news_dropping(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = _seen(project, pk, all_of_them=True)
    attempt(request, lambda: actions.drop_news(actor=user_of(request), news=found), _("Dropped."))
    return redirect("awareness:news_list", slug)


def _seen(project: Project, pk: UUID, *, all_of_them: bool) -> NewsItem:
    """What was dropped is gone, and a draft is not there for who may not publish it."""
    rows = NewsItem.objects.of(project).select_related("project", "published_by")
    found = get_object_or_404(rows.exclude(state=NewsState.DROPPED), pk=pk)
    if found.state == NewsState.DRAFT and not all_of_them:
        raise Http404
    return found


def _values(row: NewsItem) -> dict[str, Any]:
    return {"title": row.title, "text": row.text, "version": row.version}

"""Finding things."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.dashboard.queries import Found, search
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.policies import permissions_of

LONGEST = 100


@login_required
@require_safe
def search_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Clauses, notes, tasks, evidence with what is inside its files, and people of one implementation."""
    project = project_for(request, slug)
    words = _words(request)
    found = [_reachable(part) for part in search(project, words)]
    context = {"project": project, "nav": "", "words": words, "places": [(project, found)] if found else []}
    return render(request, "dashboard/search.html", context)


@login_required
@require_safe
def search_all(request: HttpRequest) -> HttpResponse:
    """The same in every implementation that the person may see."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    words = _words(request)
    places = []
    for project in Project.objects.visible_to(user).select_related("edition"):
        project.my_permissions = permissions_of(user, project)
        found = [_reachable(part) for part in search(project, words)]
        if found:
            places.append((project, found))
    return render(request, "dashboard/search.html", {"nav": "", "words": words, "places": places})


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]


def _reachable(part: Found) -> Found:
    """An address that no room answers for is no link."""
    return Found(part.title, [hit if _answers(hit.href) else replace(hit, href="") for hit in part.hits])


def _answers(href: str) -> bool:
    try:
        resolve(href.partition("#")[0])
    except Resolver404:
        return False
    return True

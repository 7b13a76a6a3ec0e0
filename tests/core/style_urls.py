"""Addresses of every room, answered by nobody: the style page draws its frame with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from tests.core.stylepage import style_page
from tracker.core.errors import BadInput
from tracker.core.frame import HOUSE_ROOMS, ROOMS


def nothing(request: HttpRequest, slug: str = "") -> HttpResponse:
    return HttpResponse("nothing here", content_type="text/plain")


def style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(style_page(theme=request.GET.get("theme", "")))


@csrf_exempt
def refused(request: HttpRequest) -> HttpResponse:
    raise BadInput("The date is a holiday. Choose a working day.")


def _spaces() -> list[URLResolver]:
    views = [(r.view, r.in_project) for r in ROOMS + HOUSE_ROOMS] + [("dashboard:search", True)]
    spaces: dict[str, list[URLPattern]] = {}
    for view, in_project in views:
        space, name = view.split(":")
        route = f"projects/<slug:slug>/{name}/" if in_project else f"{name}/"
        spaces.setdefault(space, []).append(path(f"{space}/{route}", nothing, name=name))
    return [path("", include((patterns, space))) for space, patterns in spaces.items()]


urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("style/", style),
    path("refused/", refused),
    *_spaces(),
]

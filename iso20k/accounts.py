"""How accounts come to be: by invitation or from the command line, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import Http404, HttpRequest, HttpResponse


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def not_offered(_request: HttpRequest) -> HttpResponse:
    """Pages of the library that this site does not have: signing up, and changing one's own address."""
    raise Http404

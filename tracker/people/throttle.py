"""Every path that takes a secret is throttled; the rates stand in the settings beside those of logging in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.core.render import render

View = Callable[..., HttpResponse]


def throttled(action: str) -> Callable[[View], View]:
    """Answer 429 with a page of ours when one address asks too often, right or wrong."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Reading counts too: whoever guesses codes need not send a form.
            if ratelimit.consume_or_429(request, action=action, limit_get=True) is None:
                return view(request, *args, **kwargs)
            words = _("That was too often in a short time. Wait a minute and open the address again.")
            answer = render(request, "people/too_often.html", {"sentence": words}, status=429)
            answer.headers["Retry-After"] = "60"
            return answer

        return asked

    return decorate

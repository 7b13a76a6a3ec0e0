"""What stands around every request: refusals become answers, and the browser is told what it may load."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tracker.core.errors import RuleBroken

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Refusals:
    """Turn a refusal that a view let through into a page with its sentence: 403, 409 or 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleBroken):
            return None
        context = {"sentence": exception.sentence, "lines": getattr(exception, "lines", [])}
        template = "errors/403.html" if exception.status == 403 else "errors/409.html"
        response = render(request, template, context, using="jinja2", status=exception.status)
        # A fragment that was asked for must not be replaced by a whole page: the page's script shows this.
        response["HX-Reswap"] = "none"
        # Header values are latin-1: anything beyond travels percent-encoded.
        response["X-Refusal"] = "".join(
            c if 32 <= ord(c) < 127 and c != "%" else _percent(c) for c in exception.sentence
        )
        return response


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


class ContentSecurityPolicy:
    """Scripts and styles from this site only, or with this answer's nonce; nothing else, no frames."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        nonce = request.csp_nonce  # type: ignore[attr-defined]
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; object-src 'none'",
        )
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        return response

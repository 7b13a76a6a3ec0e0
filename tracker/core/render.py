"""Answer with a whole page, or with one named block of the same template where htmx asked for a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.context_processors import csrf
from django.utils.functional import SimpleLazyObject
from jinja2_fragments import render_block

MESSAGES_TEMPLATE = "components/messages.html"


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    block: str | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page, or its block; a block carries waiting messages along so that nothing is said in vain."""
    backend = jinja_backend()
    values = page_context(request, context, backend)
    if block is None:
        html = backend.env.get_template(template).render(values)
    else:
        html = render_block(backend.env, template, block, values)
        if len(get_messages(request)):
            html += backend.env.get_template(MESSAGES_TEMPLATE).render({**values, "oob": True})
    response = HttpResponse(html, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def render_to_string(template: str, context: Mapping[str, Any] | None = None) -> str:
    """A template without a request: documents and letters."""
    return jinja_backend().env.get_template(template).render(dict(context or {}))


def wants_block(request: HttpRequest) -> bool:
    """True where htmx asked for a part of the page (not when it restores its history)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def jinja_backend() -> Jinja2:
    for backend in engines.all():
        if isinstance(backend, Jinja2):
            return backend
    raise LookupError("No Jinja2 template engine is configured.")


def page_context(request: HttpRequest, context: Mapping[str, Any] | None, backend: Jinja2) -> dict[str, Any]:
    token = SimpleLazyObject(lambda: str(csrf(request)["csrf_token"]))
    values: dict[str, Any] = {"request": request, "csrf_token": token}
    for processor in backend.template_context_processors:
        values.update(processor(request))
    values["user"] = getattr(request, "user", None)
    values.update(context or {})
    return values

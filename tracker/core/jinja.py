"""The Jinja2 environment of all pages: translation, dates in the reader's language, macros under `ui`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.context_processors import csrf
from django.templatetags.static import static as static_address
from django.urls import reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from tracker.core import formats, frame
from tracker.core.charts import slip_words
from tracker.core.statuses import status_of

COMPONENTS = ("status", "head", "tally", "forms", "actions", "editor", "rows", "tables", "figure", "talk")
FILTERS = (
    "day",
    "day_year",
    "weekday",
    "weekday_year",
    "month",
    "moment",
    "clock",
    "iso",
    "number",
    "money",
    "signed",
    "percent",
    "filesize",
    "digest",
    "initial",
)


class Components:
    """The macros of `templates/components`, reachable as `ui.chip(...)` in every template and block."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._known: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        for template in COMPONENTS:
            macro = getattr(self._env.get_template(f"components/{template}.html").module, name, None)
            if isinstance(macro, Macro):
                if not self._env.auto_reload:
                    self._known[name] = macro
                return macro
        raise AttributeError(name)


def environment(**options: Any) -> Environment:
    """Build the environment; Django's Jinja2 backend calls this once."""
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n"]
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=extensions, **options)  # noqa: S701  (the backend passes autoescape=True)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        url=url,
        url_or_none=url_or_none,
        static=static,
        status_of=status_of,
        csp_nonce=csp_nonce,
        csrf_of=csrf_of,
        attrs=attrs,
        share=share,
        slip_words=slip_words,
        rooms_of=frame.rooms_of,
        search_url=frame.search_url,
        language=frame.language,
        languages=frame.languages,
        script_texts=frame.script_texts,
        most_files=settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        ui=Components(env),
    )
    env.filters.update({name: getattr(formats, name) for name in FILTERS})
    env.filters.update(labelled=labelled, brief=brief, unset_as=unset_as)
    return env


# Addresses ----------------------------------------------------------------


@lru_cache(maxsize=1024)
def static(path: str) -> str:
    """The address of a file of ours; it does not change while the program runs."""
    return static_address(path)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view; `query` may carry parameters."""
    query: Mapping[str, Any] | None = kwargs.pop("query", None)
    return reverse(name, args=args, kwargs=kwargs or None, query=query)


def url_or_none(name: str, *args: Any) -> str | None:
    """The address of a named view, or None where that room is not installed."""
    return frame.address(name, *args)


def csp_nonce(request: HttpRequest | None) -> str:
    """The nonce the security middleware gave this answer, or nothing outside a request."""
    return str(getattr(request, "csp_nonce", "") or "")


def csrf_of(request: HttpRequest | None) -> str:
    """The token a form or htmx sends back."""
    return str(csrf(request)["csrf_token"]) if request is not None else ""


def attrs(values: Mapping[str, Any] | None = None) -> Markup:
    """HTML attributes from a mapping: None and False are left out, True stands alone."""
    parts: list[Markup] = []
    for name, value in (values or {}).items():
        if value is None or value is False:
            continue
        name = name.replace("_", "-")
        parts.append(Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value))
    return Markup("").join(parts)


def share(part: float, whole: float) -> float:
    """A part of a whole as a percentage with one decimal, for the widths of bars; never beyond 0 to 100."""
    return round(min(max(100 * part / whole, 0), 100), 1) if whole else 0.0


# Tables and names -----------------------------------------------------------

CELL = re.compile(r"<(tr|td|th)\b([^>]*)>")


def labelled(rows: str, heads: Iterable[Any]) -> Markup:
    """Rows of a table whose cells carry the word of their column: on a phone the head is not there."""
    words = [str(head[0] if isinstance(head, (tuple, list)) else head) for head in heads]
    column = 0

    def name(found: re.Match[str]) -> str:
        nonlocal column
        tag, rest = found.groups()
        if tag == "tr":
            column = 0
            return found.group()
        column += 1
        word = words[column - 1] if 1 < column <= len(words) else ""
        return (
            f'<{tag} data-label="{escape(word)}"{rest}>'
            if word and "data-label" not in rest
            else found.group()
        )

    return Markup(CELL.sub(name, str(rows)))  # noqa: S704  (the rows are markup already, the words are escaped)


def brief(title: str) -> str:
    """A clause's title where there is little room; the whole one stands on the clause's page."""
    return str(title).replace("service management system", "SMS")


def unset_as(control: Any, word: str) -> Markup:
    """A drawn select whose empty choice is a word instead of Django's row of dashes."""
    return Markup(str(control).replace(">---------<", f">{escape(word)}<"))  # noqa: S704  (Django drew and escaped it)

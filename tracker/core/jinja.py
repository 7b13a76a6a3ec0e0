"""The Jinja2 environment of all pages: translation, dates in the reader's language, macros under `ui`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime, get_date_format
from babel.numbers import format_decimal
from django.http import HttpRequest
from django.template.context_processors import csrf
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext, to_locale
from jinja2 import Environment, Template
from markupsafe import Markup

from tracker.core import frame
from tracker.core.statuses import status_of

UI_TEMPLATE = "components/ui.html"


class Components:
    """The macros of `templates/components`, reachable as `ui.chip(...)` in every template and block."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        template: Template = self._env.get_template(UI_TEMPLATE)
        return getattr(template.module, name)


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
        rooms_of=frame.rooms_of,
        search_url=frame.search_url,
        language=frame.language,
        languages=frame.languages,
        script_texts=frame.script_texts,
        ui=Components(env),
    )
    env.filters.update(
        day=day,
        day_year=day_year,
        weekday=weekday,
        weekday_year=weekday_year,
        moment=moment,
        month=month,
        filesize=filesize,
        number=number,
        percent=percent,
        signed=signed,
        digest=digest,
        initial=initial,
        iso=iso,
    )
    return env


# Addresses ----------------------------------------------------------------


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


# Dates and figures in the reader's language ---------------------------------


@lru_cache(maxsize=64)
def _locale(language: str) -> str:
    locale = to_locale(language)
    return "en" if locale.startswith("en") else locale


@lru_cache(maxsize=64)
def _pattern(locale: str, kind: str) -> str:
    """Day before month everywhere in English; other languages follow their own medium pattern."""
    if locale == "en":
        patterns = {
            "day": "d MMM",
            "day_year": "d MMM y",
            "weekday": "EEE d MMM",
            "weekday_year": "EEE d MMM y",
            "month": "MMM y",
        }
        return patterns[kind]
    if locale.startswith("de"):
        patterns = {
            "day": "d. MMM",
            "day_year": "d. MMM y",
            "weekday": "EEE d. MMM",
            "weekday_year": "EEE d. MMM y",
            "month": "MMM y",
        }
        return patterns[kind]
    full = get_date_format("medium", locale).pattern
    return {"month": "MMM y", "weekday_year": f"EEE {full}"}.get(kind, full)


@lru_cache(maxsize=4096)
def _date_text(value: dt.date, kind: str, locale: str) -> str:
    return format_date(value, _pattern(locale, kind), locale=locale)


def _as_date(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _dated(value: dt.date | dt.datetime | None, kind: str) -> str:
    if value is None:
        return ""
    return _date_text(_as_date(value), kind, _locale(get_language() or "en"))


def day(value: dt.date | dt.datetime | None) -> str:
    """12 May"""
    return _dated(value, "day")


def day_year(value: dt.date | dt.datetime | None) -> str:
    """12 May 2027"""
    return _dated(value, "day_year")


def weekday(value: dt.date | dt.datetime | None) -> str:
    """Wed 12 May"""
    return _dated(value, "weekday")


def weekday_year(value: dt.date | dt.datetime | None) -> str:
    """Wed 12 May 2027"""
    return _dated(value, "weekday_year")


def month(value: dt.date | dt.datetime | None) -> str:
    """May 2027"""
    return _dated(value, "month")


def moment(value: dt.datetime | None) -> str:
    """12 May 2027, 08:30, in the reader's time zone"""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    locale = _locale(get_language() or "en")
    return f"{_date_text(local.date(), 'day_year', locale)}, {format_datetime(local, 'HH:mm', locale=locale)}"


def iso(value: dt.date | dt.datetime | None) -> str:
    """2027-05-12, for the value of a date field and the datetime attribute."""
    return value.isoformat() if value is not None else ""


def number(value: float) -> str:
    return str(format_decimal(value, locale=_locale(get_language() or "en")))


def signed(value: int) -> str:
    """+3, 0, or −2 with a real minus."""
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}" if value < 0 else "0"  # noqa: RUF001


def percent(part: float, whole: float | None = None) -> str:
    """73 %: of a whole where one is given, cut down so that only all is 100."""
    value = part if whole is None else (100 * part / whole if whole else 0)
    return f"{number(int(value))} %"


def filesize(size: int | None) -> str:
    """214 kB, in steps of a thousand."""
    if size is None:
        return ""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    digits = 1 if unit in ("MB", "GB") and value < 100 else 0
    return f"{number(round(value, digits) if digits else round(value))} {unit}"


def digest(value: str) -> str:
    """9f3c…a41b, the short form; the whole one belongs in the title."""
    return f"{value[:4]}…{value[-4:]}" if len(value) > 12 else value


def initial(name: object) -> str:
    """The letter that stands for a person."""
    text = str(name).strip()
    return text[0].upper() if text else "?"

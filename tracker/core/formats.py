"""Dates, sizes and figures as a reader of the chosen language expects them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, get_date_format
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, to_locale


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


def clock(value: dt.datetime | None) -> str:
    """08:30, in the reader's time zone, where the day stands above"""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%H:%M")


def iso(value: dt.date | dt.datetime | None) -> str:
    """2027-05-12, for the value of a date field and the datetime attribute."""
    return value.isoformat() if value is not None else ""


def number(value: float) -> str:
    return str(format_decimal(value, locale=_locale(get_language() or "en")))


def money(value: Decimal, currency: str = "") -> str:
    """12,500.00 EUR, to the cent."""
    text = str(format_decimal(value, format="#,##0.00", locale=_locale(get_language() or "en")))
    return f"{text} {currency}" if currency else text


def signed(value: int) -> str:
    """+3, 0, or −2 with a real minus."""
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}" if value < 0 else "0"


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

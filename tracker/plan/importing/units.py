"""Durations and lags: how other programs write them, and what they are in minutes."""

from __future__ import annotations

import re
from typing import NamedTuple

MINUTES_A_DAY = 480
WORKING = {"m": 1, "h": 60, "d": MINUTES_A_DAY, "w": 5 * MINUTES_A_DAY, "mo": 20 * MINUTES_A_DAY}
ELAPSED = {"em": 1, "eh": 60, "ed": 1440, "ew": 7 * 1440, "emo": 30 * 1440}
MINUTES = WORKING | ELAPSED
# Codes of Microsoft Project XML; those of 32 more are the same, marked as estimated.
LAG_FORMATS = {
    3: "m",
    4: "em",
    5: "h",
    6: "eh",
    7: "d",
    8: "ed",
    9: "w",
    10: "ew",
    11: "mo",
    12: "emo",
    19: "%",
    20: "e%",
}
LINK_TYPES = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}

_WORDS = {
    "": "d",
    "m": "m",
    "min": "m",
    "mins": "m",
    "minute": "m",
    "minutes": "m",
    "h": "h",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "std": "h",
    "d": "d",
    "dy": "d",
    "day": "d",
    "days": "d",
    "t": "d",
    "tag": "d",
    "tage": "d",
    "w": "w",
    "wk": "w",
    "wks": "w",
    "week": "w",
    "weeks": "w",
    "woche": "w",
    "wochen": "w",
    "mo": "mo",
    "mon": "mo",
    "mons": "mo",
    "month": "mo",
    "months": "mo",
    "monat": "mo",
    "monate": "mo",
}
_SPAN = re.compile(r"([+-]?\d{1,7}(?:[.,]\d{1,4})?)\s*(e?)([a-zäöü]*)\s*\??")
_ISO = re.compile(
    r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,9}(?:\.\d{1,6})?)H)?(?:(\d{1,9}(?:\.\d{1,6})?)M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?"
)
_LINK = re.compile(
    r"(\d{1,9})\s*(FS|SS|FF|SF)?\s*(?:([+-])\s*(\d{1,6}(?:[.,]\d{1,4})?)\s*(e?%|e?[a-z]*)\s*\??)?",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """A length of time in minutes, and the unit in which it was said."""

    minutes: int
    unit: str


class Hanging(NamedTuple):
    """A predecessor as spreadsheets write it: 3FS+2d."""

    uid: int
    kind: str
    lag: Span
    percent: int | None


def iso_minutes(text: str) -> int | None:
    """Minutes of an ISO duration such as PT8H0M0S; None where it is none. A day is a working day."""
    found = _ISO.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return round(days * MINUTES_A_DAY + hours * 60 + minutes + seconds / 60)


def lag_unit(code: int) -> str | None:
    """The unit behind a LagFormat; None where it is unknown."""
    return LAG_FORMATS.get(code if code < 35 else code - 32)


def span(text: str) -> Span | None:
    """“5d”, “2 wks”, “3 ed”, “8”: a number without a unit means working days."""
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        return None
    amount, elapsed, word = found.groups()
    if elapsed and word in {"", "s"}:
        return None
    unit = _WORDS.get(word)
    if unit is None:
        return None
    unit = elapsed + unit
    return Span(round(float(amount.replace(",", ".")) * MINUTES[unit]), unit)


def hanging(text: str) -> Hanging | None:
    """“3”, “3FS”, “3SS-1w”, “3FS+50%”; None where it is none."""
    found = _LINK.fullmatch(text.strip())
    if found is None:
        return None
    number, kind, sign, amount, unit = found.groups()
    kind = (kind or "FS").upper()
    if amount is None:
        return Hanging(int(number), kind, Span(0, "d"), None)
    if unit.endswith("%"):
        percent = round(float(amount.replace(",", ".")))
        return Hanging(int(number), kind, Span(0, unit.lower()), percent if sign == "+" else -percent)
    length = span(amount + unit)
    if length is None:
        return None
    minutes = length.minutes if sign == "+" else -length.minutes
    return Hanging(int(number), kind, Span(minutes, length.unit), None)


def lag_text(minutes: int, unit: str) -> str:
    """A lag as people write it: +2d, -1w; a share of another task is said in working days."""
    if not minutes:
        return ""
    unit = unit if unit in MINUTES else "d"
    return f"{minutes / MINUTES[unit]:+.4g}{unit}"


def hanging_text(who: str, kind: str, minutes: int, unit: str, percent: int | None) -> str:
    """A link as spreadsheets write it, so that it is read again exactly: 3FS+2d."""
    if percent is not None:
        return f"{who}{kind}{percent:+d}{unit}"
    if not minutes:
        return f"{who}{kind}"
    amount, rest = divmod(minutes, MINUTES.get(unit, MINUTES_A_DAY))
    if rest:
        elapsed = "e" if unit.startswith("e") else ""
        return f"{who}{kind}{minutes:+d}{elapsed}m"
    return f"{who}{kind}{amount:+d}{unit}"


def length_text(minutes: int) -> str:
    """Working time in days where it is whole ones."""
    return f"{minutes}m" if minutes % MINUTES_A_DAY else f"{minutes // MINUTES_A_DAY}d"

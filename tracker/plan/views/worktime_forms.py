"""The shape of working time as people write it: 08:00–12:00, 13:00–17:00."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.plan.actions.worktime import Otherwise
from tracker.plan.forms import date_field
from tracker.plan.holidays import countries, regions_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FREE_WORDS = {"free", "frei", "-", "–", "0"}
EMPTY_ROWS = 3
_SHIFT = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")


class ShiftsField(forms.CharField):
    """The hours of a day. Empty and “free” are for the form to tell apart."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=200, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip().casefold()
        if not text:
            return None
        if text in FREE_WORDS:
            return ()
        return tuple(_shift(part.strip()) for part in text.split(","))


def _shift(text: str) -> tuple[int, int]:
    found = _SHIFT.fullmatch(text)
    if found:
        hour, minute, until, rest = (int(part or 0) for part in found.groups())
        first, last = hour * 60 + minute, until * 60 + rest
        if max(minute, rest) < 60 and first < last <= 1440:
            return first, last
    raise forms.ValidationError(
        _t("“%(said)s” is no working time; write 08:00–12:00, 13:00–17:00, or “free”.") % {"said": text[:40]}
    )


def said(shifts: Iterable[Sequence[int]] | None, *, free: str) -> str:
    """Shifts as people write them."""
    if shifts is None:
        return ""
    return ", ".join(f"{_clock(first)}–{_clock(last)}" for first, last in shifts) or free


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


class WeekForm(forms.Form):
    """An ordinary week."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    mon = ShiftsField(label=_("Monday"))
    tue = ShiftsField(label=_("Tuesday"))
    wed = ShiftsField(label=_("Wednesday"))
    thu = ShiftsField(label=_("Thursday"))
    fri = ShiftsField(label=_("Friday"))
    sat = ShiftsField(label=_("Saturday"))
    sun = ShiftsField(label=_("Sunday"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAYS]

    def week(self, *, inherits: bool) -> list[Any]:
        """Seven days; an empty one is as in the base, and free where there is none."""
        found = [self.cleaned_data[name] for name in DAYS]
        return found if inherits else [day or () for day in found]


class CalendarForm(WeekForm):
    """A calendar of the plan; public holidays of a country are put in with it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    plans = forms.BooleanField(label=_("The plan works by this calendar"), required=False)
    country = forms.ChoiceField(label=_("Add public holidays of"), required=False)
    region = forms.CharField(
        label=_("Region"), max_length=10, required=False, help_text=_("Its short name, such as BY or NSW.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = lambda: [("", "–"), *countries()]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        code, region = found.get("country"), found.get("region", "").strip()
        if region and code and region not in (regions := regions_of(code)):
            known = ", ".join(regions[:20]) or "–"
            self.add_error("region", _t("This country has the regions %(known)s.") % {"known": known})
        return found


class ExceptionForm(forms.Form):
    """Days that are otherwise; empty rows are no exceptions."""

    first = date_field(_("From"), required=False)
    last = date_field(_("To"), required=False)
    hours = ShiftsField(label=_("Hours"))
    what = forms.CharField(label=_("What"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not found.get("first") and (found.get("last") or found.get("what")) and not self.errors:
            self.add_error("first", _t("Say the first day."))
        return found

    def otherwise(self) -> Otherwise | None:
        found = self.cleaned_data
        if not found.get("first"):
            return None
        return Otherwise(
            found["first"], found["last"] or found["first"], found["hours"] or (), found["what"].strip()
        )


def exceptions_in(rows: Any) -> list[Otherwise]:
    """What the rows say; empty ones say nothing."""
    return [one for one in (form.otherwise() for form in rows.forms) if one]


ExceptionRows = forms.formset_factory(ExceptionForm, extra=EMPTY_ROWS, max_num=1200, absolute_max=1200)


def initial_rows(exceptions: Iterable[Otherwise]) -> list[dict[str, Any]]:
    return [
        {"first": one.first, "last": one.last, "hours": said(one.shifts, free=""), "what": one.name}
        for one in exceptions
    ]

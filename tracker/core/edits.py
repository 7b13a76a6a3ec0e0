"""Forms on rows that others change too: a refusal stands beside its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.core.formats import day_year


def carry_out(
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
    now: Callable[[], Mapping[str, Any]] | None = None,
) -> bool:
    """Run the verb with what the form says; False where the form has to be shown again.

    `now` reads the row afresh, with its `version`: whoever comes second sees beside each field what the first
    one left there, keeps what they typed, and saves over it only by sending the form once more.
    """
    if not form.is_valid():
        return False
    try:
        verb(form.cleaned_data)
    except NotPermitted:
        raise
    except StaleEdit as refusal:
        form.add_error(None, refusal.sentence)
        if now is not None:
            show_both(form, now())
        return False
    except RuleBroken as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return False
    return True


def show_both(form: forms.Form, now: Mapping[str, Any]) -> None:
    """Say beside each field what stands there now where it differs from what was typed."""
    typed = dict(form.cleaned_data)
    for name, value in now.items():
        if name != "version" and name in form.fields and (typed.get(name) or None) != (value or None):
            said = _in_words(form.fields[name], value)
            form.add_error(name, _("Now: %(value)s") % {"value": said})
    if "version" in now:
        data = cast(QueryDict, form.data).copy()
        data[form.add_prefix("version")] = str(now["version"])
        form.data = data


def _in_words(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.DateField):
        return day_year(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value)

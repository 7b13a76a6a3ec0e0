"""Choosing people in a form: from a list where they are few, by name or address where they are many.

Nobody is guessed: words that do not name exactly one person are answered with those they may mean. A script
shows names while one types; without it the same words are sent and looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.people.models import Person

FEW = 200
SHOWN = 12
MOST_LINES = 500
NUMBERED = re.compile(r", ([0-9a-f]{8})$")


def label_of(person: Person) -> str:
    """One person in one line, such as can be read back."""
    return f"{person.name}, {person.email or person.pk.hex[:8]}"


def found(rows: Any, words: str, *, most: int = SHOWN) -> list[Person]:
    """Who may be meant: every word stands in the name, the address, the title or the department."""
    # A database refuses to look for a text without end, or for one with a null character.
    for word in words[:400].replace("\x00", "").replace(",", " ").split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(job_title__icontains=word)
            | Q(department__name__icontains=word)
        )
    return list(rows.order_by("name", "pk")[:most])


def meant(rows: Any, words: str) -> list[Person]:
    """Exactly who is named: by line, address or whole name; several where a name is borne by several."""
    words = " ".join(words.replace("\x00", "").split())[:400]
    line = NUMBERED.search(words)
    if line:
        first, last = (UUID(line[1] + end * 24) for end in "0f")
        return list(rows.filter(pk__gte=first, pk__lte=last)[:SHOWN])
    if "@" in words:
        return list(rows.filter(email__iexact=words.rpartition(", ")[2].strip("<> "))[:SHOWN])
    return list(rows.filter(name__iexact=words).order_by("name", "pk")[:SHOWN])


class PersonPicker(forms.Select):
    """A list of few; of many a field to type in, with those it may mean below once that was unclear."""

    find = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unclear: list[Person] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(f"{name}-meant") or data.get(name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        source: Any = self.choices
        rows = list(source.queryset[: FEW + 1])
        if len(rows) <= FEW:
            empty = source.field.empty_label
            few: list[Any] = [(row.pk, str(row)) for row in rows]
            self.choices = [("", empty), *few] if empty is not None else few
            drawn = super().render(name, value, {"class": "form-select", **(attrs or {})}, renderer)
            self.choices = source
            return drawn
        attrs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name, "value": _line(source, value)})
        return _finder(attrs, self.find) + self._those_it_may_mean(name)

    def _those_it_may_mean(self, name: str) -> SafeString:
        if not self.unclear:
            return SafeString("")
        choices = format_html_join(
            "",
            '<label class="k-check"><input class="form-check-input" type="radio" name="{}-meant" value="{}">'
            "<span>{}</span></label>",
            ((name, row.pk, label_of(row)) for row in self.unclear),
        )
        return format_html(
            '<fieldset class="k-choices"><legend>{}</legend>{}</fieldset>', _("Which one?"), choices
        )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One person of the staff register."""

    widget = PersonPicker

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Person.objects.none(), **options)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or _key(value):
            return super().to_python(value)
        people = meant(self.queryset, str(value))
        if len(people) == 1:
            return people[0]
        picker: Any = self.widget
        picker.unclear = people or found(self.queryset, str(value))
        if picker.unclear:
            raise ValidationError(
                _("“%(words)s” is not clear yet.") % {"words": str(value)[:200]}, code="unclear"
            )
        raise ValidationError(nobody(str(value)), code="nobody")


class PeoplePicker(forms.SelectMultiple):
    """The same for several: one line for each."""

    find = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [line.strip() for text in sent for line in str(text).splitlines() if line.strip()]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        source: Any = self.choices
        rows = list(source.queryset[: FEW + 1])
        if len(rows) <= FEW:
            self.choices = [(row.pk, str(row)) for row in rows]
            drawn = super().render(name, value, attrs, renderer)
            self.choices = source
            return drawn
        attrs = {**(attrs or {}), "name": name, "rows": 5, "class": "form-control"}
        lines = "\n".join(_lines(source, value or []))
        finder = {
            "id": f"{attrs['id']}-find",
            "aria-label": _("Find people"),
            "placeholder": _("Find people"),
        }
        hint = _("One in each line: a name or an e-mail address.")
        return format_html(
            '{}<textarea{}>{}</textarea><p class="hint">{}</p>',
            _finder({**finder, "data-adds": attrs["id"]}, self.find) if self.find else "",
            flatatt(attrs),
            lines,
            hint,
        )


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Several people of the staff register."""

    widget = PeoplePicker

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Person.objects.none(), **options)

    def clean(self, value: Any) -> Any:
        if len(value or []) > MOST_LINES:
            raise ValidationError(_("Up to %(most)s people at once.") % {"most": MOST_LINES})
        keys, wrong = [], []
        for line in value or []:
            key = _key(line)
            people = [] if key else meant(self.queryset, line)
            if key or len(people) == 1:
                keys.append(str(key or people[0].pk))
                continue
            near = people or found(self.queryset, line, most=4)
            names = "; ".join(label_of(row) for row in near)
            said = {"words": line[:200], "names": names}
            wrong.append(
                _("“%(words)s” is not clear; it may be: %(names)s.") % said if near else nobody(line)
            )
        if wrong:
            raise ValidationError(wrong[:20])
        return super().clean(keys)


def nobody(words: str) -> str:
    return _("Nobody here is called “%(words)s”. Write a name, a part of it, or an e-mail address.") % {
        "words": words[:200]
    }


def let_find(form: forms.BaseForm, address: str) -> None:
    """Give the fields in which many are chosen from the address at which names are looked up."""
    for field in form.fields.values():
        if isinstance(field.widget, PersonPicker | PeoplePicker):
            field.widget.find = address


def _finder(attrs: dict[str, Any], find: str) -> SafeString:
    shown = {"class": "form-control", "type": "text", "autocomplete": "off", **attrs}
    if not find:
        return format_html("<input{}>", flatatt(shown))
    names = f"{attrs['id']}-names"
    return format_html(
        '<input{}><datalist id="{}"></datalist>', flatatt({**shown, "list": names, "data-find": find}), names
    )


def _line(source: Any, value: Any) -> str:
    """Words as they were typed, and the line of whoever was chosen."""
    return next(iter(_lines(source, [value] if value else [])), "")


def _lines(source: Any, values: Iterable[Any]) -> list[str]:
    values = [getattr(value, "pk", value) for value in values]
    keys = [key for value in values if (key := _key(value))]
    named = {row.pk: label_of(row) for row in source.queryset.filter(pk__in=keys)} if keys else {}
    return [named.get(key, "") if (key := _key(value)) else str(value) for value in values]


def _key(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    if isinstance(value, Person):
        return value.pk
    try:
        return UUID(str(value))
    except ValueError:
        return None

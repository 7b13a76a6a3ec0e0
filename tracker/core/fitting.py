"""What no column takes, on either database: texts too long for it, a NUL in a text, days before 1900."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import models
from django.utils.translation import gettext as _

from tracker.core.errors import BadInput

FIRST_YEAR = 1900


def refuse_what_does_not_fit(row: models.Model) -> None:
    """SQLite keeps what PostgreSQL refuses, so the row is asked before either is: a sentence, never a 500."""
    for name, attname, title, limit in _columns(type(row)):
        value = row.__dict__.get(attname)
        if isinstance(value, str):
            if "\x00" in value:
                raise BadInput(_("“%(field)s” holds a NUL, which is no text.") % {"field": title}, field=name)
            if limit is not None and len(value) > limit:
                words = {"field": title, "limit": limit, "length": len(value)}
                sentence = _("“%(field)s” takes at most %(limit)s characters; these are %(length)s.") % words
                raise BadInput(sentence, field=name)
        elif isinstance(value, date) and value.year < FIRST_YEAR:
            words = {"field": title, "year": f"{value.year:04}"}
            sentence = _("“%(field)s” lies in the year %(year)s: write the year with four digits.") % words
            raise BadInput(sentence, field=name)


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, str, str, int | None]]:
    """Name, attribute, title and limit of the columns that can hold too much."""
    kinds = (models.CharField, models.TextField, models.DateField)
    return [
        (field.name, field.attname, str(field.verbose_name), field.max_length)
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
    ]

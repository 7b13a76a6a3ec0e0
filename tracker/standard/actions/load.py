"""Load the catalogue of an edition from a fixture."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.standard.models import Clause, DocumentedInformation, Edition, Requirement

CATALOGUE_MODELS: tuple[type[models.Model], ...] = (
    Edition,
    Clause,
    Requirement,
    DocumentedInformation,
)


@dataclass(frozen=True)
class Loaded:
    edition: Edition
    added: int
    changed: int
    unchanged: int


SHIPPED_CATALOGUE = Path(settings.BASE_DIR) / "fixtures" / "standard_2018.json"


@transaction.atomic
def load_catalogue(*, path: Path = SHIPPED_CATALOGUE) -> list[Loaded]:
    """Bring the editions in a fixture into the database; loading twice changes nothing.

    Rows are found by natural key, so a project keeps pointing at the same requirement. A row
    that the fixture no longer has stays: a checkpoint may rest on it.
    """
    tallies: dict[str, dict[str, int]] = {}
    for item in _rows_of(path):
        outcome = _bring_in(item)
        tally = tallies.setdefault(_edition_code(item.object), dict.fromkeys(OUTCOMES, 0))
        tally[outcome] += 1
    return [Loaded(edition=Edition.objects.get(code=code), **tally) for code, tally in tallies.items()]


OUTCOMES = ("added", "changed", "unchanged")


def _rows_of(path: Path) -> list[Any]:
    """Every row of the file, read one by one so that natural keys find their parents."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise RuleBroken(_("There is no file %(path)s.") % {"path": path}) from missing
    except (json.JSONDecodeError, UnicodeDecodeError) as broken:
        raise RuleBroken(
            _("%(path)s is not a fixture in JSON: %(why)s") % {"path": path, "why": broken}
        ) from broken
    allowed = {model._meta.label_lower for model in CATALOGUE_MODELS}
    strangers = sorted({str(row.get("model")) for row in raw} - allowed)
    if strangers:
        raise RuleBroken(
            _("%(path)s holds rows that are no part of a catalogue: %(models)s.")
            % {"path": path, "models": ", ".join(strangers)}
        )
    return _deserialized(raw, path)


def _deserialized(raw: list[Any], path: Path) -> Any:
    try:
        yield from serializers.deserialize("python", raw)
    except (DeserializationError, KeyError, ValueError) as broken:
        raise RuleBroken(_("%(path)s cannot be loaded: %(why)s") % {"path": path, "why": broken}) from broken


def _bring_in(item: Any) -> str:
    row = item.object
    before = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    wanted_links = {
        name: {getattr(value, "pk", value) for value in values}
        for name, values in (item.m2m_data or {}).items()
    }
    if before is not None and _values(before) == _values(row):
        held_links = {name: set(getattr(before, name).values_list("pk", flat=True)) for name in wanted_links}
        if held_links == wanted_links:
            return "unchanged"
    item.save()
    return "changed" if before is not None else "added"


def _values(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: field.to_python(getattr(row, field.attname)) for field in row._meta.concrete_fields
    }


def _edition_code(row: models.Model) -> str:
    if isinstance(row, Edition):
        return row.code
    if isinstance(row, Requirement):
        return row.clause.edition.code
    edition: Edition = row.edition  # type: ignore[attr-defined]
    return edition.code

"""Import another standard's catalogue as a further edition; importing twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.models import User
from tracker.standard.choices import Origin, Relation, Verb
from tracker.standard.models import Clause, Crossref, Edition, Requirement, pair_of
from tracker.standard.oscal import Draft, read_catalogue

ASIDE = 10_000
MOVED, LAST = "!", "~"
EDITION_FIELDS = ("name", "title", "published_on")
CLAUSE_FIELDS = ("title", "level", "is_leaf", "note", "sort_key", "parent")
REQUIREMENT_FIELDS = ("clause", "position", "text")


@dataclass(frozen=True)
class Imported:
    """What a catalogue holds, and what it changed here. `kept` rows are no longer in the file."""

    edition: str
    name: str
    clauses: int
    requirements: int
    withdrawn: int
    added: int
    changed: int
    unchanged: int
    kept: int
    related: int  # New cross references within it.
    preview: bool


@transaction.atomic
def import_catalogue(*, path: Path, code: str = "", preview: bool = False) -> Imported:
    """Bring a catalogue in beside the others, or with `preview` only say what it would change.

    Rows are found by natural key, so projects keep pointing at the same requirement. A row that
    the file no longer has stays, after the others: a checkpoint may rest on it.
    """
    draft = read_catalogue(path, code)
    edition = Edition.objects.select_for_update().filter(code=draft.code).first()
    if edition is not None and edition.origin != Origin.OSCAL:
        raise RuleBroken(
            _("“%(code)s” is an edition of our own; give this catalogue another code.") % {"code": draft.code}
        )
    before = _Held.of(edition)
    outcome = before.beside(draft)
    if not preview and (outcome["added"] or outcome["changed"]):
        _write(draft, edition, before)
    related = _related(draft, edition)
    if not preview:
        _relate(draft, related)
    return Imported(
        edition=draft.code,
        name=draft.name,
        clauses=len(draft.clauses),
        requirements=len(draft.requirements),
        withdrawn=draft.withdrawn,
        related=len(related),
        preview=preview,
        **outcome,
    )


@dataclass
class _Held:
    """What the database holds of the edition, as plain values by natural key."""

    edition: dict[str, Any]
    clauses: dict[str, dict[str, Any]]
    requirements: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, edition: Edition | None) -> _Held:
        if edition is None:
            return cls({}, {}, {})
        clauses = Clause.objects.of(edition).order_by()
        requirements = Requirement.objects.of(edition).order_by()
        return cls(
            {name: getattr(edition, name) for name in EDITION_FIELDS},
            {
                row.number: {
                    **{
                        name: getattr(row, name) for name in ("title", "level", "is_leaf", "note", "sort_key")
                    },
                    "parent_number": row.parent.number if row.parent else None,
                }
                for row in clauses.select_related("parent")
            },
            {
                row.code: {"position": row.position, "text": row.text, "clause_number": row.clause.number}
                for row in requirements.select_related("clause")
            },
        )

    def beside(self, draft: Draft) -> dict[str, int]:
        wanted = wanted_rows(draft)
        outcome = dict.fromkeys(("added", "changed", "unchanged", "kept"), 0)
        pairs = [({draft.code: self.edition} if self.edition else {}, wanted[0])]
        pairs += [(self.clauses, wanted[1]), (self.requirements, wanted[2])]
        for held, asked in pairs:
            for key, values in asked.items():
                word = "added" if key not in held else "unchanged" if held[key] == values else "changed"
                outcome[word] += 1
            outcome["kept"] += len(held.keys() - asked.keys())
        return outcome


Rows = dict[str, dict[str, Any]]


def wanted_rows(draft: Draft) -> tuple[Rows, Rows, Rows]:
    """The draft in the shape of what is held."""
    clauses = {
        each.number: {
            "title": each.title,
            "level": each.level,
            "is_leaf": each.holds_requirements,
            "note": each.note,
            "sort_key": each.sort_key,
            "parent_number": each.parent or None,
        }
        for each in draft.clauses
    }
    requirements = {
        each.code: {"position": each.position, "text": each.text, "clause_number": each.clause}
        for each in draft.requirements
    }
    edition = {draft.code: {name: getattr(draft, name) for name in EDITION_FIELDS}}
    return edition, clauses, requirements


def _write(draft: Draft, edition: Edition | None, before: _Held) -> None:
    edition = edition or Edition(code=draft.code, origin=Origin.OSCAL)
    for name in EDITION_FIELDS:
        setattr(edition, name, getattr(draft, name))
    edition.save()
    # Places are unique: everything steps aside, then each row of the file takes its place.
    Clause.objects.of(edition).update(sort_key=Concat(Value(MOVED), "sort_key"))
    Requirement.objects.of(edition).update(position=F("position") + ASIDE)
    clauses = _clauses(draft, edition)
    held = {row.code: row for row in Requirement.objects.of(edition)}
    rows = []
    for each in draft.requirements:
        row = held.get(each.code) or Requirement(code=each.code)
        row.clause, row.position, row.text = clauses[each.clause], each.position, each.text
        rows.append(row)
    _save(Requirement, rows, REQUIREMENT_FIELDS)
    _line_up_kept(edition)


def _clauses(draft: Draft, edition: Edition) -> dict[str, Clause]:
    """Level by level, so that each finds its parent; in the order of the file, not of the numbers."""
    clauses = {row.number: row for row in Clause.objects.of(edition)}
    for level in sorted({each.level for each in draft.clauses}):
        rows = []
        for each in draft.clauses:
            if each.level != level:
                continue
            row = clauses.setdefault(each.number, Clause(edition=edition, number=each.number, auditable=True))
            row.title, row.level, row.is_leaf = each.title, each.level, each.holds_requirements
            row.note, row.sort_key = each.note, each.sort_key
            row.parent = clauses[each.parent] if each.parent else None
            rows.append(row)
        _save(Clause, rows, CLAUSE_FIELDS)
    return clauses


def _save(model: type[models.Model], rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    model._default_manager.bulk_create([row for row in rows if row._state.adding], batch_size=500)
    held = [row for row in rows if row.pk and not row._state.adding]
    model._default_manager.bulk_update(held, fields, batch_size=500)


def _related(draft: Draft, edition: Edition | None) -> set[tuple[str, str]]:
    """The pairs of codes that are not related for everybody yet; what somebody said of a pair stays."""
    if edition is None:
        return draft.related
    held = Crossref.objects.filter(
        organization__isnull=True, first__clause__edition=edition, second__clause__edition=edition
    )
    there = {(min(pair), max(pair)) for pair in held.values_list("first__code", "second__code")}
    return draft.related - there


def _relate(draft: Draft, related: set[tuple[str, str]]) -> None:
    if not related:
        return
    edition = Edition.objects.get(code=draft.code)
    keys = dict(Requirement.objects.of(edition).values_list("code", "pk"))
    rows = []
    for one, other in sorted(related):
        first, second, relation = pair_of(keys[one], keys[other], Relation.RELATED)
        rows.append(Crossref(first_id=first, second_id=second, relation=str(relation)))
    system = User.objects.system()
    bulk_save_because(rows, reason=_("the catalogue says so"), by=system)
    record(system, Verb.CROSSREFS_IMPORTED, edition, after={"added": len(rows)}, reason=draft.name)


def _line_up_kept(edition: Edition) -> None:
    """Rows that the file no longer has stand after the last that it has."""
    kept = Requirement.objects.of(edition).filter(position__gt=ASIDE).order_by("clause", "position")
    for row in kept:
        last = (
            Requirement.objects.filter(clause=row.clause_id, position__lt=ASIDE).order_by("-position").first()
        )
        row.position = last.position + 1 if last else 1
        row.save()
    for clause in Clause.objects.of(edition).filter(sort_key__startswith=MOVED):
        Clause.objects.filter(pk=clause.pk).update(sort_key=LAST + clause.number)

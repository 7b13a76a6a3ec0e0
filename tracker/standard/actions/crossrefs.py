"""Bring in cross references between editions for the whole installation; bringing them twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import BadInput
from tracker.core.tables import read_table
from tracker.history.actions import record
from tracker.people.models import User
from tracker.people.policies import require_admin
from tracker.standard.choices import Verb
from tracker.standard.crossrefs import APART, COLUMNS, NEEDED, PairLine, missing_columns, read_pairs
from tracker.standard.models import Crossref, Edition

BATCH = 500


@dataclass(slots=True)
class CrossrefsTaken:
    """What a table of cross references holds, and what it changed."""

    rows: int
    twice: int = 0
    added: list[PairLine] = field(default_factory=list)
    changed: list[PairLine] = field(default_factory=list)
    removed: list[PairLine] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def import_crossrefs(*, actor: User, source: IO[bytes], name: str, preview: bool = False) -> CrossrefsTaken:
    """Take them all, or with `preview` only say what they would change.

    Raises `BadInput` naming every line that cannot be taken; then nothing is written.
    """
    require_admin(actor)
    rows = read_table(source, name, is_heading=lambda cells: NEEDED[0] in map(str.lower, cells))
    missing = missing_columns(rows[0].heading if rows else ())
    if missing:
        words = {"missing": ", ".join(missing), "columns": ", ".join(COLUMNS)}
        raise BadInput(_("These columns are missing: %(missing)s. There are: %(columns)s.") % words)
    # One import after the other: what is compared here must be what is written to.
    list(Edition.objects.select_for_update().order_by("pk").values_list("pk"))
    lines, problems, twice = read_pairs(rows)
    if problems:
        told = _("The cross references were not brought in. Correct these lines.")
        raise BadInput(told, lines=sorted(problems, key=lambda problem: problem.line))
    held = _held(lines)
    taken = CrossrefsTaken(len(rows), twice)
    for line in lines:
        _compare(taken, held.get((line.first, line.second)), line)
    if not preview and (taken.added or taken.changed or taken.removed):
        _write(actor, taken, held, name)
    return taken


def _held(lines: Sequence[PairLine]) -> dict[tuple[int, int], Crossref]:
    found: dict[tuple[int, int], Crossref] = {}
    wanted = [line.first for line in lines]
    for start in range(0, len(wanted), BATCH):
        rows = Crossref.objects.filter(organization__isnull=True, first__in=wanted[start : start + BATCH])
        found |= {(row.first_id, row.second_id): row for row in rows}
    return found


def _compare(taken: CrossrefsTaken, row: Crossref | None, line: PairLine) -> None:
    if line.relation == APART:
        if row is not None:
            taken.removed.append(line)
        else:
            taken.unchanged += 1
    elif row is None:
        taken.added.append(line)
    elif (row.relation, row.note) != (line.relation, line.note):
        taken.changed.append(line)
    else:
        taken.unchanged += 1


def _write(actor: User, taken: CrossrefsTaken, held: dict[tuple[int, int], Crossref], name: str) -> None:
    reason = _("brought in from %(name)s") % {"name": name[:120]}
    rows = []
    for line in (*taken.added, *taken.changed):
        row = held.get((line.first, line.second)) or Crossref(first_id=line.first, second_id=line.second)
        row.relation, row.note = line.relation, line.note
        rows.append(row)
    bulk_save_because(rows, reason=reason, by=actor)
    gone = [held[line.first, line.second] for line in taken.removed]
    doomed = Crossref.objects.filter(pk__in=[row.pk for row in gone])
    bulk_delete_because(doomed, reason=reason, by=actor)
    after = {
        "added": len(taken.added),
        "changed": len(taken.changed),
        "removed": len(taken.removed),
    }
    record(actor, Verb.CROSSREFS_IMPORTED, [*rows, *gone][0], after=after, reason=name[:200])

"""Take over somebody else's gap sheet: whole lines, by choice without the bad ones, through the verbs of a page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.assess import assess_checkpoint
from tracker.checklist.actions.assign import assign_checkpoint
from tracker.checklist.choices import SAID_MET, State, Verb
from tracker.checklist.exchange.gapsheet import GapLine, Point, Who, read
from tracker.checklist.exchange.gapwords import FIELDS
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import CheckpointRow, checklist_rows
from tracker.core.errors import BadInput, LineProblem, NotPermitted, RuleBroken, StaleEdit
from tracker.core.tables import Row
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require

SAYING = frozenset({"status", "note", "owner", "due"})
ASSIGNING = frozenset({"owner", "due"})
ASSESSING = frozenset({"state", "note", "party", "control"})


@dataclass(frozen=True, slots=True)
class GapChange:
    """What a line makes of a checkpoint: the values that differ, before and after."""

    line: GapLine
    version: int
    before: dict[str, Any]
    after: dict[str, Any]
    unconfirms: bool = False  # A second person has confirmed what it says now, and will be asked again.


@dataclass(slots=True)
class GapTaken:
    """What a sheet changes, and what in it cannot be taken."""

    rows: int
    lines: int = 0
    changes: list[GapChange] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    mark: str = ""  # Stands for all that was found, and for the checkpoints as they were read.

    @property
    def bad_lines(self) -> int:
        return len({problem.line for problem in self.problems})

    @property
    def lowered(self) -> int:
        return sum(each.line.lowered for each in self.changes)

    @property
    def unconfirmed(self) -> int:
        return sum(each.unconfirms for each in self.changes)


@transaction.atomic
def take_gap_sheet(
    *,
    actor: User,
    project: Project,
    rows: Sequence[Row],
    mapping: Mapping[str, str],
    words: Mapping[str, str],
    name: str,
    preview: bool = False,
    previewed: str | None = None,
    leave_out: bool = False,
) -> GapTaken:
    """Do what the sheet says. With `preview` everything is tried and taken back, so that the refusals are real.

    Raises `BadInput` naming every line that cannot be taken, unless these are to be left out, each of them as a
    whole; and `StaleEdit` where what was `previewed` no longer holds. Then nothing at all is written.
    """
    require(actor, Permission.CHECKPOINT_ASSESS, project)
    _check_mapping(mapping, rows)
    _check_assigning(actor, project, mapping)
    list(Checkpoint.objects.of(project).select_for_update().order_by("pk").values_list("pk"))
    found = _compared(project, rows, mapping, words, name)
    if previewed is not None and found.mark != previewed:
        raise StaleEdit(_("The checklist was changed since this was shown. Look again, then bring it in."))
    _apply_lines(actor, project, found, mapping)
    if preview:
        transaction.set_rollback(True)
        return found
    if found.problems and not leave_out:
        raise BadInput(_("The gap sheet was not brought in. Correct these lines."), lines=found.problems)
    if found.changes:
        after = {"kind": "gap_sheet", "rows": found.rows, "changed": len(found.changes)}
        after |= {"left_out": found.bad_lines} if found.problems else {}
        record(actor, Verb.TABLE_IMPORTED, project, project_id=project.pk, after=after, reason=name[:200])
    return found


def _check_mapping(mapping: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Columns that there are, each used once, among them what finds a checkpoint and what is said of it."""
    if not rows:
        raise BadInput(_("There is no row below the heading."))
    headings = {heading for row in rows for heading in row.cells}
    for name, heading in mapping.items():
        if name not in FIELDS:
            told = _("“%(name)s” is nothing a column can be; there are %(fields)s.")
            raise BadInput(told % {"name": name[:60], "fields": ", ".join(FIELDS)})
        if heading not in headings:
            raise BadInput(_("There is no column “%(heading)s” in this sheet.") % {"heading": heading[:60]})
        if list(mapping.values()).count(heading) > 1:
            raise BadInput(_("The column “%(heading)s” can be only one thing.") % {"heading": heading[:60]})
    if not {"clause", "requirement"} & mapping.keys():
        raise BadInput(_("Say which column holds the clause."), field="clause")
    if not SAYING & mapping.keys():
        raise BadInput(_("Say which column holds the status, a note, an owner or a date."), field="status")


def _check_assigning(actor: User, project: Project, mapping: Mapping[str, str]) -> None:
    """Who may assess and not assign hears it before the lines do."""
    if ASSIGNING & mapping.keys() and not may(actor, Permission.CHECKPOINT_ASSIGN, project):
        raise BadInput(_("Your role gives no owners and dates here; leave those columns out."))


def _compared(
    project: Project,
    rows: Sequence[Row],
    mapping: Mapping[str, str],
    words: Mapping[str, str],
    name: str,
) -> GapTaken:
    held = {str(row.id): row for row in checklist_rows(project)}
    points = [_point(key, row) for key, row in held.items()]
    staff = Person.objects.filter(organization=project.organization_id)
    people = [Who(str(each.pk), each.name, each.email) for each in staff]
    lines, problems = read(rows, mapping, words, points, people)
    found = GapTaken(len(rows), len(lines), problems=problems)
    for line in lines:
        row = held[line.point.id]
        before = {
            "state": str(row.state),
            "note": row.note,
            "party": row.party,
            "control": row.party_control,
            "owner": row.owner,
            "due": row.target_on,
        }
        after = _wanted(line, before, name)
        differs = [each for each in after if after[each] != before[each]]
        if line.owner and line.owner.id != str(row.owner_id) and "owner" not in differs:
            differs.append("owner")  # Another person of the same name.
        if differs:
            was, then = ({each: values[each] for each in differs} for values in (before, after))
            unconfirms = row.confirmed_at is not None and bool(ASSESSING & then.keys())
            change = GapChange(line, row.version, was, then, unconfirms)
            found.changes.append(change)
    said = [(each.line.point.id, each.version, sorted(each.after.items())) for each in found.changes]
    found.mark = hashlib.sha256(repr((said, found.problems)).encode()).hexdigest()
    return found


def _point(key: str, row: CheckpointRow) -> Point:
    proved = any(proof.carries for proof in row.proofs)
    return Point(key, row.clause, row.code, row.text, proved, row.party, row.party_control)


def _wanted(line: GapLine, before: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a checkpoint would say; what the sheet leaves out stays."""
    state = line.state or before["state"]
    if state == State.MET and before["state"] in SAID_MET:
        state = before["state"]  # By whom it is met is said here and not in the sheet.
    note = line.note.replace("\r\n", "\n") or before["note"]
    if state == State.PARTLY_MET and not note:
        words = {"word": line.word[:60], "name": name[:120]}
        note = (
            _("“%(word)s” in %(name)s; current evidence is missing here.") % words
            if line.lowered and not line.point.proved
            else _("“%(word)s” in %(name)s; what is missing is not said there.") % words
        )
    by_other = state == State.MET_BY_OTHER_PARTY
    if line.lowered and line.party:
        note = _with_party(note, line)
    return {
        "state": state,
        "note": note,
        "party": (line.party or before["party"]) if by_other else "",
        "control": (line.control or before["control"]).replace("\r\n", "\n") if by_other else "",
        "owner": line.owner.name if line.owner else before["owner"],
        "due": line.due or before["due"],
    }


def _with_party(note: str, line: GapLine) -> str:
    """Who meets it is not lost while it counts as partly met; said once, however often the sheet comes."""
    told = (
        _("Other party: %(party)s. How it is controlled: %(control)s")
        if line.control
        else _("Other party: %(party)s. How it is controlled is not said.")
    ) % {"party": line.party, "control": line.control.replace("\r\n", "\n")}
    return note if told in note else f"{note}\n{told}"


def _apply_lines(actor: User, project: Project, found: GapTaken, mapping: Mapping[str, str]) -> None:
    """Line by line, each as a whole; one that is refused becomes a problem and changes nothing."""
    done: list[GapChange] = []
    for line, changes in groupby(found.changes, key=lambda change: change.line.line):
        group = list(changes)
        refusal = _refusal(actor, project, group)
        if refusal:
            found.problems.append(LineProblem(line, refusal, mapping.get("status", "")))
        else:
            done += group
    found.changes = done
    found.problems.sort(key=lambda problem: problem.line)


def _refusal(actor: User, project: Project, group: Sequence[GapChange]) -> str:
    """Why a line cannot be taken; nothing where it was."""
    code = ""
    try:
        with transaction.atomic():
            for change in group:
                code = change.line.point.code
                _apply(actor, project, change)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        return f"{code}: {refused.sentence}"
    return ""


def _apply(actor: User, project: Project, change: GapChange) -> None:
    rows = Checkpoint.objects.of(project).select_related("project", "owner", "requirement__clause")
    checkpoint = rows.get(pk=change.line.point.id)
    after = change.after
    if ASSESSING & after.keys():
        checkpoint = assess_checkpoint(
            actor=actor,
            checkpoint=checkpoint,
            version=change.version,
            state=after.get("state", checkpoint.state),
            note=after.get("note", checkpoint.note),
            party=after.get("party", checkpoint.party),
            party_control=after.get("control", checkpoint.party_control),
        )
    if {"owner", "due"} & after.keys():
        owner = change.line.owner
        assign_checkpoint(
            actor=actor,
            checkpoint=checkpoint,
            owner=Person.objects.get(pk=owner.id) if owner else checkpoint.owner,
            target_on=after.get("due", checkpoint.target_on),
        )

"""Assessments and evidence of the demonstration: a gap assessment, then month by month what is proven."""

from __future__ import annotations

import io
from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import Any

from tracker.checklist.actions import (
    assess_checkpoint,
    assign_checkpoints,
    attach_to_checkpoint,
    confirm_assessment,
)
from tracker.checklist.choices import State
from tracker.checklist.models import Checkpoint
from tracker.dashboard.demo import files
from tracker.dashboard.demo.story import DAYS_IN, Story
from tracker.evidence.actions import Upload, Validity, confirm_revision
from tracker.evidence.choices import Kind
from tracker.evidence.models import Evidence
from tracker.people.models import Person
from tracker.standard.models import Clause

MET_AT_LAST = {"4": 14, "5": 11, "6": 16, "7": 19, "8": 51, "9": 3, "10": 4}
PARTLY_AT_LAST = {"4": 1, "5": 3, "6": 3, "7": 6, "8": 29, "9": 4, "10": 3}
GAP_FROM, GAP_UNTIL, PROOF_FROM = 24, 56, 70
OWNERS = {
    "4": "Aisha Rahman",
    "5": "Helena Strand",
    "6": "Noor Haddad",
    "7": "Aisha Rahman",
    "9": "Priya Nair",
    "10": "Aisha Rahman",
}
OWNERS_OF_8 = {
    "8.1": "Jonas Lie",
    "8.2": "Emil Dahl",
    "8.3": "Lukas Brenner",
    "8.4": "Viktor Ek",
    "8.5": "Mina Berg",
    "8.6": "Daniel Vik",
    "8.7": "Noor Haddad",
}
MISSING = (
    "Described, but nobody can show a record yet",
    "Done in two teams, each in its own way",
    "Known to the people, written nowhere",
    "The record stops in spring",
)


class Checks:
    """The checkpoints by main clause in their order, and the evidence that each clause rests on."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.proofs: dict[str, Evidence] = {}
        self.rows: dict[str, list[Checkpoint]] = defaultdict(list)

    def plan(self) -> None:
        """Put everything into the story once the checklist is open."""
        self.story.at(GAP_FROM - 1, self._open)

    def _open(self) -> None:
        project = self.story.project
        found = Checkpoint.objects.of(project).select_related("requirement__clause", "project")
        for row in found.order_by("requirement__clause__sort_key", "requirement__position"):
            self.rows[row.requirement.clause.top_number].append(row)
        for top, rows in self.rows.items():
            self._owners(rows)
            self._gap(top, rows)
            self._progress(top, rows)

    def _owners(self, rows: list[Checkpoint]) -> None:
        by_owner: dict[Person, list[Checkpoint]] = defaultdict(list)
        for row in rows:
            by_owner[self._owner(row.requirement.clause)].append(row)
        for owner, mine in by_owner.items():
            assign_checkpoints(
                actor=self.story.manager,
                project=self.story.project,  # type: ignore[arg-type]
                checkpoints=mine,
                owner=owner,
                target_on=self.story.on(290),
            )

    def _owner(self, clause: Clause) -> Person:
        number = clause.number
        part = ".".join(number.split(".")[:2])
        name = OWNERS_OF_8[part] if number.startswith("8.") else OWNERS[clause.top_number]
        return self.story.cast.people[name]

    def _gap(self, top: str, rows: list[Checkpoint]) -> None:
        """The gap assessment: almost nothing is met, much is partly there; a few are left for later."""
        for place, row in enumerate(rows):
            if place >= MET_AT_LAST[top] + PARTLY_AT_LAST[top] and place % 3 == 0:
                continue
            state = State.PARTLY_MET if place % 5 in {0, 2} else State.NOT_MET
            day = GAP_FROM + (len(self.story.deeds) * 7 + place) % (GAP_UNTIL - GAP_FROM)
            note = MISSING[place % len(MISSING)]
            self.story.at(day, partial(self._assess, row, state, note))

    def _progress(self, top: str, rows: list[Checkpoint]) -> None:
        met, partly = MET_AT_LAST[top], PARTLY_AT_LAST[top]
        span = DAYS_IN - 2 - PROOF_FROM
        for place, row in enumerate(rows[:met]):
            # Slowly at first, faster as processes go live.
            share = (place + 1) / met
            day = PROOF_FROM + round(span * share**0.6)
            self.story.at(day, partial(self._prove, row, place))
        for place, row in enumerate(rows[met : met + partly]):
            day = PROOF_FROM + 20 + round((span - 20) * (place + 1) / partly)
            note = MISSING[(place + 1) % len(MISSING)]
            self.story.at(min(day, DAYS_IN - 1), partial(self._assess, row, State.PARTLY_MET, note))

    def _assess(self, row: Checkpoint, state: State, note: str) -> None:
        assess_checkpoint(actor=self._assessor(row), checkpoint=row, state=state, note=note)

    def _assessor(self, row: Checkpoint) -> Any:
        owner = self._owner(row.requirement.clause).name
        users = self.story.cast.users
        return users["member"] if owner == "Mina Berg" else users["quality"]

    def _prove(self, row: Checkpoint, place: int) -> None:
        clause = row.requirement.clause
        actor = self._assessor(row)
        evidence = self.proofs.get(clause.number)
        if evidence is None:
            evidence = self._attach(row, len(self.proofs))
        note = "Shown by " + evidence.name
        assess_checkpoint(actor=actor, checkpoint=row, state=State.MET, note=note, evidence=[evidence])
        if place % 8 != 7:
            day = (self.story.project.today() - self.story.start).days + 3  # type: ignore[union-attr]
            self.story.at(day, partial(self._confirm, row, evidence))

    def _attach(self, row: Checkpoint, number: int) -> Evidence:
        clause = row.requirement.clause
        kind, upload = _file(clause, number, self.story.on(0).year)
        today = self.story.project.today()  # type: ignore[union-attr]
        [evidence] = attach_to_checkpoint(
            actor=self._assessor(row),
            checkpoint=row,
            uploads=[upload],
            kind=kind,
            validity=Validity(effective_from=today - timedelta(days=3), expires_on=self._expiry(number)),
            information=list(clause.home_of_information.all()),
        )
        self.proofs[clause.number] = evidence
        return evidence

    def _expiry(self, number: int) -> Any:
        """A few end soon, two have ended; most carry no end."""
        ends = {5: -9, 11: 12, 17: 24, 19: -3, 23: 27, 29: 58}
        return self.story.on(DAYS_IN) + timedelta(days=ends[number]) if number in ends else None

    def _confirm(self, row: Checkpoint, evidence: Evidence) -> None:
        auditor = self.story.cast.users["auditor"]
        revision = evidence.revisions.order_by("-number").first()
        if revision is not None and not revision.confirmations.exists():
            confirm_revision(actor=auditor, revision=revision, note="Seen with its owner")
        row.refresh_from_db()
        if row.state == State.MET and not row.is_confirmed and row.assessed_by_id != auditor.pk:
            ends = revision.expires_on if revision else None
            if ends is None or ends >= self.story.project.today():  # type: ignore[union-attr]
                confirm_assessment(actor=auditor, checkpoint=row, note="Agrees with what was shown")


def _file(clause: Clause, number: int, year: int) -> tuple[Kind, Upload]:
    """Each clause gets a file of another kind in turn."""
    title = f"{clause.number} {clause.title}"[:90]
    lines = [f"Service management system of Fjellbach IT Services, {year}", *clause.typical_evidence]
    name = clause.title.replace("/", " ")[:60]
    match number % 4:
        case 0:
            kind, ending, content = Kind.DOCUMENT, "pdf", files.pdf(title, lines)
        case 1:
            kind, ending, content = Kind.DOCUMENT, "docx", files.docx(title, lines)
        case 2:
            rows = [
                [f"R-{each:03}", f"{year}-{each % 9 + 1:02}-1{each % 9}", "complete"] for each in range(1, 25)
            ]
            kind, ending = Kind.RECORD, "xlsx"
            content = files.xlsx("Records", ["Record", "Date", "State"], rows)
        case _:
            kind, ending, content = Kind.SCREENSHOT, "png", files.png(shade=number)
    return kind, Upload(file=io.BytesIO(content), filename=f"{clause.number} {name}.{ending}", name=name)

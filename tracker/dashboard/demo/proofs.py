"""Assessments and evidence of the demonstration: from the gap assessment to where it stands today."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from tracker.checklist.actions import assess_checkpoint, assign_checkpoints, confirm_assessment
from tracker.checklist.choices import State
from tracker.checklist.models import Checkpoint
from tracker.dashboard.demo import files
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.looks import Looks
from tracker.dashboard.demo.seasons import Diary
from tracker.evidence.actions import (
    Validity,
    add_revision,
    attach_evidence,
    confirm_revision,
    reject_revision,
)
from tracker.evidence.choices import Kind
from tracker.evidence.intake import Upload
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation
from tracker.standard.queries import numbers_above

# Of a hundred checkpoints of each main clause, so many are met by now.
MET = {"4": 93, "5": 74, "6": 80, "7": 68, "8": 50, "9": 22, "10": 40}
OWNERS = {
    "4": "Aisha Rahman",
    "5": "Helena Strand",
    "6": "Jonas Lie",
    "7": "Ingrid Moen",
    "8": "Daniel Vik",
    "8.3": "Lukas Brenner",
    "8.5": "Mina Berg",
    "8.7": "Noor Haddad",
    "9": "Priya Nair",
    "10": "Aisha Rahman",
}
FIRST, LAST_GAP_DAY = 70, 54
SAMPLED = "8.3.4.1"
GAPS = [
    "Done by habit, nothing is written down",
    "Described, and not yet followed by every team",
    "Records are kept, and nobody looks at them",
]
SHOWN = ["Shown with the document and a sample of three", "Looked at together with the owner", ""]


def owner_of(number: str) -> str:
    """Who answers for the clause: the nearest above it that has an owner."""
    return OWNERS[max((key for key in OWNERS if f"{number}.".startswith(f"{key}.")), key=len)]


@dataclass(slots=True)
class Proofs:
    """Checkpoints in the order of the standard, and the evidence by clause."""

    project: Project
    cast: Cast
    diary: Diary
    evidence: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    written: set[int] = field(default_factory=set)

    def write(self) -> None:
        """Everything about the checklist that happens in these months."""
        rows = list(
            Checkpoint.objects.of(self.project).in_order().select_related("requirement__clause", "project")
        )
        by_main: dict[str, list[Checkpoint]] = defaultdict(list)
        for row in rows:
            by_main[row.requirement.clause.top_number].append(row)
        for place, row in enumerate(rows):
            self.diary.on(24 + place * (LAST_GAP_DAY - 24) // len(rows), partial(self.find_gap, row, place))
        self.diary.on(60, partial(self.give_owners, rows))
        for main, found in by_main.items():
            self._improve(found, MET[main])
        self.diary.on(200, partial(self.reject_one, "8.7.2"))
        Looks(self.project, self.cast, self.diary).write()

    # The gap assessment ----------------------------------------------------------------

    def find_gap(self, row: Checkpoint, place: int) -> None:
        state = State.PARTLY_MET if place * 7 % 10 < 4 else State.NOT_MET
        note = GAPS[place % len(GAPS)] if state == State.PARTLY_MET else ""
        assess_checkpoint(actor=self.cast.users["quality"], checkpoint=row, state=state, note=note)

    def give_owners(self, rows: list[Checkpoint]) -> None:
        """Each main clause has one owner, some parts of clause 8 their own; all at once."""
        by_owner: dict[str, list[Checkpoint]] = defaultdict(list)
        for row in rows:
            by_owner[owner_of(row.requirement.clause.number)].append(row)
        target = self.diary.calendar.day(290)
        for name, found in by_owner.items():
            assign_checkpoints(
                actor=self.cast.users["manager"],
                project=self.project,
                checkpoints=found,
                owner=self.cast.people[name],
                target_on=target,
            )

    # Clause by clause ------------------------------------------------------------------

    def _improve(self, rows: list[Checkpoint], percent: int) -> None:
        """The rows are met one after the other, the last of those that are met a few days ago."""
        met = len(rows) * percent // 100
        span = self.diary.calendar.now - FIRST - 8
        seen: set[str] = set()
        for place, row in enumerate(rows):
            clause = row.requirement.clause
            if place >= met:
                if place % 2:
                    self.diary.on(150 + place % 60, partial(self.come_nearer, row, place))
                continue
            day = FIRST + span * (place + 1) // met
            if clause.number not in seen:
                seen.add(clause.number)
                self.diary.on(day - 4, partial(self.attach, clause, len(seen) + place))
            self.diary.on(day, partial(self.meet, row, place))
            if place % 6:
                self.diary.on(day + 6, partial(self.agree, row))

    def come_nearer(self, row: Checkpoint, place: int) -> None:
        note = GAPS[(place + 1) % len(GAPS)]
        assess_checkpoint(actor=self._assessor(row), checkpoint=row, state=State.PARTLY_MET, note=note)

    def meet(self, row: Checkpoint, place: int) -> None:
        number = row.requirement.clause.number
        if not self.evidence[number]:
            return
        supplied = number.startswith("8.2.3") and place % 3 == 0
        assess_checkpoint(
            actor=self._assessor(row),
            checkpoint=row,
            state=State.MET_BY_OTHER_PARTY if supplied else State.MET,
            note=SHOWN[place % len(SHOWN)],
            party="Nordhaven Data Centre" if supplied else "",
            party_control="Monthly report and a yearly visit; the agreement names both" if supplied else "",
            evidence=self.evidence[number],
        )

    def agree(self, row: Checkpoint) -> None:
        row = Checkpoint.objects.select_related("project").get(pk=row.pk)
        if row.said_met and not row.is_confirmed:
            confirm_assessment(actor=self.cast.users["auditor"], checkpoint=row)

    def _assessor(self, row: Checkpoint) -> User:
        mine = row.requirement.clause.number.startswith("8.5")
        return self.cast.users["member" if mine else "quality"]

    # Evidence ---------------------------------------------------------------------------

    def attach(self, clause: Clause, place: int) -> None:
        """What the clause, and those above it, ask for in writing; else what usually shows it."""
        numbers = [clause.number, *numbers_above(clause.number)]
        homes = DocumentedInformation.objects.of(self.project.edition).filter(clause__number__in=numbers)
        wanted = [row for row in homes if row.pk not in self.written]
        self.written.update(row.pk for row in wanted)
        names = [(row.name, [row]) for row in wanted] or [(self._usual_name(clause), [])]
        for number, (name, information) in enumerate(names):
            kind = (place + number) % 5
            found = self._attach(clause, name, kind, information, place + number)
            self.evidence[clause.number].append(found)
            if (place + number) % 8:
                day = (self.project.today() - self.diary.calendar.start).days + 2
                self.diary.on(day, partial(self.confirm, found))

    def _usual_name(self, clause: Clause) -> str:
        said = clause.typical_evidence[0] if clause.typical_evidence else clause.title
        return str(said)[:1].upper() + str(said)[1:120]

    def _attach(
        self, clause: Clause, name: str, kind: int, information: list[DocumentedInformation], place: int
    ) -> Evidence:
        today = self.project.today()
        now = self.diary.calendar.today
        ends = {5: now + timedelta(days=9), 11: now + timedelta(days=20), 17: now - timedelta(days=6)}.get(
            place % 23
        )
        member = clause.number.startswith("8.5")
        found = attach_evidence(
            actor=self.cast.users["member" if member else "quality"],
            project=self.project,
            uploads=[self._file(clause, name, kind)],
            kind=[Kind.DOCUMENT, Kind.DOCUMENT, Kind.RECORD, Kind.SCREENSHOT, Kind.RECORD][kind],
            clauses=[clause],
            information=information,
            validity=Validity(
                effective_from=today, expires_on=ends or today.replace(year=today.year + 2, day=1)
            ),
            custodian=self.cast.people["Mina Berg" if member else "Aisha Rahman"],
            retention="Three years",
            classification="confidential" if clause.number.startswith(("7.2", "8.7.3")) else "internal",
        )
        if clause.number == SAMPLED and found[0].kind == Kind.RECORD:
            Looks(self.project, self.cast, self.diary).sample(found[0])
        return found[0]

    def _file(self, clause: Clause, name: str, kind: int, version: int = 1) -> Upload:
        lines = [
            f"{self.cast.organization.name}, clause {clause.number} {clause.title}",
            f"Version {version}, in force from {self.project.today():%d %B %Y}",
            "Owner: see the list of documents. Reviewed once a year.",
            "1 Purpose and scope. 2 Who does what. 3 How it is done. 4 What is recorded.",
        ]
        ending = ["pdf", "docx", "xlsx", "png", "pdf"][kind]
        content = {
            "pdf": lambda: files.pdf(name, lines),
            "docx": lambda: files.docx(name, lines),
            "xlsx": lambda: files.xlsx(
                clause.number, ["Date", "What", "By"], [[f"{self.project.today()}", name, "Service desk"]] * 6
            ),
            "png": lambda: files.png(shade=sum(map(ord, clause.number + name)) + version),
        }[ending]()
        safe = "".join(char if char.isalnum() else "-" for char in name)[:60].strip("-")
        return Upload(io.BytesIO(content), f"{safe}.{ending}", name)

    def confirm(self, evidence: Evidence) -> None:
        revision = (
            EvidenceRevision.objects.current().select_related("project", "evidence").get(evidence=evidence)
        )
        if not revision.verdict:
            confirm_revision(actor=self.cast.users["auditor"], revision=revision, note="Read and compared")

    def reject_one(self, number: str) -> None:
        """One document did not do; three weeks later there is a second revision."""
        if not self.evidence[number]:
            return
        evidence = self.evidence[number][0]
        revision = (
            EvidenceRevision.objects.current().select_related("project", "evidence").get(evidence=evidence)
        )
        reason = "The test of the plan is missing"
        reject_revision(actor=self.cast.users["auditor"], revision=revision, reason=reason)
        self.diary.on(221, partial(self.revise, evidence, number))

    def revise(self, evidence: Evidence, number: str) -> None:
        clause = Clause.objects.of(self.project.edition).get(number=number)
        add_revision(
            actor=self.cast.users["quality"],
            evidence=evidence,
            upload=self._file(clause, evidence.name, 0, version=2),
            validity=Validity(effective_from=self.project.today()),
            note="With the test of October",
        )

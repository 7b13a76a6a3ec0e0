"""Looking at the whole in the demonstration: rounds of assessment, sampled records, what hangs together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tracker.checklist.actions import relate_checkpoint, take_round
from tracker.checklist.choices import RoundKind
from tracker.checklist.models import Checkpoint
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.evidence.actions import Found, Population, draw_sample, note_results
from tracker.evidence.models import Evidence, Sampling
from tracker.projects.models import Project

# When it was begun and frozen, what it was, and why it was made.
GAP_BEGUN, GAP_FROZEN = 24, 56
AGAIN_BEFORE_NOW = 24
LATE = "Approved by telephone; the approval was written down four days after the order"
# Requirements of the same edition that one record often answers together.
TOGETHER = (
    ("8.7.1-1", "8.7.2-1", "The service that must be available is the one that must come back"),
    ("9.2.1-1", "9.3-1", "The results of the internal audit go into the management review"),
)


@dataclass(slots=True)
class Looks:
    """Who looked at all of it, and at which records."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        now = self.diary.calendar.now
        note = "Every checkpoint with its owner, by interview and what could be shown"
        gap = ("Gap assessment", RoundKind.GAP, GAP_BEGUN, note)
        self.diary.on(GAP_FROZEN, partial(self.freeze, *gap))
        note = "The same questions again, now with the evidence"
        again = ("Re-assessment before the internal audit", RoundKind.AGAIN, now - AGAIN_BEFORE_NOW - 8, note)
        self.diary.on(now - AGAIN_BEFORE_NOW, partial(self.freeze, *again))
        self.diary.on(GAP_FROZEN + 2, self.relate)

    def freeze(self, name: str, kind: RoundKind, begun: int, note: str) -> None:
        day = self.diary.calendar.day(begun)
        take_round(
            actor=self.cast.users["manager"],
            project=self.project,
            name=name,
            kind=kind,
            starts_on=day,
            note=note,
        )

    def relate(self) -> None:
        for code, other, note in TOGETHER:
            relate_checkpoint(
                actor=self.cast.users["manager"],
                checkpoint=Checkpoint.objects.of(self.project).get(requirement__code=code),
                edition=self.project.edition,
                number=other,
                relation="related",
                note=note,
            )

    def sample(self, evidence: Evidence) -> None:
        """Twelve orders of the three months before, looked at by the auditor; of a second sample only some."""
        taken = self._draw(evidence, range(4107, 4345), 12, "Drawn before the internal audit")
        day = (self.project.today() - self.diary.calendar.start).days
        found = {name: Found("conforms") for name in taken.sample}
        found[taken.sample[4]] = Found("deviates", LATE)
        self.diary.on(day + 6, partial(self.note, taken, found))
        self.diary.on(self.diary.calendar.now - 3, partial(self.sample_again, evidence))

    def sample_again(self, evidence: Evidence) -> None:
        how = "Drawn again, to see whether the approvals are written in time now"
        taken = self._draw(evidence, range(4271, 4483), 8, how)
        self.note(taken, {name: Found("conforms") for name in taken.sample[:5]})

    def note(self, taken: Sampling, found: dict[str, Found]) -> None:
        note_results(actor=self.cast.users["auditor"], sampling=taken, found=found)

    def _draw(self, evidence: Evidence, numbers: range, size: int, how: str) -> Sampling:
        today = evidence.project.today()
        orders = Population(
            name="Orders to external suppliers",
            period_from=today - timedelta(days=91),
            period_to=today - timedelta(days=1),
            ids=[f"PO-{number}" for number in numbers],
        )
        quality = self.cast.users["quality"]
        return draw_sample(actor=quality, evidence=evidence, population=orders, size=size, how=how)

"""The register of documented information in the demonstration: owners, drafts and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tracker.checklist.actions import keep_entry, review_entry
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.proofs import owner_of
from tracker.dashboard.demo.seasons import Diary
from tracker.projects.models import Project
from tracker.standard.models import DocumentedInformation

# Reviewed twice a year, so that by now some are due and others have just been looked at.
TWICE_A_YEAR = ("DI-01", "DI-05", "DI-09", "DI-13")
LOOKED_AT_AGAIN = ("DI-01", "DI-09")
WRITING = {"draft": 6, "in_review": 11}


@dataclass(slots=True)
class Documents:
    """Every entry gets its owner; what is missing late in the day is being written."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        items = DocumentedInformation.objects.of(self.project.edition).order_by("code")
        for place, item in enumerate(items.select_related("clause")):
            self.diary.on(64, partial(self.give_owner, item))
            if item.code in LOOKED_AT_AGAIN:
                self.diary.on(229, partial(self.look_again, item))
            self.diary.on(225, partial(self.begin, item, place))

    def give_owner(self, item: DocumentedInformation) -> None:
        keep_entry(
            actor=self.cast.users["manager"],
            project=self.project,
            information=item,
            owner=self.cast.people[owner_of(item.clause.number)],
            review_months=4 if item.code in TWICE_A_YEAR else None,
        )

    def begin(self, item: DocumentedInformation, place: int) -> None:
        """Some of what has no evidence yet is under way."""
        if item.evidence_links.filter(project=self.project).exists():
            return
        stage = next((stage for stage, step in WRITING.items() if place % step == 0), "")
        owner = self.cast.people[owner_of(item.clause.number)]
        keep_entry(
            actor=self.cast.users["manager"], project=self.project, information=item, owner=owner, stage=stage
        )

    def look_again(self, item: DocumentedInformation) -> None:
        if item.evidence_links.filter(project=self.project).exists():
            note = "Read again with the owner; it still holds"
            review_entry(actor=self.cast.users["quality"], project=self.project, information=item, note=note)

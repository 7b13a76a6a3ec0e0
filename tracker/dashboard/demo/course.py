"""Keeping course in the demonstration: reviews every two weeks, one of them missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.projects.models import Project
from tracker.reviews.actions import hold_review, plan_reviews
from tracker.reviews.models import ProjectReview

BEGUN = 15
AGENDA = "What was finished since the last time\nWhat is late, and why\nRisks and exceptions\nWhat we need from others"
# How the reviews came out, the newest last; the others were on course.
FOUND = {
    5: ("deviations", "The procedures of clause 8 take longer than planned; two owners share one week."),
    9: ("decision", "Who audits us inside is open, and the plan of the audit hangs on it."),
    14: ("deviations", "The tool for changes came two weeks late."),
}
MISSED_BEFORE_NOW = 20


@dataclass(slots=True)
class Course:
    """What was looked at in these months."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        self.diary.on(BEGUN, self.plan_looks)
        for number, day in enumerate(range(BEGUN, self.diary.calendar.now, 14)):
            if not MISSED_BEFORE_NOW - 14 < self.diary.calendar.now - day <= MISSED_BEFORE_NOW:
                self.diary.on(day, partial(self.look, number))

    @property
    def manager(self) -> Any:
        return self.cast.users["manager"]

    def plan_looks(self) -> None:
        plan_reviews(
            actor=self.manager,
            project=self.project,
            title="Project review",
            rhythm="fortnight",
            starts_on=self.project.today(),
            chair=self.cast.people[self.manager.name],
            attendees=[self.cast.people[name] for name in ("Helena Strand", "Ingrid Moen")],
            agenda=AGENDA,
        )
        plan_reviews(
            actor=self.manager,
            project=self.project,
            title="Review with top management",
            rhythm="month",
            starts_on=self.project.today() + timedelta(days=self.diary.calendar.now - BEGUN + 9),
            chair=self.cast.people[self.cast.users["sponsor"].name],
            attendees=[self.cast.people[name] for name in (self.manager.name, "Helena Strand")],
        )

    def look(self, number: int) -> None:
        review = (
            ProjectReview.objects.of(self.project)
            .open()
            .order_by("planned_on")
            .filter(planned_on=self.project.today())
            .select_related("project", "series")
            .first()
        )
        if review is None:
            return
        result, note = FOUND.get(number, ("on_course", "As planned."))
        there = [
            self.cast.people[self.manager.name],
            self.cast.people["Helena Strand" if number % 3 else "Ingrid Moen"],
        ]
        hold_review(
            actor=self.manager,
            review=review,
            version=review.version,
            held_on=self.project.today(),
            result=result,
            note=note,
            present=there,
        )

"""The milestones of the demonstration, and what its sponsor answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tracker.core import clock
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.dashboard.demo.way import POINTS, Point
from tracker.plan.actions import pass_milestone, request_milestone_signoff
from tracker.plan.models import Milestone
from tracker.projects.models import Project
from tracker.signoffs.actions import Proof, mark_viewed_to_end, sign
from tracker.signoffs.choices import Decision, Method
from tracker.signoffs.models import SignOffRequest


@dataclass(slots=True)
class Decisions:
    """Milestones by the key they have in the story; they are there once the plan is drawn."""

    project: Project
    cast: Cast
    diary: Diary
    milestones: dict[str, Milestone]

    def write(self) -> None:
        """Everything that is asked and answered in these months."""
        for point in POINTS:
            self._pass(point)
        self._ask_for_answers()

    def _pass(self, point: Point) -> None:
        if point.passed is None:
            return
        if point.signed:
            self.diary.on(point.passed - 4, partial(self.ask, point.key))
            self.diary.on(point.passed, partial(self.answer, point.key))
        self.diary.on(point.passed, partial(self.reach, point.key))

    def _ask_for_answers(self) -> None:
        """The first gate was declined once; two answers are still waited for."""
        self.diary.on(157, partial(self.ask, "gate1"))
        self.diary.on(160, partial(self.turn_down, "gate1"))
        now = self.diary.calendar.now
        self.diary.on(now - 9, partial(self.ask, "trained", now + 1))
        self.diary.on(now - 4, partial(self.ask, "live", now + 5))

    def ask(self, key: str, due: int | None = None) -> SignOffRequest:
        day = self.diary.calendar.day(due) if due else self.project.today()
        if not due:
            day = self.diary.calendar.day((day - self.diary.calendar.start).days + 7)
        return request_milestone_signoff(
            actor=self.cast.users["manager"],
            milestone=self._milestone(key),
            asked_of=self.cast.users["sponsor"],
            due_on=day,
        )

    def answer(self, key: str) -> None:
        request = self._waiting(key)
        sponsor = self.cast.users["sponsor"]
        mark_viewed_to_end(actor=sponsor, request=request)
        with_conditions = key == "gate1"
        sign(
            actor=sponsor,
            request=request,
            proof=Proof(Method.PASSWORD, clock.now()),
            decision=Decision.APPROVED_WITH_CONDITIONS if with_conditions else Decision.APPROVED,
            conditions="The continuity plan is tested before Gate 2" if with_conditions else "",
            comment="" if with_conditions else "Well prepared",
        )

    def turn_down(self, key: str) -> None:
        request = self._waiting(key)
        sponsor = self.cast.users["sponsor"]
        mark_viewed_to_end(actor=sponsor, request=request)
        sign(
            actor=sponsor,
            request=request,
            proof=Proof(Method.PASSWORD, clock.now()),
            decision=Decision.DECLINED,
            comment="Five of the twenty process descriptions are still drafts. Ask again when they are approved.",
        )

    def reach(self, key: str) -> None:
        pass_milestone(actor=self.cast.users["manager"], milestone=self._milestone(key))

    def _milestone(self, key: str) -> Milestone:
        return Milestone.objects.select_related("task", "project").get(pk=self.milestones[key].pk)

    def _waiting(self, key: str) -> SignOffRequest:
        found: SignOffRequest = (
            SignOffRequest.objects.about(self.milestones[key]).waiting_for(self.cast.users["sponsor"]).get()
        )
        return found

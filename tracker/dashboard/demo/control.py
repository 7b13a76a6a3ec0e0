"""How the plan of the demonstration is held: two baselines, one approved change, what crept in, one exception."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tracker.core import clock
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.plan.actions import add_task
from tracker.plan.actions.changes import (
    add_change_item,
    answer_change_signoff,
    apply_change,
    raise_change,
    request_baseline,
    request_change_signoff,
)
from tracker.plan.actions.estimates import set_estimate
from tracker.plan.models import ChangeRequest, Task
from tracker.progress.actions import describe_exception, raise_exceptions_of, set_tolerance
from tracker.progress.choices import Aspect
from tracker.projects.models import Project
from tracker.signoffs.actions import Proof, mark_viewed_to_end
from tracker.signoffs.choices import Decision, Method
from tracker.signoffs.models import SignOffRequest


@dataclass(slots=True)
class Control:
    """Tasks by the key they have in the story; they are there once the plan is drawn."""

    project: Project
    cast: Cast
    diary: Diary
    tasks: dict[str, Task]

    def write(self) -> None:
        """Everything that is asked, approved and found in these months."""
        now = self.diary.calendar.now
        self.diary.on(14, self.ask_for_baseline)
        self.diary.on(18, self.approve)
        self.diary.on(20, self.allow)
        self.diary.on(now - 40, self.ask_for_change)
        self.diary.on(now - 36, self.approve)
        self.diary.on(now - 35, self.apply)
        self.diary.on(now - 15, self.creep)
        self.diary.on(now - 3, self.estimate)
        self.diary.on(now - 2, self.raise_exceptions)

    @property
    def manager(self) -> Any:
        return self.cast.users["manager"]

    def _in(self, days: int) -> date:
        return self.project.today() + timedelta(days=days)

    def ask_for_baseline(self) -> None:
        request_baseline(
            actor=self.manager,
            project=self.project,
            reason="The steering group has been through the plan",
            asked_of=self.cast.users["sponsor"],
            due_on=self._in(7),
        )

    def approve(self) -> None:
        """The sponsor approves what waits, the baseline or the change."""
        sponsor = self.cast.users["sponsor"]
        change = (
            ChangeRequest.objects.of(self.project).select_related("project").filter(state="waiting").get()
        )
        asked = SignOffRequest.objects.about(change).waiting_for(sponsor).with_people().get()
        mark_viewed_to_end(actor=sponsor, request=asked)
        answer_change_signoff(
            actor=sponsor,
            request=change,
            asked=asked,
            proof=Proof(Method.PASSWORD, clock.now()),
            decision=Decision.APPROVED,
            comment="Agreed",
        )

    def allow(self) -> None:
        for aspect, limit in ((Aspect.SCOPE, 3), (Aspect.QUALITY, 2)):
            set_tolerance(actor=self.manager, project=self.project, aspect=aspect, limit=limit)
        phase = Task.objects.select_related("phase").get(pk=self.tasks["iaudit"].pk).phase
        set_tolerance(actor=self.manager, project=self.project, aspect=Aspect.TIME, limit=14, phase=phase)

    def ask_for_change(self) -> None:
        change = raise_change(
            actor=self.manager,
            project=self.project,
            title="Supplier agreements read by legal",
            reason="Nordhaven wants its new agreement read before the internal audit looks at it",
            cost=Decimal(4200),
        )
        now = self.diary.calendar.now
        change = add_change_item(
            actor=self.manager,
            request=change,
            kind="add",
            name="Have the supplier agreements read by legal",
            owner=self.cast.people["Jonas Lie"],
            starts_on=self.diary.calendar.day(now + 7),
            due_on=self.diary.calendar.day(now + 18),
            effort_hours=Decimal(24),
        )
        lessons = self.tasks["lessons"]
        change = add_change_item(
            actor=self.manager,
            request=change,
            kind="redate",
            task=lessons,
            starts_on=lessons.starts_on,
            due_on=lessons.due_on + timedelta(days=14),
        )
        request_change_signoff(
            actor=self.manager, request=change, asked_of=self.cast.users["sponsor"], due_on=self._in(10)
        )

    def apply(self) -> None:
        found = (
            ChangeRequest.objects.of(self.project).select_related("project").filter(state="approved").get()
        )
        apply_change(actor=self.manager, request=found)

    def creep(self) -> None:
        """Somebody had a good idea and put it straight into the plan."""
        day = self.diary.calendar.day(self.diary.calendar.now + 21)
        add_task(
            actor=self.manager,
            project=self.project,
            name="Write a handbook for the service desk",
            owner=self.cast.people["Mina Berg"],
            starts_on=day,
            due_on=day + timedelta(days=11),
        )

    def estimate(self) -> None:
        set_estimate(
            actor=self.manager, task=self.tasks["iaudit"], best_days=Decimal(8), worst_days=Decimal(20)
        )

    def raise_exceptions(self) -> None:
        for report in raise_exceptions_of(self.project):
            describe_exception(
                actor=self.manager,
                report=report,
                cause="Two tasks of the design took longer than planned, and what follows hangs on them",
                options="Accept the later date\nHave the internal audit done by a second auditor, two weeks sooner",
                proposal="Have the internal audit done by a second auditor",
            )

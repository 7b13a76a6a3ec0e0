"""Leadership in the demonstration: a case that was approved, benefits that are measured, decisions and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from tracker.core import clock
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.governance.actions import (
    add_assumption,
    add_benefit,
    add_goal,
    add_line,
    align,
    ask_decision,
    begin_case,
    close_commitment,
    commit,
    measure_benefit,
    raise_obstacle,
    request_case_signoff,
    take_decision,
)
from tracker.governance.models import Benefit, BusinessCase, CaseOption, Commitment, DecisionAsked
from tracker.plan.models import Milestone
from tracker.projects.models import Objective, Project
from tracker.reporting.actions import Timetable, add_schedule, set_head_mailing
from tracker.reviews.actions import plan_gate
from tracker.signoffs.actions import Proof, mark_viewed_to_end, sign
from tracker.signoffs.choices import Decision, Method
from tracker.signoffs.models import SignOffRequest

NEED = (
    "Three of our five largest customers ask for ISO/IEC 20000-1 when they renew in the next two years.\n"
    "We lose about four hundred hours a year to incidents that come again."
)
# option, cost or benefit, what for, how much, how often, from month
SUMS = (
    ("nothing", "cost", "Incidents that come again", 3200, "monthly", 1),
    ("nothing", "cost", "Contract of the county lost", 180_000, "once", 24),
    ("minimum", "cost", "Consultants and audit, hosting only", 46_000, "once", 0),
    ("minimum", "cost", "Incidents that come again", 2100, "monthly", 1),
    ("minimum", "benefit", "Contract of the county kept", 90_000, "once", 24),
    ("full", "cost", "Consultants and training", 62_000, "once", 0),
    ("full", "cost", "Stage 1 and stage 2 audit", 24_000, "once", 9),
    ("full", "cost", "Surveillance audit", 9_000, "once", 24),
    ("full", "benefit", "Hours not lost to incidents", 2900, "monthly", 10),
    ("full", "benefit", "Contract of the county kept", 180_000, "once", 24),
)
GOALS = ("Keep the public customers", "Grow without more night shifts", "Be the house one wants to work for")


@dataclass(slots=True)
class Leadership:
    """What top management approved, promised and decided in these months."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        now = self.diary.calendar.now
        self.diary.on(10, self.make_case)
        self.diary.on(13, self.approve_case)
        self.diary.on(16, self.promise_benefits)
        self.diary.on(30, self.promise)
        self.diary.on(58, self.keep)
        for day, values in ((100, ("6.4", "11")), (170, ("5.6", "14")), (now - 12, ("4.9", "17"))):
            self.diary.on(day, partial(self.measure, values))
        self.diary.on(now - 30, self.ask)
        self.diary.on(now - 21, self.decide)
        self.diary.on(now - 16, self.ask_again)
        self.diary.on(now - 10, self.plan_review)
        self.diary.on(now - 4, self.keep_informed)

    @property
    def manager(self) -> Any:
        return self.cast.users["manager"]

    def _in(self, days: int) -> date:
        return self.project.today() + timedelta(days=days)

    def keep_informed(self) -> None:
        """The board hears every first Monday; the auditor keeps where the log ends."""
        board = ("sponsor", "champion")
        monthly = Timetable("To the board", "highlight", "month_weekday", self.project.today(), roles=board)
        add_schedule(actor=self.manager, project=self.project, wanted=monthly)
        keeper = str(self.cast.users["auditor"].pk)
        set_head_mailing(actor=self.manager, project=self.project, weekday=0, users=[keeper])

    def make_case(self) -> None:
        case = begin_case(
            actor=self.manager,
            project=self.project,
            need=NEED,
            risks="The county puts its tender off.\nKey people leave before the audit.",
            currency="EUR",
            rate=Decimal(8),
            months=36,
        )
        options = {row.kind: row for row in CaseOption.objects.filter(case=case).select_related("case")}
        for kind, direction, name, amount, rhythm, first in SUMS:
            add_line(
                actor=self.manager,
                option=options[kind],
                direction=direction,
                name=name,
                amount=Decimal(amount),
                rhythm=rhythm,
                first_month=first,
            )
        for text, sureness, source in (
            ("The county renews on time", "estimated", "Talk with its purchasing office"),
            ("An hour costs 84 EUR", "known", "Controlling"),
        ):
            add_assumption(actor=self.manager, case=case, text=text, sureness=sureness, source=source)
        sponsor = self.cast.users["sponsor"]
        request_case_signoff(actor=self.manager, case=case, asked_of=sponsor, due_on=self._in(7))

    def approve_case(self) -> None:
        sponsor = self.cast.users["sponsor"]
        case = BusinessCase.objects.get(project=self.project)
        asked = SignOffRequest.objects.about(case).waiting_for(sponsor).with_people().get()
        mark_viewed_to_end(actor=sponsor, request=asked)
        proof = Proof(Method.PASSWORD, clock.now())
        sign(actor=sponsor, request=asked, proof=proof, decision=Decision.APPROVED, comment="Agreed")

    def promise_benefits(self) -> None:
        owner = self.cast.people["Helena Strand"]
        for title, kind, measure, unit, before, target, worth in (
            ("Fewer changes that fail", "quality", "failed changes in a quarter", "%", 7, 3, 34_800),
            (
                "Customers see what they get",
                "satisfaction",
                "services with a signed agreement",
                "",
                9,
                24,
                None,
            ),
        ):
            add_benefit(
                actor=self.manager,
                project=self.project,
                title=title,
                kind=kind,
                measure=measure,
                unit=unit,
                baseline=Decimal(before),
                target=Decimal(target),
                starts_on=self._in(30),
                due_on=self._in(330),
                owner=owner,
                objective=Objective.objects.of(self.project).get(title=title),
                worth=Decimal(worth) if worth else None,
            )
        goals = [add_goal(actor=self.manager, project=self.project, title=title) for title in GOALS]
        for row in Benefit.objects.of(self.project):
            goal = goals[row.kind == "quality"]
            align(actor=self.manager, project=self.project, thing=row, goal=goal, strength="much")
        for row in Objective.objects.of(self.project).exclude(title__startswith="Fewer"):
            align(actor=self.manager, project=self.project, thing=row, goal=goals[0], strength="decisive")

    def measure(self, values: tuple[str, str]) -> None:
        for row, value in zip(Benefit.objects.of(self.project).order_by("-title"), values, strict=True):
            next_on = self._in(75)
            measure_benefit(
                actor=self.manager,
                benefit=row,
                value=Decimal(value),
                measured_on=self.project.today(),
                note="From the quarterly report",
                next_on=next_on if next_on <= row.due_on else None,
            )

    def promise(self) -> None:
        boss = self.cast.people[self.cast.users["sponsor"].name]
        for kind, text, days in (
            ("message", "Say at the town hall why we do this", 28),
            ("resources", "Two days a week of the service desk for the project", 14),
        ):
            commit(
                actor=self.manager,
                project=self.project,
                person=boss,
                kind=kind,
                text=text,
                due_on=self._in(days),
            )

    def keep(self) -> None:
        for row in Commitment.objects.of(self.project):
            note = "Town hall of that week" if row.kind == "message" else "In the rota since then"
            close_commitment(actor=self.manager, commitment=row, kept="kept", note=note)

    def ask(self) -> None:
        ask_decision(
            actor=self.manager,
            project=self.project,
            question="Who audits us inside, our own people or somebody from outside?",
            options="Our own two auditors\nOne of ours with one from outside, 6,000 EUR",
            effect="The internal audit cannot be planned",
            decider=self.cast.people[self.cast.users["sponsor"].name],
            due_on=self._in(14),
        )

    def decide(self) -> None:
        row = DecisionAsked.objects.get(project=self.project)
        take_decision(actor=self.cast.users["sponsor"], asked=row, answer="One of ours with one from outside")

    def ask_again(self) -> None:
        boss = self.cast.people[self.cast.users["sponsor"].name]
        ask_decision(
            actor=self.manager,
            project=self.project,
            question="Is Managed print taken into the scope next year?",
            options="Yes, with the contract renewed\nNo, it stays bought in",
            effect="The supplier cannot be told",
            decider=boss,
            due_on=self._in(12),
        )
        raise_obstacle(
            actor=self.manager,
            project=self.project,
            title="No second network engineer for the continuity test",
            effect="The test waits, and with it clause 8.7.2",
            owner=boss,
            due_on=self._in(20),
        )

    def plan_review(self) -> None:
        ahead = Milestone.objects.of(self.project).filter(task__actual_finish_on=None, kind="gate")
        milestone = ahead.select_related("task", "project").order_by("task__due_on").first()
        if milestone is None:
            return
        plan_gate(
            actor=self.manager,
            project=self.project,
            milestone=milestone,
            held_on=self._in(24),
            attendees=[self.cast.people["Helena Strand"], self.cast.people[self.cast.users["sponsor"].name]],
            deliverables=True,
            ready_percent=60,
            training_percent=85,
            case=True,
            lessons_asked=True,
            risks_asked=True,
        )

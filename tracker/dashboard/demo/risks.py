"""Risk work of the demonstration: a workshop at the start, approved; risks answered, one that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from tracker.core import clock
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.projects.models import Project
from tracker.raid.actions import (
    close_item,
    finish_response,
    hold_assessment,
    make_of,
    plan_response,
    raise_item,
    request_assessment_signoff,
    review_item,
    take_starters,
)
from tracker.raid.actions.assessment import Pick
from tracker.raid.actions.items import Facts
from tracker.raid.actions.responses import Plan
from tracker.raid.models import RaidItem, Response, RiskAssessment
from tracker.signoffs.actions import Proof, mark_viewed_to_end, sign
from tracker.signoffs.choices import Decision, Method
from tracker.signoffs.models import SignOffRequest

BEGUN = 12
METHOD = (
    "Half a day with process owners, the service desk and operations. First the known pitfalls, then what each of us "
    "fears most; judged together from 1 to 5, twice where we were far apart."
)
# Known pitfall, likelihood, impact, whose.
PICKS = (
    ("no_people", 4, 4, "Helena Strand"),
    ("late_records", 3, 5, "Jonas Lie"),
    ("resistance", 3, 3, "Ingrid Moen"),
    ("uncontrolled_parties", 3, 4, "Noor Haddad"),
    ("one_head", 2, 4, "Jonas Lie"),
    ("certifier_late", 2, 4, "Jonas Lie"),
)
# Known pitfall: how, what, within how many days, expected likelihood and impact.
ANSWERS: dict[str, tuple[str, str, int, int, int]] = {
    "no_people": (
        "reduce",
        "Two days a week for each process owner, agreed with the heads of department",
        60,
        2,
        4,
    ),
    "late_records": ("avoid", "Records of clause 8 count from six months before stage 2", 120, 1, 5),
    "uncontrolled_parties": (
        "share",
        "A yearly look at targets and reports with each of the four suppliers",
        250,
        2,
        3,
    ),
}


@dataclass(slots=True)
class Risks:
    """What may happen, and what is done about it."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        now = self.diary.calendar.now
        self.diary.on(BEGUN, self.workshop)
        self.diary.on(BEGUN + 3, self.ask)
        self.diary.on(BEGUN + 5, self.approve)
        self.diary.on(70, self.people_came)
        self.diary.on(132, self.records_count)
        self.diary.on(95, self.challenge)
        self.diary.on(148, self.tool_is_late)
        for day in range(BEGUN + 28, now, 28):
            self.diary.on(day, partial(self.look, day))
        self.diary.on(now - 9, self.new_risk)

    @property
    def manager(self) -> Any:
        return self.cast.users["manager"]

    def _in(self, days: int) -> Any:
        return self.project.today() + timedelta(days=days)

    def workshop(self) -> None:
        people = [
            self.cast.people[name] for name in ("Helena Strand", "Ingrid Moen", "Noor Haddad", "Jonas Lie")
        ]
        hold_assessment(
            actor=self.manager,
            project=self.project,
            held_on=self.project.today(),
            method=METHOD,
            participants=people,
            nothing_in=["technology"],
        )
        picks = [Pick(key, likely, bad, self.cast.people[owner]) for key, likely, bad, owner in PICKS]
        take_starters(actor=self.manager, project=self.project, picks=picks)
        for key, (strategy, text, days, likely, bad) in ANSWERS.items():
            item = self._known(key)
            plan = Plan(
                strategy=strategy,
                text=text,
                owner=item.owner,
                due_on=self._in(days),
                likelihood_after=likely,
                impact_after=bad,
            )
            plan_response(actor=self.manager, item=item, plan=plan)

    def ask(self) -> None:
        row = RiskAssessment.objects.get(project=self.project)
        sponsor = self.cast.users["sponsor"]
        request_assessment_signoff(actor=self.manager, assessment=row, asked_of=sponsor, due_on=self._in(7))

    def approve(self) -> None:
        sponsor = self.cast.users["sponsor"]
        row = RiskAssessment.objects.get(project=self.project)
        asked = SignOffRequest.objects.about(row).waiting_for(sponsor).with_people().get()
        mark_viewed_to_end(actor=sponsor, request=asked)
        proof = Proof(Method.PASSWORD, clock.now())
        comment = "Tell me at once if people are drawn off"
        sign(actor=sponsor, request=asked, proof=proof, decision=Decision.APPROVED, comment=comment)

    def people_came(self) -> None:
        self._finish("no_people", "Seven owners have their two days; it holds for six weeks now", 2)

    def records_count(self) -> None:
        self._finish("late_records", "All processes but continuity write records since this week", 2)

    def _finish(self, key: str, note: str, likelihood: int) -> None:
        response = Response.objects.select_related("item__project", "project").get(
            project=self.project, item__pitfall=key
        )
        finish_response(
            actor=self.manager, response=response, effect="worked", note=note, likelihood=likelihood
        )

    def challenge(self) -> None:
        owner = self.cast.people["Noor Haddad"]
        facts = Facts(
            title="Who answers at night is agreed by word of mouth only",
            category="process",
            owner=owner,
            review_on=self._in(30),
            effect="Nobody can show a target for it",
        )
        raise_item(actor=self.cast.users["member"], project=self.project, kind="challenge", facts=facts)
        facts = Facts(
            title="The tool for changes comes later than promised",
            category="supplier",
            owner=owner,
            review_on=self._in(28),
            cause="The supplier has one engineer for us",
            effect="Records of changes begin late",
            likelihood=3,
            impact=3,
        )
        raise_item(actor=self.manager, project=self.project, kind="risk", facts=facts)

    def tool_is_late(self) -> None:
        risk = self._open().get(title__startswith="The tool for changes")
        facts = Facts(
            title="The tool for changes is two weeks late",
            category="supplier",
            owner=risk.owner,
            review_on=self._in(14),
            effect="Two weeks of changes are written into a list by hand",
            impact=3,
        )
        issue = make_of(actor=self.manager, item=risk, kind="issue", facts=facts)
        self.diary.on(171, partial(self.tool_is_there, issue))

    def tool_is_there(self, issue: RaidItem) -> None:
        close_item(actor=self.manager, item=issue, reason="It runs since Monday, and the list is taken over")

    def look(self, day: int) -> None:
        """Each open risk, every four weeks; the newest time one of them was left out."""
        last = day + 28 >= self.diary.calendar.now
        for item in self._open().filter(kind="risk", review_on__lte=self._in(3)).order_by("number"):
            if last and item.pitfall == "resistance":
                continue
            review_item(
                actor=self.manager,
                item=item,
                version=item.version,
                likelihood=item.likelihood,
                impact=item.impact,
                review_on=self._in(28),
                note="As before",
            )

    def new_risk(self) -> None:
        facts = Facts(
            title="The second network engineer starts after the continuity test",
            category="people",
            owner=self.cast.people["Helena Strand"],
            review_on=self._in(28),
            cause="The post is advertised for the third time",
            effect="The test is put off, and clause 8.7.2 is not ready at stage 1",
            likelihood=4,
            impact=4,
        )
        raise_item(actor=self.cast.users["member"], project=self.project, kind="risk", facts=facts)

    def _open(self) -> Any:
        return RaidItem.objects.of(self.project).open().select_related("project", "owner")

    def _known(self, key: str) -> RaidItem:
        found: RaidItem = self._open().get(pitfall=key)
        return found

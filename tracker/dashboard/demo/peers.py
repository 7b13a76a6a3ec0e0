"""Learning from each other in the demonstration: an hour that helped, one to come, tips, and a pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tracker.awareness.actions import (
    agree_to_pair,
    ask_colleagues,
    come_to_session,
    give_tip,
    offer_session,
    promote_tip,
    propose_pair,
    say_session_helped,
    say_tip_helped,
    say_who_came,
)
from tracker.awareness.models import Mentoring, PeerQuestion, PeerSession, Tip
from tracker.dashboard.demo.cast import DOMAIN, Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.projects.models import Project
from tracker.standard.models import Clause

RECORDS = "What makes a record worth keeping"
AUDIT = "What an auditor asks first"
CHANGE_TIP = "Write the way back into a change before the change itself: it is approved in half the time."
QUESTION = "Where do I find who owns a service?"
ANSWER = "In the catalogue, beside the service. If nobody stands there, tell me and I find out."


@dataclass(slots=True)
class Peers:
    """What colleagues show each other."""

    project: Project
    cast: Cast
    diary: Diary
    clauses: dict[str, Clause]

    def write(self) -> None:
        """Everything of it that happens in these months."""
        now = self.diary.calendar.now
        # A day that falls on a weekend moves to its Monday, so that acts that hang together keep some days apart.
        self.diary.on(now - 34, partial(self.offer, "quality", RECORDS, "Canteen, Oslo", "7.5", 6))
        self.diary.on(now - 32, partial(self.come, RECORDS, ["manager", "member", "sponsor", "auditor"]))
        self.diary.on(now - 22, self.look_back)
        self.diary.on(now - 21, self.exchange)
        self.diary.on(now - 14, self.keep)
        self.diary.on(now - 12, self.accompany)
        self.diary.on(
            now - 7, partial(self.offer, "auditor", AUDIT, f"https://meet.{DOMAIN}/audit", "9.2", 11)
        )
        self.diary.on(now - 4, partial(self.come, AUDIT, ["quality", "member"]))

    def offer(self, host: str, topic: str, place: str, number: str, days: int) -> None:
        calendar = self.diary.calendar
        day = calendar.day((self.project.today() - calendar.start).days + days)
        offer_session(
            actor=self.cast.users[host],
            project=self.project,
            topic=topic,
            about="Bring one of your own; we look at it together.",
            starts_at=datetime.combine(day, time(11), ZoneInfo(self.project.zone)),
            place=place,
            clause=self.clauses[number],
        )

    def come(self, topic: str, logins: list[str]) -> None:
        for login in logins:
            come_to_session(actor=self.cast.users[login], session=self.session(topic))

    def look_back(self) -> None:
        """All but one were there, and it helped."""
        session = self.session(RECORDS)
        there = [self.cast.users[login] for login in ("manager", "member", "auditor")]
        came = {user.person_id for user in there if user.person_id is not None}
        say_who_came(actor=self.cast.users["quality"], session=session, came=came)
        for user in there:
            say_session_helped(actor=user, session=session, helped=True)

    def exchange(self) -> None:
        member, auditor, quality = (self.cast.users[login] for login in ("member", "auditor", "quality"))
        tip = give_tip(actor=member, project=self.project, text=CHANGE_TIP, clause=self.clauses["8.5"])
        for login in ("auditor", "quality"):
            say_tip_helped(actor=self.cast.users[login], tip=tip, helped=True)
        asked = ask_colleagues(actor=auditor, project=self.project, text=QUESTION)
        answer = give_tip(actor=quality, project=self.project, text=ANSWER, question=asked)
        say_tip_helped(actor=auditor, tip=answer, helped=True)
        ask_colleagues(actor=member, project=self.project, text="Does a phone call count as a record?")

    def keep(self) -> None:
        """The answer becomes an article among the questions and answers."""
        asked = PeerQuestion.objects.of(self.project).get(text=QUESTION)
        tip = Tip.objects.get(question=asked)
        right = (
            "The catalogue names the owner beside each service; if nobody does, ask service level management."
        )
        promote_tip(actor=self.cast.users["manager"], tip=tip, said=asked.text, right=right)

    def accompany(self) -> None:
        today = self.project.today()
        propose_pair(
            actor=self.cast.users["member"],
            project=self.project,
            mentor=self.cast.people["Aisha Rahman"],
            mentee=self.cast.people["Mina Berg"],
            about="Leading the change review without notes",
            starts_on=today,
            ends_on=today + timedelta(days=120),
        )
        agree_to_pair(
            actor=self.cast.users["quality"], pair=Mentoring.objects.get(project=self.project, ended_at=None)
        )

    def session(self, topic: str) -> PeerSession:
        found: PeerSession = PeerSession.objects.of(self.project).get(topic=topic)
        return found

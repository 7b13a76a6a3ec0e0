"""Awareness of the demonstration: what everybody was told and read, whom they ask, and what worried them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tracker.awareness.actions import (
    answer_concern,
    attest,
    begin_campaign,
    draft_news,
    meet_misconception,
    move_ambassador,
    nominate,
    note_misconception,
    publish_evidence,
    publish_news,
    publish_version,
    raise_anonymously,
    raise_concern,
    say_whether_it_helped,
)
from tracker.awareness.choices import How
from tracker.awareness.models import Ambassador, Campaign, Concern
from tracker.awareness.queries import drafted_news, newest_version
from tracker.dashboard.actions import draft_news_of_milestones
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause

WHY = (
    "We want to be certified to ISO/IEC 20000-1 next year, because three customers ask for it and because it "
    "makes our work easier to plan.\n\nWhat changes for you: changes are written down before they are made, "
    "incidents carry the service they hit, and you will know whom to ask."
)
POLICY = (
    "The service management policy is in force. In short: we agree with customers what they get, we measure it, "
    "and we mend what keeps going wrong.\n\nWho does not follow it makes work for the next shift. Read it, and "
    "ask your ambassador what is unclear."
)
THANKS = (
    "Who wrote, read and corrected did it beside the daily work. The page for everybody says what comes next."
)
WRONG = [
    ("This is only for IT.", "It covers all who help to deliver a service, purchasing too.", "4.3"),
    ("The auditor looks for someone to blame.", "Auditors look at how the work is done, not at who did it.", "9.2"),
    ("If it is not written down, it did not happen.", "Records are kept where a clause asks for them.", "7.5"),
]  # fmt: skip
AMBASSADORS = {
    "Service desk": "Linnea Holm",
    "Infrastructure": "Rosa Klein",
    "Service management": "Noor Haddad",
    "Applications": "Lea Sommer",
}


@dataclass(slots=True)
class Heard:
    """What is said to all, and what comes back."""

    project: Project
    cast: Cast
    diary: Diary
    clauses: dict[str, Clause]

    def write(self) -> None:
        """Everything about awareness that happens in these months."""
        now = self.diary.calendar.now
        self.diary.on(20, partial(self.begin, "Why we do this", WHY, 62))
        self.diary.on(44, partial(self.read, "Why we do this", 10))
        self.diary.on(60, self.ask_ambassadors)
        self.diary.on(75, self.they_accept)
        self.diary.on(90, self.note)
        self.diary.on(120, self.worry)
        self.diary.on(130, self.answer)
        self.diary.on(now - 40, partial(self.begin, "Our service management policy", POLICY, now + 12))
        self.diary.on(now - 33, partial(self.read, "Our service management policy", 4))
        self.diary.on(now - 28, self.say_anew)
        self.diary.on(now - 9, partial(self.read, "Our service management policy", 7))
        self.diary.on(now - 8, publish_evidence)
        self.diary.on(now - 19, self.worry_again)
        self.diary.on(66, self.celebrate)
        self.diary.on(174, self.celebrate)
        self.diary.on(now - 3, self.draft)

    def begin(self, title: str, message: str, until: int) -> None:
        begin_campaign(
            actor=self.cast.users["manager"],
            project=self.project,
            title=title,
            message=message,
            ends_on=self.diary.calendar.day(until),
            clause=self.clauses["7.3"],
            owner=self.cast.people["Ingrid Moen"],
        )

    def read(self, title: str, tenths: int) -> None:
        """So many of ten read it, most by the link they were sent."""
        campaign = Campaign.objects.of(self.project).get(title=title)
        newest = newest_version(campaign)
        if newest is None:
            return
        for place, person in enumerate(self.cast.people.values()):
            if place * 7 % 10 < tenths:
                system = User.objects.system()
                attest(actor=system, read=newest, digest=newest.digest, person=person, how=How.LINK)

    def say_anew(self) -> None:
        campaign = Campaign.objects.of(self.project).get(title="Our service management policy")
        more = f"{POLICY}\n\nNew: the policy now names what suppliers must keep to."
        publish_version(actor=self.cast.users["manager"], campaign=campaign, message=more)

    def celebrate(self) -> None:
        """What the program drafted is read, given a word of thanks, and published."""
        draft_news_of_milestones()
        for row in drafted_news(self.project):
            text = f"{row.text}\n\n{THANKS}"
            publish_news(
                actor=self.cast.users["manager"], news=row, title=row.title, text=text, version=row.version
            )

    def draft(self) -> None:
        draft_news(
            actor=self.cast.users["manager"],
            project=self.project,
            title="Three departments have an active ambassador",
            text="Linnea Holm, Rosa Klein and Noor Haddad answer your questions, and bring back what you say.",
        )

    def ask_ambassadors(self) -> None:
        departments = {row.name: row for row in self.cast.organization.departments.all()}
        for department, name in AMBASSADORS.items():
            nominate(
                actor=self.cast.users["manager"],
                project=self.project,
                department=departments[department],
                person=self.cast.people[name],
            )

    def they_accept(self) -> None:
        """All but one, who has not answered yet."""
        manager = self.cast.users["manager"]
        for row in Ambassador.objects.of(self.project).exclude(person__name="Lea Sommer"):
            move_ambassador(actor=manager, ambassador=row, state="accepted")
            move_ambassador(actor=manager, ambassador=row, state="active")

    def note(self) -> None:
        for place, (said, right, number) in enumerate(WRONG):
            row = note_misconception(
                actor=self.cast.users["manager"],
                project=self.project,
                said=said,
                right=right,
                clause=self.clauses[number],
                owner=self.cast.people["Aisha Rahman"],
                review_on=self.project.today() + timedelta(days=240),
            )
            for _time in range(2 - place):
                meet_misconception(actor=self.cast.users["member"], misconception=row)

    def worry(self) -> None:
        desk = self.cast.organization.departments.get(name="Service desk")
        text = "We fear that every ticket takes twice as long. Has anybody counted?"
        raise_anonymously(project=self.project, topic="More work at the desk", text=text, department=desk)
        raise_concern(
            actor=self.cast.users["member"],
            project=self.project,
            topic="Changes at night",
            text="Who approves an urgent change at three in the morning?",
        )

    def answer(self) -> None:
        words = {
            "More work at the desk": "We counted for two weeks: four minutes more for the first ticket of a kind, "
            "none after that. The form is shorter since Monday.",
            "Changes at night": "The head of the shift approves; the change manager looks at it the next morning.",
        }
        for row in Concern.objects.of(self.project):
            answer_concern(actor=self.cast.users["manager"], concern=row, text=words[row.topic])
        theirs = Concern.objects.of(self.project).get(topic="Changes at night")
        say_whether_it_helped(actor=self.cast.users["member"], concern=theirs, helped=True)

    def worry_again(self) -> None:
        text = "Will our contracts be renegotiated because of this? Nobody tells us."
        supply = self.cast.organization.departments.get(name="Customer and suppliers")
        raise_anonymously(project=self.project, topic="Contracts", text=text, department=supply)

"""Understanding in the demonstration: a short check, what changes for each job role, a sign that was answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tracker.awareness.actions import (
    give_campaign_check,
    repeat_campaign,
    respond_to_sign,
    take_campaign_check,
)
from tracker.awareness.choices import Sign
from tracker.awareness.models import Attestation, Campaign
from tracker.checks.actions import add_question
from tracker.checks.choices import How
from tracker.checks.queries import asked_now
from tracker.dashboard.demo.cast import Cast
from tracker.dashboard.demo.seasons import Diary
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.training.actions import write_sheet
from tracker.training.models import JobRole

POLICY = "Our service management policy"
QUESTIONS = [
    ("What does the policy ask for when something keeps going wrong?",
     ["To work around it", "To mend it for good", "To wait for the supplier"], 2,
     "A cause that is known and not mended comes back to the next shift."),
    ("Who agrees with customers what they get?",
     ["Whoever answers the phone", "The owner of the service", "The auditor"], 2,
     "The service catalogue names the owner of each service."),
    ("Whom do you ask when a sentence of the policy is unclear?",
     ["The ambassador of my department", "Nobody", "The certification body"], 1, ""),
]  # fmt: skip
SHEETS = {
    "Service desk agent": "Each call gets a number, and the service it hits, before you hang up.\n\nWhat you cannot "
    "solve within the agreed time goes on with what you know, so that nobody asks the user twice.",
    "Engineer": "No change without a record, however small. Urgent ones may be recorded afterwards, that same day.\n\n"
    "Tests and the way back stand in the record before the change is made.",
    "Process owner": "You answer for what the process achieves, not for every ticket in it.\n\nOnce a quarter you look "
    "at its figures and say what is to become better.",
}


@dataclass(slots=True)
class Understood:
    """Whether what was said arrived."""

    project: Project
    cast: Cast
    diary: Diary

    def write(self) -> None:
        now = self.diary.calendar.now
        self.diary.on(130, self.say_what_changes)
        self.diary.on(now - 28, self.ask)
        self.diary.on(now - 8, self.answer)
        self.diary.on(now - 7, self.come_again)
        self.diary.on(now - 6, partial(self.respond, "Service desk", False))
        self.diary.on(now - 6, partial(self.respond, "Leadership", True))

    def say_what_changes(self) -> None:
        """For all roles but those whose sheet nobody has written yet."""
        for role in JobRole.objects.of(self.project).filter(name__in=SHEETS):
            write_sheet(actor=self.cast.users["manager"], job_role=role, text=SHEETS[role.name])

    def campaign(self) -> Campaign:
        found: Campaign = Campaign.objects.of(self.project).select_related("short_check").get(title=POLICY)
        return found

    def ask(self) -> None:
        manager = self.cast.users["manager"]
        check = give_campaign_check(actor=manager, campaign=self.campaign())
        for text, options, right, why in QUESTIONS:
            add_question(actor=manager, short_check=check, text=text, options=options, right=right, why=why)

    def answer(self) -> None:
        """Most who have read it answer; the second question is the hard one."""
        campaign = self.campaign()
        if campaign.short_check is None:
            return
        questions = asked_now(campaign.short_check)
        readers = Attestation.objects.filter(read__campaign=campaign).order_by("person__name", "person_id")
        people = {row.person_id: row.person for row in readers.select_related("person")}
        for place, person in enumerate(people.values()):
            answers = {str(one.pk): str(one.right) for one in questions}
            if place % 4 == 0:
                answers[str(questions[1].pk)] = "0"
            take_campaign_check(
                actor=User.objects.system(), campaign=campaign, person=person, answers=answers, how=How.LINK
            )

    def come_again(self) -> None:
        repeat_campaign(actor=self.cast.users["manager"], campaign=self.campaign(), months=12)

    def respond(self, department: str, accepted: bool) -> None:
        text = (
            "Board members share one session in January; until then this is known and carried."
            if accepted
            else "Two short sessions at the change of shift, held by the ambassador."
        )
        respond_to_sign(
            actor=self.cast.users["manager"],
            project=self.project,
            department=self.cast.organization.departments.get(name=department),
            sign=Sign.COVERAGE,
            accepted=accepted,
            text=text,
            owner=None if accepted else self.cast.people["Linnea Holm"],
        )

"""What the sponsor was asked in the demonstration, and what she answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tracker.core import clock
from tracker.dashboard.demo.story import DAYS_IN, Story
from tracker.plan.actions import pass_milestone, request_milestone_signoff
from tracker.plan.models import Milestone, Task
from tracker.signoffs.actions import Proof, sign
from tracker.signoffs.choices import Decision, Method
from tracker.signoffs.models import SignOffRequest

Answer = Callable[[SignOffRequest], object]


def decisions(story: Story, made: dict[str, Task]) -> None:
    """Two approved, one declined and then approved with conditions, two that wait."""
    _asked_and_answered(
        story, made, "case_ok", 17, 20, Decision.APPROVED, "Go. I will open the kick-off myself."
    )
    _asked_and_answered(story, made, "gap_ok", 54, 57, Decision.APPROVED, "Clear picture, thank you.")
    _asked_and_answered(
        story,
        made,
        "gate1",
        158,
        161,
        Decision.DECLINED,
        "Three documents have no owner yet. Come back with names.",
    )
    _asked_and_answered(story, made, "gate1", 168, 171, Decision.APPROVED_WITH_CONDITIONS, "")
    story.at(172, partial(_pass, story, made, "gate1"))
    story.at(
        DAYS_IN - 6,
        partial(_ask, story, made, "gate2", 7, "May Gate 2 keep its date although records began late?"),
    )
    story.at(
        DAYS_IN - 1,
        partial(_ask, story, made, "gate3", 10, "May the internal audit use two auditors from outside?"),
    )


def _milestone(made: dict[str, Task], key: str) -> Milestone:
    return Milestone.objects.select_related("task__project", "project").get(task=made[key])


def _asked_and_answered(
    story: Story, made: dict[str, Task], key: str, asked: int, answered: int, decision: Decision, words: str
) -> None:
    story.at(asked, partial(_ask, story, made, key, 5, ""))
    story.at(answered, partial(_answer, story, decision, words))
    if decision == Decision.APPROVED:
        story.at(answered + 1, partial(_pass, story, made, key))


def _ask(story: Story, made: dict[str, Task], key: str, days: int, question: str) -> None:
    today = (story.project.today() - story.start).days  # type: ignore[union-attr]
    request_milestone_signoff(
        actor=story.manager,
        milestone=_milestone(made, key),
        asked_of=story.cast.users["sponsor"],
        due_on=story.on(today + days),
        question=question,
    )


def _answer(story: Story, decision: Decision, words: str) -> None:
    sponsor = story.cast.users["sponsor"]
    request = SignOffRequest.objects.of(story.project).waiting_for(sponsor).get()
    conditional = decision == Decision.APPROVED_WITH_CONDITIONS
    sign(
        actor=sponsor,
        request=request,
        proof=Proof(Method.PASSWORD, clock.now()),
        decision=decision,
        conditions="The supplier file is complete by the end of the month." if conditional else "",
        comment=words,
        read_to_end=True,
    )


def _pass(story: Story, made: dict[str, Task], key: str) -> None:
    pass_milestone(actor=story.manager, milestone=_milestone(made, key), note="Signed by the sponsor")

"""Any sequence of sign-off events: nobody signs twice, out of turn, for themselves, or what is not asked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.factories.people import make_user
from tests.factories.projects import give_role
from tests.factories.signoffs import make_proof, make_request
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.signoffs import actions, queries
from tracker.signoffs.choices import Decision, Seat, State
from tracker.signoffs.models import Delegation, Signer, SignOff, SignOffRequest
from tracker.signoffs.policies import my_turn
from tracker.signoffs.rules import Panel, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]
DECISIONS = [Decision.APPROVED] * 4 + [Decision.APPROVED_WITH_CONDITIONS, Decision.DECLINED]


@dataclass
class House:
    """People who do anything at all, allowed or not, in an order that the seed decides."""

    project: Project
    manager: User
    signers: list[User]
    others: list[User]
    dice: random.Random

    def anybody(self) -> User:
        return self.dice.choice([self.manager, *self.signers, *self.others])

    def do_something(self, asked: SignOffRequest) -> None:
        kinds = [self.sign] * 6 + [self.delegate] * 2 + [self.end, self.take_back]
        with suppress(RuleBroken):
            self.dice.choice(kinds)(asked)

    def sign(self, asked: SignOffRequest) -> None:
        actor = self.anybody()
        turn = my_turn(actor, asked)
        signoff = actions.sign(
            actor=actor,
            request=asked,
            proof=make_proof(),
            decision=self.dice.choice(DECISIONS),
            conditions="Soon",
            comment="Because",
            read_to_end=True,
        )
        # Whoever got through was the one whose turn it was, at that place, and for whom is written down.
        assert turn is not None
        assert turn.seat.state == Seat.ASKED
        assert signoff.signer_id != asked.requested_by_id
        assert signoff.for_id == (turn.delegation.giver_id if turn.delegation else None)

    def delegate(self, asked: SignOffRequest) -> None:
        today = self.project.today()
        actions.delegate_signoffs(
            actor=self.anybody(),
            project=self.project,
            delegate=self.anybody(),
            starts_on=today,
            ends_on=today + timedelta(days=self.dice.randrange(3)),
            reason="Away",
        )

    def end(self, asked: SignOffRequest) -> None:
        rows = list(Delegation.objects.not_over().with_people())
        if rows:
            actions.end_delegation(actor=self.anybody(), delegation=self.dice.choice(rows))

    def take_back(self, asked: SignOffRequest) -> None:
        rows = list(SignOff.objects.decisions().filter(request=asked).select_related("request__project"))
        if rows and self.dice.random() < 0.3:
            signoff = self.dice.choice(rows)
            actions.withdraw_signoff(
                actor=self.anybody(), signoff=signoff, proof=make_proof(), reason="Misread"
            )


def wrong_with(asked: SignOffRequest) -> list[str]:
    """What should never be, however it came to it."""
    given = list(SignOff.objects.filter(request=asked).select_related("request"))
    answers = [row for row in given if row.withdraws_id is None]
    seats = queries.places_of(asked)
    return [*wrong_with_answers(answers, seats), *wrong_with_turns(asked, given, seats)]


def wrong_with_answers(answers: list[SignOff], seats: list[Signer]) -> Iterator[str]:
    if any(count > 1 for count in Counter(row.signer_id for row in answers).values()):
        yield "somebody signed twice"
    if not all(queries.verify(row).holds for row in answers):
        yield "a sign-off does not hold"
    if {row.pk for row in answers} != {seat.signoff_id for seat in seats} - {None}:
        yield "answers and places differ"
    said = [(seat.user_id, seat.signoff) for seat in seats if seat.signoff is not None]
    if any(user not in {signoff.signer_id, signoff.for_id} for user, signoff in said):
        yield "a wrong person answered"


def wrong_with_turns(asked: SignOffRequest, given: list[SignOff], seats: list[Signer]) -> Iterator[str]:
    if asked.state != outcome([row.decision for row in given], asked.quorum):
        yield "the state is not what the answers come to"
    if any(seat.state == Seat.ASKED for seat in seats) != (asked.state == State.WAITING):
        yield "somebody is asked of what is over, or nobody of what waits"
    answered = [seat.state == Seat.ANSWERED for seat in seats]
    if asked.in_order and answered != sorted(answered, reverse=True):
        yield "somebody signed before their turn"


def live(seed: int, project: Project, manager: User, others: list[User], steps: int = 25) -> None:
    """One question with signers and rules that the seed decides, and whatever people then try."""
    dice = random.Random(seed)
    signers = [make_user(f"Signer {number}") for number in range(dice.randrange(2, 5))]
    for signer in signers:
        give_role(project, signer, Role.SPONSOR)
    house = House(project, manager, signers, others, dice)
    quorum, in_order = dice.randrange(1, len(signers) + 1), dice.random() < 0.5
    asked = make_request(
        project, by=manager, of=signers[0], panel=Panel(signers[1:], quorum, in_order=in_order)
    )
    for step in range(steps):
        with clock.at(clock.now() + timedelta(hours=step * 5)):
            house.do_something(asked)
            asked = SignOffRequest.objects.with_people().get(pk=asked.pk)
            assert wrong_with(asked) == [], f"seed {seed}, step {step}"


@pytest.mark.once
@pytest.mark.parametrize("seed", range(6))
def test_no_sequence_of_events_ends_in_a_wrong_signature(
    seed: int, project: Project, manager: User, member: User, auditor: User
) -> None:
    live(seed, project, manager, [member, auditor])

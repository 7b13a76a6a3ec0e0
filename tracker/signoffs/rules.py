"""How the answers of several people become one: pure, and the same wherever it is asked.

Who is asked, how many approvals are enough and whether they answer in order is a `Panel`. One decline ends
the question; it is approved when enough have approved; a condition of one is a condition of the whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.signoffs.choices import Decision, Seat, State

MOST = 12
APPROVALS = {Decision.APPROVED, Decision.APPROVED_WITH_CONDITIONS}


@dataclass(frozen=True, slots=True)
class Panel:
    """Who else is asked beside the first, how many are enough (all, unless said), and whether in order."""

    also: Sequence[User] = ()
    quorum: int | None = None
    in_order: bool = False

    def people(self, first: User) -> list[User]:
        return [first, *self.also]

    def frozen(self, first: User) -> dict[str, Any]:
        """What the digest is over; nothing where one person is asked."""
        if not self.also:
            return {}
        people = self.people(first)
        return {
            "of": [str(person.pk) for person in people],
            "quorum": self.quorum or len(people),
            "in_order": self.in_order,
        }

    def check(self, first: User) -> None:
        people = self.people(first)
        if len({person.pk for person in people}) < len(people):
            raise RuleBroken(_("Each person has one place. Name nobody twice."), field="signer_2")
        if len(people) > MOST:
            raise RuleBroken(_("At most %(n)s people sign one thing.") % {"n": MOST}, field="signer_2")
        if self.quorum is not None and not 1 <= self.quorum <= len(people):
            raise RuleBroken(
                _("You ask %(n)s people, so between 1 and %(n)s signatures can be enough.")
                % {"n": len(people)},
                field="quorum",
            )


ALONE = Panel()


def outcome(decisions: Iterable[str], quorum: int) -> State:
    """Where a question stands with these answers."""
    given = list(decisions)
    if Decision.WITHDRAWN in given:
        return State.WITHDRAWN
    if Decision.DECLINED in given:
        return State.DECLINED
    if sum(decision in APPROVALS for decision in given) < quorum:
        return State.WAITING
    if Decision.APPROVED_WITH_CONDITIONS in given:
        return State.APPROVED_WITH_CONDITIONS
    return State.APPROVED


def first_states(count: int, *, in_order: bool) -> list[Seat]:
    """Whose turn it is when the question is asked."""
    return [Seat.LATER if in_order and number else Seat.ASKED for number in range(count)]

"""What a permission alone cannot say."""

from __future__ import annotations

from tracker.governance.models import Benefit, Commitment, DecisionAsked, Obstacle
from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import may


def may_measure(actor: User, benefit: Benefit) -> bool:
    """Whose benefit it is, or who leads."""
    return _is(actor, benefit.owner_id, benefit) or may(actor, Permission.GOVERNANCE_EDIT, benefit)


def may_decide(actor: User, asked: DecisionAsked) -> bool:
    """Who was asked; who leads writes down what was said at the table."""
    return _is(actor, asked.decider_id, asked) or may(actor, Permission.GOVERNANCE_EDIT, asked)


def may_close(actor: User, promised: Commitment) -> bool:
    return _is(actor, promised.person_id, promised) or may(actor, Permission.GOVERNANCE_EDIT, promised)


def may_remove(actor: User, obstacle: Obstacle) -> bool:
    return _is(actor, obstacle.owner_id, obstacle) or may(actor, Permission.GOVERNANCE_EDIT, obstacle)


def _is(actor: User, person: object, row: Benefit | DecisionAsked | Commitment | Obstacle) -> bool:
    mine = actor.person_id is not None and actor.person_id == person
    return mine and may(actor, Permission.GOVERNANCE_VIEW, row)

"""What a permission alone cannot say."""

from __future__ import annotations

from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import may
from tracker.reviews.models import Correction, ProjectReview


def may_record(actor: User, review: ProjectReview) -> bool:
    """Who keeps the plan, or who leads the review."""
    return may(actor, Permission.PLAN_EDIT, review) or _is(actor, review.series.chair_id, review)


def may_report(actor: User, correction: Correction) -> bool:
    """Whose correction it is, or who keeps the plan."""
    return may(actor, Permission.PLAN_EDIT, correction) or _is(actor, correction.owner_id, correction)


def may_check(actor: User, correction: Correction) -> bool:
    """Anybody who works here, but neither its owner nor who reported it as done."""
    own = actor.person_id is not None and actor.person_id == correction.owner_id
    other = not own and actor.pk != correction.done_by_id
    return other and may(actor, Permission.GOVERNANCE_VIEW, correction)


def _is(actor: User, person: object, row: ProjectReview | Correction) -> bool:
    mine = actor.person_id is not None and actor.person_id == person
    return mine and may(actor, Permission.GOVERNANCE_VIEW, row)

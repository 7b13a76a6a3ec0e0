"""What a permission alone cannot say."""

from __future__ import annotations

from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import may
from tracker.reviews.models import ProjectReview


def may_record(actor: User, review: ProjectReview) -> bool:
    """Who keeps the plan, or who leads the review."""
    return may(actor, Permission.PLAN_EDIT, review) or _is(actor, review.series.chair_id, review)


def _is(actor: User, person: object, row: ProjectReview) -> bool:
    mine = actor.person_id is not None and actor.person_id == person
    return mine and may(actor, Permission.GOVERNANCE_VIEW, row)

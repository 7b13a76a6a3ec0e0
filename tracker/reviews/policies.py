"""What a permission alone cannot say."""

from __future__ import annotations

from tracker.people.models import User
from tracker.projects.permissions import Permission
from tracker.projects.policies import may
from tracker.reviews.models import Correction, Lesson, LessonUse, ProjectReview


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


def may_rewrite(actor: User, lesson: Lesson) -> bool:
    """Who wrote it down, or who keeps the plan."""
    return may(actor, Permission.PLAN_EDIT, lesson) or (
        actor.pk == lesson.raised_by_id and may(actor, Permission.GOVERNANCE_VIEW, lesson)
    )


def may_take_back(actor: User, use: LessonUse) -> bool:
    """Who said that it was used, or who keeps the plan there."""
    return may(actor, Permission.PLAN_EDIT, use) or (
        actor.pk == use.used_by_id and may(actor, Permission.GOVERNANCE_VIEW, use)
    )


def _is(actor: User, person: object, row: ProjectReview | Correction) -> bool:
    mine = actor.person_id is not None and actor.person_id == person
    return mine and may(actor, Permission.GOVERNANCE_VIEW, row)

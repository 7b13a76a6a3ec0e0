"""Misconceptions: noted with what is right, and counted each time they are met."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.choices import Verb
from tracker.awareness.models import Misconception
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause


@transaction.atomic
def note_misconception(
    *,
    actor: User,
    project: Project,
    said: str,
    right: str,
    review_on: date,
    clause: Clause | None = None,
    owner: Person | None = None,
) -> Misconception:
    """Put what is wrongly believed beside what is right; it then stands among the questions and answers."""
    require(actor, Permission.TRAINING_MANAGE, project)
    if not said.strip() or not right.strip():
        raise RuleBroken(_("Say what is believed and what is right."), field="right")
    if review_on <= project.today():
        raise RuleBroken(_("The next look lies ahead of today."), field="review_on")
    if clause is not None and clause.edition_id != project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    if owner is not None and owner.organization_id != project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="owner")
    row = Misconception(
        project=project,
        said=said.strip()[:300],
        right=right.strip()[:5000],
        review_on=review_on,
        clause=clause,
        owner=owner,
    ).save_because(_("noted"), by=actor)
    record(actor, Verb.MISCONCEPTION_NOTED, row)
    return row


@transaction.atomic
def meet_misconception(*, actor: User, misconception: Misconception) -> Misconception:
    """Somebody believes it again: what is met often belongs into the next session."""
    require(actor, Permission.PROJECT_VIEW, misconception)
    row: Misconception = lock(Misconception.objects.select_related("project"), misconception.pk)
    row.met += 1
    row.save_because(_("met again"), by=actor)
    record(actor, Verb.MISCONCEPTION_MET, row, after={"met": row.met})
    return row

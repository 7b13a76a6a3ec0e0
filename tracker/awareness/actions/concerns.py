"""Concerns: raised under one's name or without one, answered, and asked whether the answer helped.

An anonymous concern is written by the program itself, at the first minute of its day; it leaves no entry in the
log, touches no session and keeps no address. Only the digest of the claim code is kept, so that the code itself,
shown once, is the only thing that leads from a person to the answer.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.choices import ANSWER_WITHIN_DAYS, Verb
from tracker.awareness.models import Answer, Concern
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Department, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def raise_concern(
    *, actor: User, project: Project, topic: str, text: str, department: Department | None = None
) -> Concern:
    """Say under one's own name what worries one."""
    require(actor, Permission.PROJECT_VIEW, project)
    row = _concern(project, topic, text, department)
    row.raised_by = actor
    with clock.at(_day_begins(project)):
        row.save_because(_("raised"), by=actor)
    record(actor, Verb.CONCERN_RAISED, row)
    return row


@transaction.atomic
def raise_anonymously(
    *, project: Project, topic: str, text: str, department: Department | None = None
) -> tuple[Concern, str]:
    """Say without a name what worries one; returns the row and the code that fetches the answer.

    The caller has asked whether somebody may be here at all, and passes on nobody.
    """
    code = "-".join(secrets.token_hex(2) for _part in range(5))
    row = _concern(project, topic, text, department)
    row.claim = claim_of(code)
    with clock.at(_day_begins(project)):
        row.save_because("", by=User.objects.system())
    return row, code


def claim_of(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def _concern(project: Project, topic: str, text: str, department: Department | None) -> Concern:
    if not topic.strip() or not text.strip():
        raise RuleBroken(_("Say what it is about and what worries you."), field="text")
    if department is not None and department.organization_id != project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="department")
    today = project.today()
    return Concern(
        project=project,
        topic=topic.strip()[:200],
        text=text.strip()[:5000],
        department=department,
        raised_on=today,
        answer_due_on=today + timedelta(days=ANSWER_WITHIN_DAYS),
    )


def _day_begins(project: Project) -> datetime:
    return datetime.combine(project.today(), time.min, ZoneInfo(project.zone))


@transaction.atomic
def answer_concern(*, actor: User, concern: Concern, text: str) -> Answer:
    """Answer a concern, or say what was decided."""
    require(actor, Permission.TRAINING_MANAGE, concern)
    if not text.strip():
        raise RuleBroken(_("An answer needs words."), field="text")
    row = lock(Concern.objects.select_related("project"), concern.pk)
    found = Answer.objects.filter(concern=row).first()
    answer = found or Answer(project=row.project, concern=row)
    answer.text, answer.answered_by, answer.answered_at = text.strip()[:5000], actor, clock.now()
    answer.save_because(_("answered"), by=actor)
    record(actor, Verb.CONCERN_ANSWERED, answer)
    return answer


@transaction.atomic
def say_whether_it_helped(*, actor: User, concern: Concern, helped: bool) -> Concern:
    """Whoever raised it says whether the answer helped: under the day alone, and by the program if unnamed."""
    row: Concern = lock(Concern.objects.select_related("project"), concern.pk)
    if not Answer.objects.filter(concern=row).exists():
        raise RuleBroken(_("There is no answer yet."))
    if row.raised_by_id is not None and row.raised_by_id != actor.pk:
        raise RuleBroken(_("Only who raised it can say so."))
    row.helped = helped
    with clock.at(_day_begins(row.project)):
        row.save_because("", by=actor if row.raised_by_id else User.objects.system())
    return row

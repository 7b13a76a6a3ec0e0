"""Answering a sign of resistance: something is done about it by somebody, or it is accepted with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.actions.campaigns import MANAGE
from tracker.awareness.choices import Sign, Verb
from tracker.awareness.models import SignalResponse
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.models import Department, Person, User
from tracker.projects.models import Project
from tracker.projects.policies import require


@transaction.atomic
def respond_to_sign(
    *,
    actor: User,
    project: Project,
    department: Department,
    sign: str,
    accepted: bool,
    text: str,
    owner: Person | None = None,
    measured: str = "",
) -> SignalResponse:
    """Say what is done about a sign and by whom, or why it is accepted; the newest answer counts."""
    require(actor, MANAGE, project)
    if sign not in Sign.values:
        raise RuleBroken(_("There is no such sign."), field="sign")
    if department.organization_id != project.organization_id:
        raise RuleBroken(_("This belongs to another organization."), field="department")
    if not text.strip():
        words = _("Say why it is accepted.") if accepted else _("Say what is done about it.")
        raise RuleBroken(words, field="text")
    if not accepted and owner is None:
        raise RuleBroken(_("Say who does it."), field="owner")
    if owner is not None and (owner.organization_id != project.organization_id or owner.left_on is not None):
        raise RuleBroken(_("This person leaves or has left, or works elsewhere."), field="owner")
    row = SignalResponse(
        project=project,
        department=department,
        sign=Sign(sign),
        accepted=accepted,
        text=text.strip()[:2000],
        owner=None if accepted else owner,
        measured=measured[:100],
        answered_by=actor,
        answered_at=clock.now(),
    ).save_because(_("accepted") if accepted else _("answered"), by=actor)
    record(actor, Verb.SIGN_ANSWERED, row, after={"sign": row.sign, "accepted": accepted})
    return row

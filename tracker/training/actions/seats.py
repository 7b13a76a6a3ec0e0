"""What people say themselves of a session: I am here, and this is what I thought of it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.training.choices import Verb
from tracker.training.models import Enrolment, Session

OPENS_BEFORE = timedelta(hours=1)
STAYS_OPEN = timedelta(hours=4)


@transaction.atomic
def check_in(*, actor: User, session: Session, email: str) -> Enrolment:
    """Somebody in the room says that they are here, with the code that hangs there; the trainer still decides.

    The same sentence whether the address is unknown or has no seat: the code tells nobody who works here.
    """
    session = lock(Session.objects.select_related("course", "project"), session.pk)
    now = clock.now()
    ends = session.starts_at + timedelta(minutes=session.minutes) + STAYS_OPEN
    if session.attendance_at or not session.starts_at - OPENS_BEFORE <= now <= ends:
        raise RuleBroken(_("Check-in is open from an hour before the session until four hours after it."))
    rows = session.enrolments.select_for_update().select_related("person", "session__course")
    seat = rows.filter(person__email__iexact=email.strip(), waiting=False).first() if email.strip() else None
    if seat is None:
        raise RuleBroken(_("No seat is kept under this address. Speak to the trainer."), field="email")
    if seat.arrived_at is None:
        seat.arrived_at = now
        seat.save_because(_("checked in"), by=actor)
        record(actor, Verb.ARRIVED, seat)
    return seat


@transaction.atomic
def give_feedback(*, actor: User, enrolment: Enrolment, rating: int, remark: str = "") -> Enrolment:
    """Say how useful it was for one's own work. Only who was there, and only for themselves."""
    row = lock(Enrolment.objects.select_related("person", "session__course"), enrolment.pk)
    if not actor.person_id or row.person_id != actor.person_id:
        raise NotPermitted(_("Feedback comes from who was there."))
    if not row.attended:
        raise RuleBroken(_("Feedback is open to who was there, once attendance is recorded."))
    if not 1 <= rating <= 5:
        raise RuleBroken(_("Choose from 1 to 5."), field="rating")
    row.rating, row.remark = rating, remark.strip()[:1000]
    row.save_because(_("feedback given"), by=actor)
    record(actor, Verb.FEEDBACK_GIVEN, row.session, after={"rating": rating})
    return row

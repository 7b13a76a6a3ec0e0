"""What waits for a second person without a day of its own: it gets one, so that nobody is silently forgotten.

A sign-off says by when it is needed; to confirm evidence or to accept a deliverable is asked without a day, and of
nobody by name. So it is due a week after it was asked, and who leads hears.
"""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Cast, TruncDate

from tracker.evidence.models import EvidenceRevision
from tracker.plan.choices import DeliverableState
from tracker.plan.models import Deliverable
from tracker.reminders.choices import ANSWER_WITHIN
from tracker.reminders.columns import NOBODY, NoUuid, page

OF_NOBODY: dict[str, Any] = {
    "d_address": NOBODY,
    "d_name": NOBODY,
    "d_user": NoUuid(),
    "d_boss": NoUuid(),
}


def confirmations(on: date, zone: str) -> Any:
    """Evidence that nobody but who brought it has looked at."""
    return EvidenceRevision.objects.to_confirm(), {
        "d_label": F("evidence__name"),
        "d_due": a_week_after("uploaded_at", zone),
        "d_link": page("evidence:evidence", "evidence_id"),
        **OF_NOBODY,
    }


def acceptances(on: date, zone: str) -> Any:
    """Deliverables that were submitted; a change to one begins its week anew."""
    return Deliverable.objects.filter(state=DeliverableState.SUBMITTED), {
        "d_label": F("name"),
        "d_due": a_week_after("changed_at", zone),
        "d_detail": F("criteria"),
        "d_link": page("plan:deliverable_list"),
        **OF_NOBODY,
    }


def a_week_after(moment: str, zone: str) -> Any:
    until = ExpressionWrapper(F(moment) + Value(timedelta(days=ANSWER_WITHIN)), DateTimeField())
    return Cast(TruncDate(until, tzinfo=ZoneInfo(zone)), DateField())

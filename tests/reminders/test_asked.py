"""What waits for a second person without a day gets one; who is asked to sign can say by mail that they cannot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.evidence import make_evidence
from tests.factories.signoffs import make_request
from tracker.core import clock
from tracker.evidence.models import EvidenceRevision
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.choices import DeliverableState
from tracker.plan.models import Deliverable
from tracker.projects.models import Project
from tracker.reminders.actions import answer_reminder, raise_due
from tracker.reminders.actions.answers import Reply
from tracker.reminders.choices import ANSWER_WITHIN, Answer
from tracker.signoffs.choices import State

pytestmark = pytest.mark.django_db

BEGAN = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
WEEK = timedelta(days=ANSWER_WITHIN)


def told(user: User, kind: str) -> list[str]:
    rows = Notification.objects.of(user).filter(kind=f"reminder_{kind}").order_by("made_at")
    return list(rows.values_list("subject", flat=True))


def test_evidence_that_nobody_confirmed_calls_who_leads_after_a_week(
    ruled: Project, manager: User, member: User
) -> None:
    Project.objects.filter(pk=ruled.pk).update(zone="Europe/Oslo")
    with clock.at(BEGAN):
        evidence = make_evidence(project=ruled, actor=member)
    raise_due(now=BEGAN + WEEK - timedelta(hours=2))
    assert told(manager, "confirmations") == []
    # In Oslo it was the next day already when it was uploaded.
    raise_due(now=BEGAN + WEEK + timedelta(hours=12))
    raise_due(now=BEGAN + WEEK + timedelta(hours=13))
    assert told(manager, "confirmations") == [f"{evidence.name} has waited a week for a second person"]
    assert told(member, "confirmations") == []
    row = Notification.objects.get(kind="reminder_confirmations")
    assert row.due_on == (BEGAN + WEEK + timedelta(hours=1)).date()
    EvidenceRevision.objects.filter(evidence=evidence).update(state="withdrawn")
    raise_due(now=BEGAN + WEEK + timedelta(days=20))
    assert len(told(manager, "confirmations")) == 1


def test_a_submitted_deliverable_calls_who_leads_after_a_week(
    ruled: Project, manager: User, member: User
) -> None:
    with clock.at(BEGAN):
        Deliverable(
            project=ruled, name="Catalogue", state=DeliverableState.SUBMITTED, submitted_by=member
        ).save_because("made for a test", by=member)
        Deliverable(project=ruled, name="Not yet").save_because("made for a test", by=member)
    raise_due(now=BEGAN + WEEK - timedelta(days=1))
    assert told(manager, "acceptances") == []
    raise_due(now=BEGAN + WEEK)
    assert told(manager, "acceptances") == ["Catalogue has waited a week for a second person"]


def test_who_is_asked_to_sign_says_in_one_click_that_they_cannot_and_nothing_is_signed(
    ruled: Project, manager: User, sponsor: User
) -> None:
    request = make_request(ruled, by=manager, of=sponsor)
    raise_due(now=clock.now() + timedelta(days=(request.due_on - ruled.today()).days + 1))
    reminder = Notification.objects.get(recipient=sponsor, kind="reminder_signoffs")
    assert reminder.context["answers"] == ["cannot"]
    answer_reminder(notification=reminder, reply=Reply(Answer.CANNOT, reason="I am away until May"))
    request.refresh_from_db()
    assert request.state == State.WAITING
    heard = Notification.objects.get(recipient=manager, kind="reminder_answer")
    assert heard.context["detail"] == "I am away until May"

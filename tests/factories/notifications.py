"""Messages in the outbox."""

from __future__ import annotations

from typing import Any

from tracker.notifications.actions import post
from tracker.notifications.models import Notification
from tracker.people.models import User


def make_notification(
    recipient: User, subject: str = "Write the policy is due", **facts: Any
) -> Notification:
    row = post(recipient=recipient, kind="reminder", subject=subject, **facts)
    assert row is not None
    return row

"""The doors of this room, one module a page."""

from tracker.reminders.views.answers import answer
from tracker.reminders.views.deliveries import deliveries, preview, send_again
from tracker.reminders.views.mine import calendar, feed, mine
from tracker.reminders.views.rules import opening, rule_change, rule_list
from tracker.reminders.views.webhooks import (
    webhook_call_again,
    webhook_list,
    webhook_removal,
    webhook_state,
    webhook_test,
)

__all__ = [
    "answer",
    "calendar",
    "deliveries",
    "feed",
    "mine",
    "opening",
    "preview",
    "rule_change",
    "rule_list",
    "send_again",
    "webhook_call_again",
    "webhook_list",
    "webhook_removal",
    "webhook_state",
    "webhook_test",
]

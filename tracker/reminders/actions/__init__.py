"""The verbs of this room: set up and change the rules, call people back, hear their answers, tell programs."""

from tracker.reminders.actions.answers import Reply, answer_reminder, can_do, subject_of
from tracker.reminders.actions.due import raise_due
from tracker.reminders.actions.feeds import close_feed, note_reading, open_feed
from tracker.reminders.actions.look_ahead import look_ahead, look_at
from tracker.reminders.actions.rules import change_rule, open_rules, send_again
from tracker.reminders.actions.webhooks import (
    add_webhook,
    call_again,
    call_programs,
    remove_webhook,
    switch_webhook,
    try_webhook,
)

__all__ = [
    "Reply",
    "add_webhook",
    "answer_reminder",
    "call_again",
    "call_programs",
    "can_do",
    "change_rule",
    "close_feed",
    "look_ahead",
    "look_at",
    "note_reading",
    "open_feed",
    "open_rules",
    "raise_due",
    "remove_webhook",
    "send_again",
    "subject_of",
    "switch_webhook",
    "try_webhook",
]

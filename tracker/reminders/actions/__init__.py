"""The verbs of this room: set up and change the rules, call people back, hear their answers, tell programs."""

from tracker.reminders.actions.due import raise_due
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
    "add_webhook",
    "call_again",
    "call_programs",
    "change_rule",
    "look_ahead",
    "look_at",
    "open_rules",
    "raise_due",
    "remove_webhook",
    "send_again",
    "switch_webhook",
    "try_webhook",
]

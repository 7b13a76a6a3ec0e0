"""The verbs of this room: set up and change the rules, and call people back."""

from tracker.reminders.actions.due import raise_due
from tracker.reminders.actions.rules import change_rule, open_rules, send_again

__all__ = ["change_rule", "open_rules", "raise_due", "send_again"]

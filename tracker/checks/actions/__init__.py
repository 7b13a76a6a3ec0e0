"""The verbs of this room."""

from tracker.checks.actions.questions import add_question, change_check, make_check, withdraw_question
from tracker.checks.actions.taking import take_check

__all__ = ["add_question", "change_check", "make_check", "take_check", "withdraw_question"]

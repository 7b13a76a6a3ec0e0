"""The verbs of this room: post a message, take it back, send what waits, mark as read."""

from tracker.notifications.actions.bounces import clear_address, report_bounce
from tracker.notifications.actions.deliver import Tally, deliver_pending, recover_stale_claims
from tracker.notifications.actions.post import (
    Message,
    can_be_reached,
    post,
    post_many,
    withdraw,
    withdraw_about,
    withdraw_about_all,
    withdraw_all,
    withdraw_kind,
    withdraw_kind_in,
)
from tracker.notifications.actions.preferences import hold_back, set_preference
from tracker.notifications.actions.read import mark_all_read, mark_read, queue_again, send_again
from tracker.notifications.actions.returned import read_mailbox, read_returned, take_report

__all__ = [
    "Message",
    "Tally",
    "can_be_reached",
    "clear_address",
    "deliver_pending",
    "hold_back",
    "mark_all_read",
    "mark_read",
    "post",
    "post_many",
    "queue_again",
    "read_mailbox",
    "read_returned",
    "recover_stale_claims",
    "report_bounce",
    "send_again",
    "set_preference",
    "take_report",
    "withdraw",
    "withdraw_about",
    "withdraw_about_all",
    "withdraw_all",
    "withdraw_kind",
    "withdraw_kind_in",
]

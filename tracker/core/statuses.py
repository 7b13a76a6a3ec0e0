"""Every status the product shows: its word, its shape and its colour, one table for pages and documents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Shape(StrEnum):
    """Names of the symbols `s-…` in the sprite."""

    TICK = "ok"  # filled circle with tick
    RING_TICK = "other"  # ring with tick
    HALF = "part"  # half circle
    TRIANGLE = "warn"
    CROSS = "bad"  # filled square with cross
    HOLLOW_CROSS = "miss"
    CLOCK = "clock"  # ring with hands
    DASHED = "none"  # dashed ring
    DIAMOND = "mile"
    HOLLOW_DIAMOND = "mileo"


@dataclass(frozen=True)
class Status:
    """What a reader sees: a word first, a shape second, a tone third."""

    word: Promise | str
    shape: Shape
    tone: str = ""  # "", "ok", "warn", "bad", "acc"


_ok, _warn, _bad, _acc = "ok", "warn", "bad", "acc"

STATUSES: dict[str, Status] = {
    # assessments
    "met": Status(_("Met"), Shape.TICK, _ok),
    "met_by_other_party": Status(_("Met by another party"), Shape.RING_TICK, _ok),
    "partly_met": Status(_("Partly met"), Shape.HALF, _warn),
    "not_met": Status(_("Not met"), Shape.CROSS, _bad),
    "not_assessed": Status(_("Not assessed"), Shape.DASHED),
    "confirmed": Status(_("Confirmed"), Shape.RING_TICK, _ok),
    "ready": Status(_("Ready"), Shape.TICK, _ok),
    "not_ready": Status(_("Not ready"), Shape.HALF, _warn),
    # plan
    "on_track": Status(_("On track"), Shape.TICK, _ok),
    "at_risk": Status(_("At risk"), Shape.TRIANGLE, _warn),
    "off_track": Status(_("Off track"), Shape.CROSS, _bad),
    "done": Status(_("Done"), Shape.TICK, _ok),
    "overdue": Status(_("Overdue"), Shape.CROSS, _bad),
    "not_started": Status(_("Not started"), Shape.DASHED),
    "in_progress": Status(_("In progress"), Shape.HALF, _acc),
    "blocked": Status(_("Blocked"), Shape.TRIANGLE, _warn),
    "cancelled": Status(_("Cancelled"), Shape.DASHED),
    "milestone": Status(_("Milestone"), Shape.DIAMOND, _acc),
    "milestone_ahead": Status(_("Ahead"), Shape.HOLLOW_DIAMOND),
    # evidence and training
    "current": Status(_("Current"), Shape.TICK, _ok),
    "to_confirm": Status(_("To confirm"), Shape.CLOCK, _warn),
    "superseded": Status(_("Superseded"), Shape.DASHED),
    "expiring": Status(_("Expiring"), Shape.CLOCK, _warn),
    "expired": Status(_("Expired"), Shape.CROSS, _bad),
    "missing": Status(_("Missing"), Shape.HOLLOW_CROSS, _bad),
    "valid": Status(_("Valid"), Shape.TICK, _ok),
    "damaged": Status(_("Damaged"), Shape.CROSS, _bad),
    "lapsed": Status(_("Was met"), Shape.TRIANGLE, _warn),
    "rejected": Status(_("Rejected"), Shape.CROSS, _bad),
    "not_yet": Status(_("Not yet in force"), Shape.CLOCK),
    "refused": Status(_("Refused"), Shape.CROSS, _bad),
    # sign-offs and decisions
    "waiting": Status(_("Waiting"), Shape.CLOCK, _warn),
    "approved": Status(_("Approved"), Shape.TICK, _ok),
    "approved_with_conditions": Status(_("Approved with conditions"), Shape.RING_TICK, _ok),
    "declined": Status(_("Declined"), Shape.CROSS, _bad),
    "withdrawn": Status(_("Withdrawn"), Shape.DASHED),
    # documented information
    "draft": Status(_("Draft"), Shape.DASHED),
    "in_review": Status(_("In review"), Shape.HALF, _acc),
    "due_for_review": Status(_("Due for review"), Shape.CLOCK, _warn),
    # runs, deliveries, accounts
    "queued": Status(_("Queued"), Shape.CLOCK),
    "building": Status(_("Being built"), Shape.HALF, _acc),
    "running": Status(_("Running"), Shape.HALF, _acc),
    "finished": Status(_("Finished"), Shape.TICK, _ok),
    "failed": Status(_("Failed"), Shape.CROSS, _bad),
    "sent": Status(_("Sent"), Shape.TICK, _ok),
    "unknown": Status(_("Unknown"), Shape.TRIANGLE, _warn),
    "active": Status(_("Active"), Shape.TICK, _ok),
    "inactive": Status(_("Inactive"), Shape.DASHED),
    "closed": Status(_("Closed"), Shape.DASHED),
}


def status_of(name: object) -> Status:
    """The row for a status; a name without one is shown as neutral words, never as a broken page."""
    key = str(getattr(name, "value", name))
    return STATUSES.get(key) or Status(key.replace("_", " ").capitalize(), Shape.DASHED)

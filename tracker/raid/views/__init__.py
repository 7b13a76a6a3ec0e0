"""The pages of this room."""

from tracker.raid.views.assessment import assessment, assessment_signoff, starters
from tracker.raid.views.items import (
    item,
    item_become,
    item_closing,
    item_facts,
    item_look,
    item_opening,
    register,
    response_add,
    response_done,
    response_dropping,
)

__all__ = [
    "assessment",
    "assessment_signoff",
    "item",
    "item_become",
    "item_closing",
    "item_facts",
    "item_look",
    "item_opening",
    "register",
    "response_add",
    "response_done",
    "response_dropping",
    "starters",
]

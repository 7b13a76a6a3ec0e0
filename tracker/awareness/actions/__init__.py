"""The verbs of this room."""

from tracker.awareness.actions.ambassadors import move_ambassador, nominate
from tracker.awareness.actions.campaigns import (
    attest,
    begin_campaign,
    close_campaign,
    publish_version,
    send_links,
)
from tracker.awareness.actions.checks import give_campaign_check, take_campaign_check
from tracker.awareness.actions.concerns import (
    answer_concern,
    raise_anonymously,
    raise_concern,
    say_whether_it_helped,
)
from tracker.awareness.actions.evidence import keep_attestations, publish_evidence
from tracker.awareness.actions.misconceptions import meet_misconception, note_misconception
from tracker.awareness.actions.news import (
    draft_for_milestones,
    draft_news,
    drop_news,
    publish_news,
    reword_news,
)
from tracker.awareness.actions.repeating import open_next_campaigns, repeat_campaign
from tracker.awareness.actions.signals import respond_to_sign

__all__ = [
    "answer_concern",
    "attest",
    "begin_campaign",
    "close_campaign",
    "draft_for_milestones",
    "draft_news",
    "drop_news",
    "give_campaign_check",
    "keep_attestations",
    "meet_misconception",
    "move_ambassador",
    "nominate",
    "note_misconception",
    "open_next_campaigns",
    "publish_evidence",
    "publish_news",
    "publish_version",
    "raise_anonymously",
    "raise_concern",
    "repeat_campaign",
    "respond_to_sign",
    "reword_news",
    "say_whether_it_helped",
    "send_links",
    "take_campaign_check",
]

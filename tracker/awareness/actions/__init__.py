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
from tracker.awareness.actions.mentoring import agree_to_pair, end_pair, propose_pair
from tracker.awareness.actions.misconceptions import meet_misconception, note_misconception
from tracker.awareness.actions.news import (
    draft_for_milestones,
    draft_news,
    drop_news,
    publish_news,
    reword_news,
)
from tracker.awareness.actions.peers import (
    cancel_session,
    come_to_session,
    offer_session,
    say_session_helped,
    say_who_came,
    stay_away,
)
from tracker.awareness.actions.repeating import open_next_campaigns, repeat_campaign
from tracker.awareness.actions.signals import respond_to_sign
from tracker.awareness.actions.tips import ask_colleagues, drop_tip, give_tip, promote_tip, say_tip_helped

__all__ = [
    "agree_to_pair",
    "answer_concern",
    "ask_colleagues",
    "attest",
    "begin_campaign",
    "cancel_session",
    "close_campaign",
    "come_to_session",
    "draft_for_milestones",
    "draft_news",
    "drop_news",
    "drop_tip",
    "end_pair",
    "give_campaign_check",
    "give_tip",
    "keep_attestations",
    "meet_misconception",
    "move_ambassador",
    "nominate",
    "note_misconception",
    "offer_session",
    "open_next_campaigns",
    "promote_tip",
    "propose_pair",
    "publish_evidence",
    "publish_news",
    "publish_version",
    "raise_anonymously",
    "raise_concern",
    "repeat_campaign",
    "respond_to_sign",
    "reword_news",
    "say_session_helped",
    "say_tip_helped",
    "say_whether_it_helped",
    "say_who_came",
    "send_links",
    "stay_away",
    "take_campaign_check",
]

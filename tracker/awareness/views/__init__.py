"""Doors of the awareness room."""

from tracker.awareness.views.campaigns import (
    attestation,
    campaign,
    campaign_new,
    closing,
    home,
    links,
    reading,
    repeating,
    version,
)
from tracker.awareness.views.checks import check, check_door, check_new
from tracker.awareness.views.heard import (
    ambassador_list,
    ambassador_state,
    answer,
    claim,
    concern_list,
    question_list,
    question_met,
    signal_response,
)
from tracker.awareness.views.news import news, news_dropping, news_list

__all__ = [
    "ambassador_list",
    "ambassador_state",
    "answer",
    "attestation",
    "campaign",
    "campaign_new",
    "check",
    "check_door",
    "check_new",
    "claim",
    "closing",
    "concern_list",
    "home",
    "links",
    "news",
    "news_dropping",
    "news_list",
    "question_list",
    "question_met",
    "reading",
    "repeating",
    "signal_response",
    "version",
]

"""What people were told and said, and what they learn from each other."""

from tracker.awareness.models.peers import Mentoring, PeerQuestion, PeerSeat, PeerSession, Tip, TipHelp
from tracker.awareness.models.told import (
    Ambassador,
    Answer,
    Attestation,
    Campaign,
    Concern,
    Misconception,
    NewsItem,
    SignalResponse,
    Version,
)

__all__ = [
    "Ambassador",
    "Answer",
    "Attestation",
    "Campaign",
    "Concern",
    "Mentoring",
    "Misconception",
    "NewsItem",
    "PeerQuestion",
    "PeerSeat",
    "PeerSession",
    "SignalResponse",
    "Tip",
    "TipHelp",
    "Version",
]

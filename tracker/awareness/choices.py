"""The words of this room."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ANSWER_WITHIN_DAYS = 14
# The kind of message by which people hear of news, and switch them off.
NEWS = "awareness.news"
# Of a peer session somebody comes to, and of a pair that waits for somebody's word.
PEERS = "awareness.peers"
MENTORING = "awareness.mentoring"
ARTICLE_REVIEW_DAYS = 180


class How(TextChoices):
    """How somebody said that they have read it."""

    LOGIN = "login", _("logged in")
    LINK = "link", _("by a personal link")


class AmbassadorState(TextChoices):
    NOMINATED = "nominated", _("Nominated")
    ACCEPTED = "accepted", _("Accepted")
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class NewsState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    DROPPED = "dropped", _("Dropped")


class PairState(TextChoices):
    """How a pair of mentor and mentee stands; derived, never stored."""

    PROPOSED = "proposed", _("Waits for both to agree")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Not agreed")
    ENDED = "ended", _("Ended")


class Sign(TextChoices):
    """What shows that a department does not come along."""

    COVERAGE = "coverage", _("Low coverage of training")
    READING = "reading", _("Campaigns are not read")
    CHECKS = "checks", _("Checks are not passed")
    CONCERNS = "concerns", _("Concerns are open")
    LATE = "late", _("Tasks are late")


class Verb(StrEnum):
    CAMPAIGN_BEGUN = "awareness.campaign_begun"
    VERSION_PUBLISHED = "awareness.version_published"
    CAMPAIGN_CLOSED = "awareness.campaign_closed"
    CAMPAIGN_REPEATED = "awareness.campaign_repeated"
    ATTESTED = "awareness.attested"
    LINKS_SENT = "awareness.links_sent"
    ATTESTATIONS_KEPT = "awareness.attestations_kept"
    SIGN_ANSWERED = "awareness.sign_answered"
    AMBASSADOR_NOMINATED = "awareness.ambassador_nominated"
    AMBASSADOR_MOVED = "awareness.ambassador_moved"
    CONCERN_RAISED = "awareness.concern_raised"
    CONCERN_ANSWERED = "awareness.concern_answered"
    MISCONCEPTION_NOTED = "awareness.misconception_noted"
    MISCONCEPTION_MET = "awareness.misconception_met"
    NEWS_DRAFTED = "awareness.news_drafted"
    NEWS_CHANGED = "awareness.news_changed"
    NEWS_PUBLISHED = "awareness.news_published"
    NEWS_DROPPED = "awareness.news_dropped"
    SESSION_OFFERED = "awareness.session_offered"
    SESSION_CANCELLED = "awareness.session_cancelled"
    ATTENDANCE_SAID = "awareness.attendance_said"
    QUESTION_ASKED = "awareness.question_asked"
    TIP_GIVEN = "awareness.tip_given"
    TIP_DROPPED = "awareness.tip_dropped"
    TIP_PROMOTED = "awareness.tip_promoted"


VERB_PHRASES = {
    Verb.CAMPAIGN_BEGUN: _("began the campaign {subject}"),
    Verb.VERSION_PUBLISHED: _("published a new version of {subject}"),
    Verb.CAMPAIGN_CLOSED: _("closed the campaign {subject}"),
    Verb.CAMPAIGN_REPEATED: _("said how often the campaign {subject} comes again"),
    Verb.ATTESTED: _("attested to have read {subject}"),
    Verb.LINKS_SENT: _("sent personal links for {subject}"),
    Verb.ATTESTATIONS_KEPT: _("kept the attestations of {subject} as evidence"),
    Verb.SIGN_ANSWERED: _("answered a sign of resistance: {subject}"),
    Verb.AMBASSADOR_NOMINATED: _("nominated an ambassador: {subject}"),
    Verb.AMBASSADOR_MOVED: _("said how an ambassador stands: {subject}"),
    Verb.CONCERN_RAISED: _("raised a concern: {subject}"),
    Verb.CONCERN_ANSWERED: _("answered a concern: {subject}"),
    Verb.MISCONCEPTION_NOTED: _("noted a misconception: {subject}"),
    Verb.MISCONCEPTION_MET: _("met a misconception again: {subject}"),
    Verb.NEWS_DRAFTED: _("drafted news: {subject}"),
    Verb.NEWS_CHANGED: _("reworded the news {subject}"),
    Verb.NEWS_PUBLISHED: _("published news: {subject}"),
    Verb.NEWS_DROPPED: _("dropped the news {subject}"),
    Verb.SESSION_OFFERED: _("offered a peer session: {subject}"),
    Verb.SESSION_CANCELLED: _("cancelled a peer session: {subject}"),
    Verb.ATTENDANCE_SAID: _("said who was at the peer session {subject}"),
    Verb.QUESTION_ASKED: _("asked colleagues: {subject}"),
    Verb.TIP_GIVEN: _("gave a tip: {subject}"),
    Verb.TIP_DROPPED: _("took a tip back: {subject}"),
    Verb.TIP_PROMOTED: _("turned a tip into an article: {subject}"),
}

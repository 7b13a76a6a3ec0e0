"""The words of this room."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_QUESTIONS = 30
MOST_OPTIONS = 8


class How(TextChoices):
    """How somebody answered."""

    LOGIN = "login", _("logged in")
    LINK = "link", _("by a personal link")


class Verb(StrEnum):
    CHECK_MADE = "checks.check_made"
    CHECK_CHANGED = "checks.check_changed"
    QUESTION_ADDED = "checks.question_added"
    QUESTION_WITHDRAWN = "checks.question_withdrawn"
    CHECK_TAKEN = "checks.check_taken"


VERB_PHRASES = {
    Verb.CHECK_MADE: _("made a short check: {subject}"),
    Verb.CHECK_CHANGED: _("changed the rules of the short check {subject}"),
    Verb.QUESTION_ADDED: _("added a question to the short check {subject}"),
    Verb.QUESTION_WITHDRAWN: _("withdrew a question from the short check {subject}"),
    Verb.CHECK_TAKEN: _("answered the short check {subject}"),
}

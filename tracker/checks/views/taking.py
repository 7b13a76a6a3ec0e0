"""What every page has in common on which a check is answered: at a course, at a campaign, behind a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from tracker.checks import queries
from tracker.checks.models import Attempt, ShortCheck
from tracker.core.errors import RuleBroken
from tracker.people.models import Person

FIELD = "q-"


def sheet(
    request: HttpRequest,
    short_check: ShortCheck,
    person: Person,
    take: Callable[[Mapping[str, str]], Attempt],
) -> dict[str, Any]:
    """The facts of the page; a POST is an attempt. A refusal keeps what was chosen."""
    answers = {
        key.removeprefix(FIELD): str(value) for key, value in request.POST.items() if key.startswith(FIELD)
    }
    attempt, sentence = None, ""
    if request.method == "POST":
        try:
            attempt = take(answers)
        except RuleBroken as refusal:
            sentence = refusal.sentence
    standing = queries.standing_of(short_check, person)
    return {
        "check": short_check,
        "person": person,
        "questions": queries.asked_now(short_check),
        "standing": standing,
        "attempt": attempt,
        "chosen": answers,
        "sentence": sentence,
    }

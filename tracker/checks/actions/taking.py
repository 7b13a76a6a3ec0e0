"""Answering a check: each question, within the attempts that are left, and no more once it is passed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checks.choices import How, Verb
from tracker.checks.models import Attempt, Question, ShortCheck
from tracker.checks.queries import asked_now, standing_of
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User


@transaction.atomic
def take_check(
    *, actor: User, short_check: ShortCheck, person: Person, answers: Mapping[str, str], how: str = How.LOGIN
) -> Attempt:
    """Keep what a person answered, and whether it is enough. The room whose check it is has let them in.

    `answers` says for each question, by its identifier, which answer was chosen, counted from 0.
    """
    row: ShortCheck = lock(ShortCheck.objects.select_related("project"), short_check.pk)
    if how == How.LOGIN and actor.person_id != person.pk:
        raise RuleBroken(_("Everybody answers for themselves."))
    if person.organization_id != row.project.organization_id or person.left_on is not None:
        raise RuleBroken(_("This check is meant for other people."))
    standing = standing_of(row, person)
    if standing.passed:
        raise RuleBroken(_("You have passed this check already."))
    if not standing.left:
        raise RuleBroken(_("No attempt is left. Speak to your manager or the trainer."))
    questions = asked_now(row)
    if not questions:
        raise RuleBroken(_("This check has no question yet."))
    chosen = {str(question.pk): _chosen(question, answers) for question in questions}
    right = sum(chosen[str(question.pk)] == question.right for question in questions)
    attempt = Attempt(
        project=row.project,
        short_check=row,
        person=person,
        answers=chosen,
        asked=len(questions),
        right=right,
        passed=100 * right >= row.pass_percent * len(questions),
        how=How(how),
        taken_at=clock.now(),
    ).save_because(_("answered"), by=actor)
    # The log says that it was answered, and never how.
    record(actor, Verb.CHECK_TAKEN, row)
    return attempt


def _chosen(question: Question, answers: Mapping[str, str]) -> int:
    said = answers.get(str(question.pk), "")
    if not (said.isdecimal() and len(said) < 3 and int(said) < len(question.options)):
        raise RuleBroken(_("Answer each question; “%(question)s” is open.") % {"question": question.text})
    return int(said)

"""Making a check: its rules and its questions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checks.choices import MOST_OPTIONS, MOST_QUESTIONS, Verb
from tracker.checks.models import Question, ShortCheck
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@transaction.atomic
def make_check(*, actor: User, project: Project, title: str) -> ShortCheck:
    """A check without questions yet; nobody can answer it before it has one."""
    require(actor, Permission.CHECK_MANAGE, project)
    row = ShortCheck(project=project, title=title.strip()[:200] or _("Short check"))
    row.save_because(_("made"), by=actor)
    record(actor, Verb.CHECK_MADE, row)
    return row


@transaction.atomic
def change_check(
    *, actor: User, short_check: ShortCheck, title: str, pass_percent: int, attempts: int
) -> ShortCheck:
    """Another title, pass mark or number of attempts; what was passed stays passed."""
    require(actor, Permission.CHECK_MANAGE, short_check)
    row: ShortCheck = lock(ShortCheck.objects.select_related("project"), short_check.pk)
    if not title.strip():
        raise RuleBroken(_("A check needs a title."), field="title")
    if not 1 <= pass_percent <= 100:
        raise RuleBroken(_("The pass mark lies between 1 and 100 percent."), field="pass_percent")
    if not 1 <= attempts <= 20:
        raise RuleBroken(_("Between 1 and 20 attempts are possible."), field="attempts")
    row.title, row.pass_percent, row.attempts = title.strip(), pass_percent, attempts
    row.save_because(_("changed"), by=actor)
    record(actor, Verb.CHECK_CHANGED, row, after={"pass_percent": pass_percent, "attempts": attempts})
    return row


@transaction.atomic
def add_question(
    *, actor: User, short_check: ShortCheck, text: str, options: Sequence[str], right: int, why: str = ""
) -> Question:
    """Put a question with two answers or more; `right` says which is the right one, counted from 1."""
    require(actor, Permission.CHECK_MANAGE, short_check)
    row: ShortCheck = lock(ShortCheck.objects.select_related("project"), short_check.pk)
    answers = [" ".join(option.split()) for option in options if option.strip()]
    if not text.strip():
        raise RuleBroken(_("A question needs words."), field="text")
    if len(answers) < 2 or len(answers) > MOST_OPTIONS:
        words = {"most": MOST_OPTIONS}
        raise RuleBroken(_("Write two to %(most)s answers, each on a line.") % words, field="options")
    if len({answer.lower() for answer in answers}) < len(answers):
        raise RuleBroken(_("Two of the answers are the same."), field="options")
    if any(len(answer) > 300 for answer in answers):
        raise RuleBroken(_("An answer is longer than 300 characters."), field="options")
    if not 1 <= right <= len(answers):
        words = {"most": len(answers)}
        raise RuleBroken(_("Say which answer is right: a number from 1 to %(most)s.") % words, field="right")
    there = Question.objects.filter(short_check=row)
    if there.filter(withdrawn=False).count() >= MOST_QUESTIONS:
        words = {"most": MOST_QUESTIONS}
        raise RuleBroken(_("A short check has at most %(most)s questions.") % words, field="text")
    question = Question(
        project=row.project,
        short_check=row,
        number=there.count() + 1,
        text=text.strip(),
        options=answers,
        right=right - 1,
        why=why.strip(),
    ).save_because(_("added"), by=actor)
    record(actor, Verb.QUESTION_ADDED, row, after={"number": question.number})
    return question


@transaction.atomic
def withdraw_question(*, actor: User, question: Question) -> Question:
    """It is not put any more; what was answered stays counted."""
    require(actor, Permission.CHECK_MANAGE, question)
    row: Question = lock(Question.objects.select_related("project", "short_check"), question.pk)
    if row.withdrawn:
        raise RuleBroken(_("This question is withdrawn already."))
    row.withdrawn = True
    row.save_because(_("withdrawn"), by=actor)
    record(actor, Verb.QUESTION_WITHDRAWN, row.short_check, after={"number": row.number})
    return row

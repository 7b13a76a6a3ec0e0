"""Questions to colleagues and tips from them: given in a few words, marked as helpful, kept as an article."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.awareness.actions.misconceptions import note_misconception
from tracker.awareness.choices import ARTICLE_REVIEW_DAYS, Verb
from tracker.awareness.models import Misconception, PeerQuestion, Tip, TipHelp
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import may, require
from tracker.standard.models import Clause


@transaction.atomic
def ask_colleagues(*, actor: User, project: Project, text: str) -> PeerQuestion:
    """Ask what somebody else may know."""
    require(actor, Permission.TRAINING_VIEW, project)
    row = PeerQuestion(project=project, text=_words(text, 300), asked_by=actor)
    row.save_because(_("asked"), by=actor)
    record(actor, Verb.QUESTION_ASKED, row)
    return row


@transaction.atomic
def give_tip(
    *,
    actor: User,
    project: Project,
    text: str,
    question: PeerQuestion | None = None,
    clause: Clause | None = None,
) -> Tip:
    """Say in a few words what helps, of one's own accord or in answer to a question."""
    require(actor, Permission.TRAINING_VIEW, project)
    if question is not None and question.project_id != project.pk:
        raise RuleBroken(_("This question belongs to another implementation."), field="question")
    if clause is not None and clause.edition_id != project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    row = Tip(project=project, text=_words(text, 500), question=question, clause=clause, said_by=actor)
    row.save_because(_("given"), by=actor)
    record(actor, Verb.TIP_GIVEN, row)
    return row


@transaction.atomic
def say_tip_helped(*, actor: User, tip: Tip, helped: bool) -> bool:
    """It helped me, once for each person; or it was a slip of the finger."""
    require(actor, Permission.TRAINING_VIEW, tip)
    row = _there(tip)
    if row.said_by_id == actor.pk:
        raise RuleBroken(_("This is your own tip."))
    said = TipHelp.objects.filter(tip=row, user=actor).first()
    if helped and said is None:
        TipHelp(project=row.project, tip=row, user=actor).save_because(_("it helped"), by=actor)
    elif not helped and said is not None:
        said.delete_because(_("taken back"), by=actor)
    return helped


@transaction.atomic
def drop_tip(*, actor: User, tip: Tip) -> Tip:
    """Who gave it takes it back, or who leads awareness does."""
    row = _there(tip)
    if row.said_by_id != actor.pk:
        require(actor, Permission.TRAINING_MANAGE, row)
    elif not may(actor, Permission.TRAINING_VIEW, row):
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    if Misconception.objects.filter(tip=row).exists():
        raise RuleBroken(_("This tip is an article now. Change the article instead."))
    row.dropped_at = clock.now()
    row.save_because(_("taken back"), by=actor)
    record(actor, Verb.TIP_DROPPED, row)
    return row


@transaction.atomic
def promote_tip(*, actor: User, tip: Tip, said: str, right: str) -> Misconception:
    """Keep a tip among the questions and answers: owned by who gave it, and looked at again."""
    require(actor, Permission.TRAINING_MANAGE, tip)
    row = _there(tip)
    if Misconception.objects.filter(tip=row).exists():
        raise RuleBroken(_("This tip is an article already."))
    person = row.said_by.person
    ours = person is not None and person.organization_id == row.project.organization_id
    article = note_misconception(
        actor=actor,
        project=row.project,
        said=said,
        right=right,
        clause=row.clause,
        owner=person if ours else None,
        review_on=row.project.today() + timedelta(days=ARTICLE_REVIEW_DAYS),
    )
    article.tip = row
    article.save_because(_("from a tip"), by=actor)
    record(actor, Verb.TIP_PROMOTED, article)
    return article


def _there(tip: Tip) -> Tip:
    row: Tip = lock(Tip.objects.select_related("project", "said_by__person", "clause"), tip.pk)
    if row.dropped_at is not None:
        raise RuleBroken(_("This tip was taken back."))
    return row


def _words(text: str, most: int) -> str:
    text = " ".join(text.split())[:most]
    if not text:
        raise RuleBroken(_("Write a few words."), field="text")
    return text

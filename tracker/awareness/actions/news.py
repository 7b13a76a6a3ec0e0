"""News: drafted by the program or written by hand, published by who leads awareness, told to all who take part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.awareness.actions.campaigns import MANAGE
from tracker.awareness.choices import NEWS, NewsState, Verb
from tracker.awareness.models import NewsItem
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import Message, post_many, withdraw_about
from tracker.people.models import User
from tracker.projects.models import Membership, Project
from tracker.projects.policies import require


@transaction.atomic
def draft_news(*, actor: User, project: Project, title: str, text: str) -> NewsItem:
    """Write news; nobody hears of it before it is published."""
    require(actor, MANAGE, project)
    title, text = _said(title, text)
    row = NewsItem(project=project, title=title, text=text).save_because(_("drafted"), by=actor)
    record(actor, Verb.NEWS_DRAFTED, row)
    return row


@transaction.atomic
def draft_for_milestones(*, project: Project, passed: Iterable[tuple[UUID, str, date]]) -> int:
    """A draft for each milestone that was passed and is not news yet; what was dropped stays dropped."""
    system = User.objects.system()
    lock(Project, project.pk)
    known = set(
        NewsItem.objects.of(project).exclude(milestone_id=None).values_list("milestone_id", flat=True)
    )
    made = 0
    for key, name, day in passed:
        if key in known:
            continue
        words = {"name": name, "day": day_year(day)}
        row = NewsItem(
            project=project,
            title=(_("Reached: %(name)s") % words)[:200],
            text=_("On %(day)s we reached “%(name)s”. Thank you to all who made it happen.") % words,
            milestone_id=key,
        ).save_because(_("drafted"), by=system)
        record(system, Verb.NEWS_DRAFTED, row)
        made += 1
    return made


@transaction.atomic
def reword_news(*, actor: User, news: NewsItem, title: str, text: str, version: int) -> NewsItem:
    """Say a draft in other words; what people have read stays as they read it."""
    require(actor, MANAGE, news)
    row = _draft(news, version)
    title, text = _said(title, text)
    if (row.title, row.text) != (title, text):
        row.title, row.text = title, text
        row.save_because(_("reworded"), by=actor)
        record(actor, Verb.NEWS_CHANGED, row)
    return row


@transaction.atomic
def publish_news(*, actor: User, news: NewsItem, title: str, text: str, version: int) -> NewsItem:
    """Show it to everybody, and tell each who holds a role and has not switched news off."""
    require(actor, MANAGE, news)
    row = _draft(news, version)
    row.title, row.text = _said(title, text)
    row.state, row.published_by, row.published_at = NewsState.PUBLISHED, actor, clock.now()
    row.save_because(_("published"), by=actor)
    told = post_many(
        Message(
            recipient=user,
            kind=NEWS,
            subject=row.title,
            context={"detail": row.text[:500], "status": "done", "button": _("Read it")},
            link=reverse("awareness:news", args=[row.project.slug, row.pk]),
            project=row.project,
            about=row,
        )
        for user in _readers(row.project, actor)
    )
    record(actor, Verb.NEWS_PUBLISHED, row, after={"told": len(told)})
    return row


@transaction.atomic
def drop_news(*, actor: User, news: NewsItem) -> NewsItem:
    """Take it off the pages, and out of the outbox where it still waits."""
    require(actor, MANAGE, news)
    row: NewsItem = lock(NewsItem.objects.select_related("project"), news.pk)
    if row.state == NewsState.DROPPED:
        raise RuleBroken(_("This was dropped already."))
    row.state = NewsState.DROPPED
    row.save_because(_("dropped"), by=actor)
    withdraw_about(row)
    record(actor, Verb.NEWS_DROPPED, row)
    return row


def _draft(news: NewsItem, version: int) -> NewsItem:
    row: NewsItem = lock(NewsItem.objects.select_related("project"), news.pk, version=version)
    if row.state != NewsState.DRAFT:
        raise RuleBroken(_("Only a draft is changed and published."))
    return row


def _said(title: str, text: str) -> tuple[str, str]:
    title, text = " ".join(title.split())[:200], "\n".join(text.strip().splitlines())[:5000]
    if not title:
        raise RuleBroken(_("News need a title."), field="title")
    if not text:
        raise RuleBroken(_("Say what happened."), field="text")
    return title, text


def _readers(project: Project, author: User) -> list[User]:
    """Everybody with a role today but the one who publishes."""
    held = Membership.objects.of(project).held(on=project.today())
    users = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(users.exclude(pk=author.pk).exclude(mutes__kind=NEWS))

"""Where the log ends, mailed each week to people outside the database: whoever changes the log later is found out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.core import clock, keys
from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.core.frame import address
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import Message, post_many
from tracker.people.models import User
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reporting.choices import Verb
from tracker.reporting.gather import log_place
from tracker.reporting.models import HeadMailing, MailedHead


@transaction.atomic
def set_head_mailing(*, actor: User, project: Project, weekday: int, users: Sequence[str]) -> HeadMailing:
    """From now on mail the end of the log each week on that day to these people; to nobody without any."""
    require(actor, Permission.PROJECT_EDIT, project)
    if not 0 <= weekday <= 6:
        raise RuleBroken(_("Choose a day of the week."), field="weekday")
    members = {str(key) for key in Membership.objects.of(project).values_list("user_id", flat=True)}
    if set(users) - members:
        raise RuleBroken(_("Choose people who hold a role in this implementation."), field="users")
    project = lock(Project, project.pk)
    mailing = HeadMailing.objects.of(project).first() or HeadMailing(project=project)
    mailing.weekday, mailing.users, mailing.counts_from = weekday, sorted(users), clock.now()
    mailing.save_because(_("set"), by=actor)
    record(actor, Verb.HEAD_MAILING_SET, mailing, after={"weekday": weekday, "users": mailing.users})
    return mailing


def mail_heads(*, now: datetime | None = None) -> int:
    """Mail what is due, each week once; after a time of standing still one mail goes, of today."""
    moment = now or clock.now()
    mailings = (
        HeadMailing.objects.exclude(users=[]).select_related("project").annotate(last=Max("mailed__due_at"))
    )
    sent = 0
    for mailing in mailings:
        after = max(mailing.counts_from, mailing.last or mailing.counts_from)
        due_at = mailing.rule.newest(after=after, until=moment)
        if due_at is not None:
            sent += _mail(mailing.pk, due_at)
    return sent


@transaction.atomic
def _mail(pk: UUID, due_at: datetime) -> int:
    mailing = lock(HeadMailing.objects.select_related("project"), pk)
    if due_at <= mailing.counts_from or mailing.mailed.filter(due_at=due_at).exists():
        return 0
    project, now = mailing.project, clock.now()
    position, digest = log_place(project, now)
    held = Membership.objects.of(project).held(on=project.today()).filter(user__in=mailing.users)
    people = sorted({row.user for row in held.select_related("user")}, key=lambda one: one.name)
    words = {"project": project, "day": day_year(clock.on_day(now, project.zone)), "entry": position}
    told = {"digest": digest, "head": f"{project.pk}:{position}:{digest}", "key": keys.fingerprint()}
    detail = _(
        "Keep this mail. The digest of that entry is %(digest)s. Whoever runs the installation can ask at any "
        "time whether the log still holds it: manage.py verify_log --head %(head)s. Fingerprint of the key that "
        "signs the heads: %(key)s"
    )
    sent = post_many(
        Message(
            recipient=one,
            kind="log_head",
            subject=_("%(project)s: on %(day)s the log ended at entry %(entry)s") % words,
            context={"detail": detail % told, "button": _("Open the implementation")},
            link=address("dashboard:overview", project.slug) or "/",
            project=project,
            about=mailing,
        )
        for one in people
    )
    MailedHead.objects.create(
        mailing=mailing, due_at=due_at, at=now, position=position, digest=digest, sent=len(sent)
    )
    record(User.objects.system(), Verb.HEAD_MAILED, mailing, after={"entry": position, "sent": len(sent)})
    return len(sent)

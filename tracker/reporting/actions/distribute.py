"""Making the reports that are due, and sending each to those it is made for; who got it is written down."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import Message, can_be_reached, post_many
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership
from tracker.projects.permissions import granted
from tracker.reporting.actions.request import request_report
from tracker.reporting.choices import Kind, Verb
from tracker.reporting.models import Report, ReportDelivery, ReportSchedule, ScheduledIssue
from tracker.reporting.policies import needed_for

log = structlog.get_logger(__name__)


def make_due_reports(*, now: datetime | None = None) -> int:
    """Ask for what is due: of each schedule its newest moment that was not made yet, and each moment once.

    After a time of standing still one report comes, of today, not one for each moment that was missed.
    """
    moment = now or clock.now()
    running = ReportSchedule.objects.filter(is_paused=False, ended_at=None, counts_from__lt=moment)
    made = 0
    for schedule in running.select_related("project").annotate(last=Max("issues__due_at")):
        after = max(schedule.counts_from, schedule.last or schedule.counts_from)
        due_at = schedule.rule.newest(after=after, until=moment)
        if due_at is not None:
            made += _make(schedule.pk, due_at)
    return made


@transaction.atomic
def _make(pk: UUID, due_at: datetime) -> bool:
    schedule = lock(ReportSchedule.objects.select_related("project", "owner"), pk)
    if schedule.is_paused or schedule.ended_at is not None or due_at <= schedule.counts_from:
        return False
    issue, new = ScheduledIssue.objects.get_or_create(
        schedule=schedule, due_at=due_at, defaults={"made_at": clock.now()}
    )
    if not new:
        return False
    with translation.override(schedule.language):
        try:
            issue.report = request_report(
                actor=schedule.owner, project=schedule.project, kind=Kind(schedule.kind)
            )
        except RuleBroken as refusal:
            issue.problem = f"{schedule.owner.name}: {refusal.sentence}"[:300]
            _say_why(schedule, issue)
    issue.save(update_fields=["report", "problem"])
    return issue.report is not None


def _say_why(schedule: ReportSchedule, issue: ScheduledIssue) -> None:
    """To whom it may concern: whose name it is asked in, and who leads the implementation."""
    log.warning("scheduled_report_failed", schedule=str(schedule.pk), problem=issue.problem)
    record(User.objects.system(), Verb.SCHEDULE_FAILED, schedule, reason=issue.problem)
    leads = Membership.objects.of(schedule.project).held(on=schedule.project.today())
    people = {row.user for row in leads.filter(role=Role.PROJECT_MANAGER).select_related("user")}
    post_many(
        Message(
            recipient=person,
            kind="document",
            subject=_("Could not be made: the scheduled report “%(name)s”") % {"name": schedule.name},
            context={"detail": issue.problem, "button": _("Open the schedule")},
            link=reverse("reporting:schedule", args=[schedule.project.slug, schedule.pk]),
            project=schedule.project,
            about=schedule,
        )
        for person in sorted({*people, schedule.owner}, key=lambda one: one.name)
    )


def distribute(report: Report) -> bool:
    """Send a scheduled report that is ready; False for one that was asked for by hand."""
    issue = ScheduledIssue.objects.filter(report=report).select_related("schedule__project").first()
    if issue is None:
        return False
    schedule = issue.schedule
    readers, others = _sorted_out(schedule)
    address = reverse("reporting:schedule", args=[schedule.project.slug, schedule.pk])
    with translation.override(report.language):
        sent = post_many(
            Message(
                recipient=reader,
                kind="document",
                subject=f"{schedule.name}: {report}",
                context={"button": _("Open the report")},
                link=address,
                project=schedule.project,
                about=report,
            )
            for reader in readers
        )
    now, keys = clock.now(), {message.recipient_id: message.pk for message in sent}
    rows = [ReportDelivery(report=report, user=one, at=now, message=keys[one.pk]) for one in readers]
    rows += [ReportDelivery(report=report, user=one, at=now, left_out_because=why) for one, why in others]
    ReportDelivery.objects.bulk_create(rows)
    after = {"schedule": schedule.pk, "sent": len(readers), "left_out": len(others)}
    record(User.objects.system(), Verb.REPORT_DISTRIBUTED, report, after=after)
    return True


def _sorted_out(schedule: ReportSchedule) -> tuple[list[User], list[tuple[User, str]]]:
    """Who gets it today, and who is meant but does not, with the reason; by name."""
    held: dict[User, list[Role]] = defaultdict(list)
    rows = Membership.objects.of(schedule.project).held(on=schedule.project.today()).select_related("user")
    for row in rows:
        held[row.user].append(Role(row.role))
    named = User.objects.filter(pk__in=schedule.users)
    meant = {user for user, roles in held.items() if set(roles) & set(schedule.roles)} | set(named)
    readers, others = [], []
    for user in sorted(meant, key=lambda one: (one.name, str(one.pk))):
        why = _why_not(schedule, user, held.get(user, []))
        if why:
            others.append((user, why))
        else:
            readers.append(user)
    return readers, others


def _why_not(schedule: ReportSchedule, user: User, roles: list[Role]) -> str:
    if not roles:
        return _("holds no role in this implementation any more")
    if needed_for(schedule.kind) not in granted(roles):
        return _("no role of theirs may read this kind of report")
    return "" if can_be_reached(user) else _("the login is closed")

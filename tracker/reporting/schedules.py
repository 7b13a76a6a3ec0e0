"""Questions about reports that come again: the rule in words, who gets it, what was made and who has read it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.reporting.choices import Kind, Rhythm, Verb
from tracker.reporting.models import ReportDelivery, ReportSchedule, ScheduledIssue
from tracker.reporting.rhythm import LAST, Rule

MOST = 24


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule in words; `next_at` is None where nothing comes any more."""

    schedule: ReportSchedule
    when: str
    to: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a report was sent to, or was not; when the mail left, and when they first took the report."""

    name: str
    left_out_because: str
    sent_at: datetime | None
    problem: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssueRow:
    issue: ScheduledIssue
    readers: tuple[Reader, ...]


def readable_schedules(project: Project, *, governance: bool) -> list[ReportSchedule]:
    """Those of reports that somebody may read who may or may not read governance; the ended ones last."""
    rows = ReportSchedule.objects.of(project).select_related("owner")
    rows = rows if governance else rows.filter(kind=Kind.READINESS)
    found = list(rows)
    for row in found:
        row.project = project
    return sorted(found, key=lambda row: row.ended_at is not None)


def schedule_rows(project: Project, *, governance: bool) -> list[ScheduleRow]:
    """Each with its rule in words; two queries."""
    found = readable_schedules(project, governance=governance)
    now, names = clock.now(), _names(found)
    return [ScheduleRow(row, said(row.rule), _to(row, names), row.next_at(after=now)) for row in found]


def _names(schedules: list[ReportSchedule]) -> dict[str, str]:
    keys = {key for row in schedules for key in row.users}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=keys).values_list("pk", "name")}


def _to(schedule: ReportSchedule, names: dict[str, str]) -> str:
    roles = [str(Role(role).label) for role in schedule.roles]
    return ", ".join([*roles, *sorted(names[key] for key in schedule.users if key in names)])


def said(rule: Rule) -> str:
    """The rule as a person says it."""
    hour = f"{rule.hour:02d}:00"
    if rule.rhythm == Rhythm.MONTH_DAY:
        if rule.day == 31:
            return _("the last day of every month at %(hour)s") % {"hour": hour}
        return _("day %(day)s of every month at %(hour)s") % {"day": rule.day, "hour": hour}
    weekday = str(WEEKDAYS[rule.weekday])
    if rule.rhythm == Rhythm.WEEK:
        return _("every %(weekday)s at %(hour)s") % {"weekday": weekday, "hour": hour}
    which = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), LAST: _("last")}[rule.nth]
    words = {"which": which, "weekday": weekday, "hour": hour}
    return _("every %(which)s %(weekday)s of the month at %(hour)s") % words


def issue_rows(schedule: ReportSchedule) -> list[IssueRow]:
    """What was made lately, the newest first, with who got it; four queries."""
    issues = list(schedule.issues.select_related("report")[:MOST])
    for issue in issues:
        if issue.report is not None:
            issue.report.project = schedule.project
    keys = [issue.report_id for issue in issues if issue.report_id]
    taken = _first_taken(keys)
    deliveries = list(ReportDelivery.objects.filter(report__in=keys).select_related("user"))
    messages = Notification.objects.in_bulk([row.message for row in deliveries if row.message])
    readers: dict[UUID, list[Reader]] = defaultdict(list)
    for row in deliveries:
        message = messages.get(row.message) if row.message else None
        readers[row.report_id].append(
            Reader(
                row.user.name,
                row.left_out_because,
                message.sent_at if message else None,
                message.problem if message else "",
                taken.get((str(row.report_id), row.user_id)),
            )
        )
    return [IssueRow(issue, tuple(readers.get(issue.report_id, ()))) for issue in issues]  # type: ignore[arg-type]


def _first_taken(reports: list[UUID]) -> dict[tuple[str, UUID], datetime]:
    rows = Activity.objects.filter(
        verb=Verb.REPORT_DOWNLOADED,
        subject_type="reporting.report",
        subject_id__in=[str(key) for key in reports],
    )
    found: dict[tuple[str, UUID], datetime] = {}
    for subject, actor, at in rows.order_by("at").values_list("subject_id", "actor_id", "at"):
        found.setdefault((subject, actor), at)
    return found

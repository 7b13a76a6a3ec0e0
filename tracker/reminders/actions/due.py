"""Calling people back: everything due by now and not yet sent, once and never twice.

A missed tick is caught up by the next one, which tells only the last step of each thing; a date that moves
starts anew, because it stands in what must be unique.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from tracker.core import clock
from tracker.notifications import actions as notifications
from tracker.notifications.actions import Message
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people.models import Person, User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reminders import wording
from tracker.reminders.choices import Recipient, Source
from tracker.reminders.models import ReminderRule, ReminderSent
from tracker.reminders.sources import Due, due_in

MORNING = time(6)
LEADERS = {Recipient.MANAGER: Role.PROJECT_MANAGER, Recipient.SPONSOR: Role.SPONSOR}
KIND = "reminder_"


@dataclass(frozen=True, slots=True)
class Call:
    """One person to be reminded of one thing, for one step of a rule."""

    sent: ReminderSent
    message: Message


def raise_due(*, now: datetime | None = None, at_once: bool = False) -> int:
    """Post every reminder that is due by `now` and not yet sent; returns how many.

    The night belongs to sleep: what falls due before six in the morning, at the place of the
    implementation, is told at six, unless it is wanted `at_once`.
    """
    moment = now or clock.now()
    ids = ReminderRule.objects.active().values_list("project_id", flat=True).distinct()
    return sum(_raise_in(project, moment, at_once) for project in Project.objects.filter(pk__in=set(ids)))


@transaction.atomic
def _raise_in(project: Project, moment: datetime, at_once: bool) -> int:
    today = clock.on_day(moment, project.zone)
    leaders = _leaders(project, today)
    tell_at = moment if at_once else _morning(moment, project.zone)
    calls: list[Call] = []
    standing: set[tuple[str, str, str, str]] = set()
    for rule in ReminderRule.objects.of(project).active():
        found = due_in(project, Source(rule.source), on=today, ahead=rule.days_ahead)
        standing |= {(KIND + rule.source, *due.key, due.due_on.isoformat()) for due in found}
        calls += _calls(project, rule, found, leaders, today=today, tell_at=tell_at)
    _withdraw_moot(project, standing)
    return _post_new(calls)


def _morning(moment: datetime, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() >= MORNING:
        return moment
    return datetime.combine(local.date(), MORNING, ZoneInfo(zone))


def _leaders(project: Project, today: Any) -> dict[Recipient, list[User]]:
    held = Membership.objects.of(project).filter(role__in=LEADERS.values()).held(on=today)
    rows = list(held.select_related("user"))
    return {who: [row.user for row in rows if row.role == role] for who, role in LEADERS.items()}


def _calls(
    project: Project,
    rule: ReminderRule,
    found: list[Due],
    leaders: dict[Recipient, list[User]],
    *,
    today: Any,
    tell_at: datetime,
) -> Iterable[Call]:
    last = _last_steps(rule, found)
    for due in found:
        step = rule.step_due(due.due_on, on=today)
        if step is None:
            continue
        for address, person in _who_hears(rule, due, leaders).items():
            if last.get((*due.key, address, due.due_on), -10_000) >= step:
                continue
            yield Call(
                ReminderSent(
                    rule=rule,
                    subject_type=due.subject_type,
                    subject_id=due.subject_id,
                    address=address,
                    due_on=due.due_on,
                    step=step,
                    at=clock.now(),
                ),
                Message(
                    recipient=person,
                    kind=KIND + rule.source,
                    subject=wording.subject_of(Source(rule.source), due, on=today),
                    context={
                        "detail": due.detail,
                        "status": wording.shape_of(Source(rule.source), due, on=today),
                    },
                    link=due.link,
                    project=project,
                    about_key=due.key,
                    due_on=due.due_on,
                    not_before=tell_at,
                ),
            )


def _last_steps(rule: ReminderRule, found: list[Due]) -> dict[tuple[Any, ...], int]:
    """The last step that each person has heard of each thing on its present day; one question."""
    if not found:
        return {}
    rows = ReminderSent.objects.filter(rule=rule, due_on__gte=min(due.due_on for due in found))
    keys = rows.values_list("subject_type", "subject_id", "address", "due_on").order_by()
    return {tuple(row[:4]): row[4] for row in keys.annotate(last=Max("step"))}


def _who_hears(
    rule: ReminderRule, due: Due, leaders: dict[Recipient, list[User]]
) -> dict[str, Person | User]:
    """By address, so that who is owner and manager hears once. Nobody's thing is the manager's."""
    people: list[Person | User] = []
    if Recipient.OWNER in rule.recipients and due.owner is not None:
        people.append(due.owner)
    for who in LEADERS:
        if who in rule.recipients:
            people += leaders[who]
    reachable = [person for person in people if notifications.can_be_reached(person)]
    if not reachable:
        reachable = [user for user in leaders[Recipient.MANAGER] if notifications.can_be_reached(user)]
    return {person.email.lower(): person for person in reversed(reachable)}


def _post_new(calls: list[Call]) -> int:
    """Write down who is reminded; only what the database took as new is posted, in the same transaction."""
    if not calls:
        return 0
    rows = [call.sent for call in calls]
    ReminderSent.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    taken: set[Any] = set()
    for start in range(0, len(rows), 500):
        chunk = [row.pk for row in rows[start : start + 500]]
        taken |= set(ReminderSent.objects.filter(pk__in=chunk).values_list("pk", flat=True))
    new = [call.message for call in calls if call.sent.pk in taken]
    return len(notifications.post_many(new))


def _withdraw_moot(project: Project, standing: set[tuple[str, str, str, str]]) -> None:
    """Take back what waits about things that are done, moved or gone since it was posted."""
    waiting = Notification.objects.filter(
        project_id=project.pk, kind__startswith=KIND, status=Status.QUEUED, due_on__isnull=False
    )
    moot = [
        pk
        for pk, kind, about_type, about_id, due_on in waiting.values_list(
            "pk", "kind", "about_type", "about_id", "due_on"
        )
        if due_on and (kind, about_type, about_id, due_on.isoformat()) not in standing
    ]
    notifications.withdraw_all(moot)

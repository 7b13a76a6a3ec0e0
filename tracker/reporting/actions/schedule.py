"""Reports that come again: scheduling one, changing it, letting it rest, ending it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reporting.choices import SCHEDULED_KINDS, Rhythm, Verb
from tracker.reporting.models import ReportSchedule
from tracker.reporting.policies import require_reader

MOST_SCHEDULES = 20


@dataclass(frozen=True, slots=True)
class Timetable:
    """What comes when, and for whom: `roles` by value, `users` by key. For the numbers see `rhythm.Rule`."""

    name: str
    kind: str
    rhythm: str
    starts_on: date
    weekday: int = 0
    nth: int = 1
    day: int = 1
    hour: int = 7
    ends_on: date | None = None
    roles: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


@transaction.atomic
def add_schedule(*, actor: User, project: Project, wanted: Timetable) -> ReportSchedule:
    """From now on ask for a report at each of these moments, in the actor's name."""
    _permit(actor, project, wanted.kind)
    if ReportSchedule.objects.of(project).filter(ended_at=None).count() >= MOST_SCHEDULES:
        raise RuleBroken(_("Up to %(most)s reports are scheduled; end one first.") % {"most": MOST_SCHEDULES})
    schedule = ReportSchedule(project=project, language=get_language() or "en")
    _take(schedule, actor, wanted)
    schedule.save_because(_("scheduled"), by=actor)
    record(actor, Verb.SCHEDULE_ADDED, schedule, after=_said(wanted))
    return schedule


@transaction.atomic
def change_schedule(
    *, actor: User, schedule: ReportSchedule, wanted: Timetable, version: int | None = None
) -> ReportSchedule:
    """Another rhythm or other people from now on; who changes it is whose name the reports are asked in."""
    _permit(actor, schedule.project, wanted.kind)
    schedule = _running(schedule, version)
    _take(schedule, actor, wanted)
    schedule.save_because(_("changed"), by=actor)
    record(actor, Verb.SCHEDULE_CHANGED, schedule, after=_said(wanted))
    return schedule


@transaction.atomic
def pause_schedule(*, actor: User, schedule: ReportSchedule) -> None:
    """Nothing is made until it is resumed, and nothing of that time is made up for."""
    _permit(actor, schedule.project, schedule.kind)
    schedule = _running(schedule)
    schedule.is_paused = True
    schedule.save_because(_("paused"), by=actor)
    record(actor, Verb.SCHEDULE_PAUSED, schedule)


@transaction.atomic
def resume_schedule(*, actor: User, schedule: ReportSchedule) -> None:
    """Go on with the next moment, in the name of who resumes it."""
    _permit(actor, schedule.project, schedule.kind)
    schedule = _running(schedule)
    schedule.is_paused, schedule.owner, schedule.counts_from = False, actor, clock.now()
    _still_to_come(schedule)
    schedule.save_because(_("resumed"), by=actor)
    record(actor, Verb.SCHEDULE_RESUMED, schedule)


@transaction.atomic
def end_schedule(*, actor: User, schedule: ReportSchedule) -> None:
    """No further report. What was made and to whom it was sent stays."""
    _permit(actor, schedule.project, schedule.kind)
    schedule = _running(schedule)
    schedule.ended_at = clock.now()
    schedule.save_because(_("ended"), by=actor)
    record(actor, Verb.SCHEDULE_ENDED, schedule)


def _permit(actor: User, project: Project, kind: str) -> None:
    require(actor, Permission.REPORT_MAKE, project)
    require_reader(actor, project, kind)


def _running(schedule: ReportSchedule, version: int | None = None) -> ReportSchedule:
    locked = lock(ReportSchedule.objects.select_related("project"), schedule.pk, version=version)
    if locked.ended_at is not None:
        raise RuleBroken(_("This was ended. Schedule the report anew."))
    return locked


def _take(schedule: ReportSchedule, actor: User, wanted: Timetable) -> None:
    _refuse_nonsense(wanted)
    _refuse_strangers(schedule.project, wanted)
    for name, value in asdict(wanted).items():
        setattr(schedule, name, list(value) if isinstance(value, tuple) else value)
    schedule.name = wanted.name.strip()
    schedule.owner, schedule.counts_from = actor, clock.now()
    _still_to_come(schedule)


def _refuse_nonsense(wanted: Timetable) -> None:
    if not wanted.name.strip():
        raise RuleBroken(_("Give it a name, such as “To the board”."), field="name")
    if wanted.kind not in SCHEDULED_KINDS:
        raise RuleBroken(_("Reports about one exception or one stage do not come again."), field="kind")
    if wanted.rhythm not in Rhythm:
        raise RuleBroken(_("Choose how it comes again."), field="rhythm")
    for field, value, least, most in (
        ("weekday", wanted.weekday, 0, 6),
        ("nth", wanted.nth, 1, 5),
        ("day", wanted.day, 1, 31),
        ("hour", wanted.hour, 0, 23),
    ):
        if not least <= value <= most:
            said = {"least": least, "most": most}
            raise RuleBroken(_("A number from %(least)s to %(most)s.") % said, field=field)
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise RuleBroken(_("It ends before it begins."), field="ends_on")


def _refuse_strangers(project: Project, wanted: Timetable) -> None:
    if not wanted.roles and not wanted.users:
        raise RuleBroken(_("Choose at least one role or one person who gets it."), field="roles")
    if set(wanted.roles) - set(Role.values):
        raise RuleBroken(_("Choose roles of this implementation."), field="roles")
    members = {str(key) for key in Membership.objects.of(project).values_list("user_id", flat=True)}
    if set(wanted.users) - members:
        raise RuleBroken(_("Choose people who hold a role in this implementation."), field="users")


def _still_to_come(schedule: ReportSchedule) -> None:
    if schedule.rule.next(after=schedule.counts_from) is None:
        raise RuleBroken(_("No such day is still to come; choose a later end."), field="ends_on")


def _said(wanted: Timetable) -> dict[str, Any]:
    """For the log: people by key only, whose names can be erased."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wanted).items()
    }

"""Documents that were asked for and not built yet."""

from __future__ import annotations

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions
from tracker.reporting.models import EvidencePack, Report, ReportSchedule


def make_report_row(project: Project, actor: User) -> Report:
    return actions.request_report(actor=actor, project=project, enqueue=False)


def make_pack_row(project: Project, actor: User) -> EvidencePack:
    return actions.request_pack(actor=actor, project=project, enqueue=False)


def make_schedule(project: Project, actor: User) -> ReportSchedule:
    """Every Monday, to the sponsor."""
    wanted = actions.Timetable("To the board", "readiness", "week", project.today(), roles=("sponsor",))
    return actions.add_schedule(actor=actor, project=project, wanted=wanted)

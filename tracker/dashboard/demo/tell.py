"""Living through the months: each act under the clock of its day, each day kept."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.dashboard.actions import begin_implementation
from tracker.dashboard.demo.cast import ORGANIZATION, Cast, hire
from tracker.dashboard.demo.course import Course
from tracker.dashboard.demo.documents import Documents
from tracker.dashboard.demo.heard import Heard
from tracker.dashboard.demo.leadership import Leadership
from tracker.dashboard.demo.lessons import Lessons
from tracker.dashboard.demo.peers import Peers
from tracker.dashboard.demo.planning import Planning
from tracker.dashboard.demo.proofs import Proofs
from tracker.dashboard.demo.risks import Risks
from tracker.dashboard.demo.seasons import Calendar, Diary
from tracker.dashboard.demo.understood import Understood
from tracker.people.models import Organization, User
from tracker.progress.actions import take_snapshot
from tracker.projects.actions import ScopeLine, change_project, change_scope, give_role, set_objective
from tracker.projects.choices import Role, ScopeKind
from tracker.projects.models import Project
from tracker.reminders.actions import raise_due
from tracker.standard.models import Clause, Edition

SLUG = "fjellbach"
ROLES = {
    "member": Role.PROCESS_OWNER,
    "sponsor": Role.SPONSOR,
    "auditor": Role.INTERNAL_AUDITOR,
    "quality": Role.CHAMPION,
}
SCOPE = [
    ScopeLine(ScopeKind.SERVICE, "Managed workplace"),
    ScopeLine(ScopeKind.SERVICE, "Hosting and operation"),
    ScopeLine(ScopeKind.SERVICE, "Application support"),
    ScopeLine(
        ScopeKind.SERVICE,
        "Managed print",
        included=False,
        note="Bought in as a whole; decided again next year",
    ),
    ScopeLine(ScopeKind.SITE, "Oslo"),
    ScopeLine(ScopeKind.SITE, "Bergen"),
    ScopeLine(ScopeKind.SUPPLIER, "Nordhaven Data Centre"),
]


@transaction.atomic
def tell() -> Project:
    """Make the whole demonstration. Raises `RuleBroken` where it, or its short name, is there already."""
    taken = Organization.objects.filter(name__iexact=ORGANIZATION).exists()
    if taken or Project.objects.filter(slug=SLUG).exists():
        raise RuleBroken(_("The demonstration is here already; nothing was changed."))
    edition = Edition.objects.newest()
    if edition is None:
        raise RuleBroken(_("There is no catalogue yet. Run manage.py load_catalogue first."))
    calendar = Calendar(clock.today())
    diary = Diary(calendar)
    with clock.at(calendar.at(calendar.start, 6)):
        cast, project = _begin(calendar, edition)
        clauses = {clause.number: clause for clause in Clause.objects.of(edition)}
    Planning(project, cast, diary, clauses).write()
    Proofs(project, cast, diary).write()
    Documents(project, cast, diary).write()
    Lessons(project, cast, diary, clauses).write()
    Heard(project, cast, diary, clauses).write()
    Peers(project, cast, diary, clauses).write()
    Understood(project, cast, diary).write()
    Leadership(project, cast, diary).write()
    Course(project, cast, diary).write()
    Risks(project, cast, diary).write()
    diary.on(9, partial(_describe, cast, project, calendar))
    _live(diary, project)
    return project


def _begin(calendar: Calendar, edition: Edition) -> tuple[Cast, Project]:
    system = User.objects.system()
    cast = hire(system)
    project = begin_implementation(
        actor=system,
        organization=cast.organization,
        edition=edition,
        name=ORGANIZATION,
        slug=SLUG,
        starts_on=calendar.start,
        target_on=calendar.day(395),
        zone="Europe/Oslo",
        scope_statement="The service management system that supports the workplace, hosting and application "
        "services which Fjellbach IT Services provides from Oslo and Bergen to its customers.",
        manager=cast.users["manager"],
        mfa_for_signers=False,
    )
    for login, role in ROLES.items():
        give_role(actor=system, project=project, user=cast.users[login], role=role)
    change_project(
        actor=system, project=project, version=project.version, tolerance_days=28, training_target=85
    )
    project.refresh_from_db()
    return cast, project


def _describe(cast: Cast, project: Project, calendar: Calendar) -> None:
    """Scope, and what the implementation is to reach."""
    manager = cast.users["manager"]
    scope: Any = project.scope
    change_scope(
        actor=manager,
        project=project,
        statement=scope.statement,
        lines=SCOPE,
        people_in_scope=len(cast.people),
    )
    for title, measure, before, target, day in (
        ("Certificate without a major nonconformity", "Major nonconformities at stage 2", "–", "0", 388),
        ("Fewer changes that fail", "Failed changes in a quarter, percent", "7", "3", 300),
        ("Customers see what they get", "Services with a signed agreement, of 24", "9", "24", 280),
    ):
        set_objective(
            actor=manager,
            project=project,
            title=title,
            measure=measure,
            baseline=before,
            target=target,
            due_on=calendar.day(day),
            owner=cast.people["Helena Strand"],
        )


def _live(diary: Diary, project: Project) -> None:
    """Day after day; an act may write into the days to come."""
    for day in diary.days():
        begins = diary.calendar.at(day, 8)
        place = 0
        while place < len(acts := diary.entries.get(day, [])):
            with clock.at(begins + timedelta(minutes=place)):
                acts[place]()
            place += 1
        with clock.at(diary.calendar.at(day, 20)):
            take_snapshot(project)
            if day == diary.calendar.today - timedelta(days=1):
                raise_due()
    take_snapshot(project)

"""The demonstration from beginning to today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.dashboard.actions import begin_implementation
from tracker.dashboard.demo.cast import DOMAIN, ORGANIZATION, PASSWORD, hire
from tracker.dashboard.demo.checks import Checks
from tracker.dashboard.demo.decisions import decisions
from tracker.dashboard.demo.lessons import lessons
from tracker.dashboard.demo.plan import plan
from tracker.dashboard.demo.story import DAYS_IN, Story
from tracker.people.models import Organization, User
from tracker.progress.actions import take_snapshot
from tracker.projects.actions import ScopeLine, change_scope, give_role, set_objective
from tracker.projects.choices import Role, ScopeKind
from tracker.projects.models import Project
from tracker.standard.models import Edition

SLUG = "fjellbach"
SCOPE = (
    "The service management system of Fjellbach IT Services that supports workplace, hosting and application "
    "services for external customers, delivered from Hafen and Nordtor."
)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made, and who can log in."""

    project: Project
    deeds: int
    logins: list[tuple[str, str]]
    password: str


def seed() -> Demonstration:
    """Make the demonstration; refuses where it stands already. Needs the catalogue."""
    if Organization.objects.filter(name=ORGANIZATION).exists():
        raise RuleBroken("The demonstration is here already.")
    edition = Edition.objects.newest()
    if edition is None:
        raise RuleBroken("Load the catalogue first: manage.py load_catalogue.")
    today = clock.today()
    start = today - timedelta(days=DAYS_IN)
    start -= timedelta(days=start.weekday())
    system = User.objects.system()
    with clock.at(clock.now() - timedelta(days=(today - start).days, hours=6)):
        story = Story(cast=hire(system), start=start)
        story.project = _begin(story, edition)
    made = plan(story)
    Checks(story).plan()
    decisions(story, made)
    lessons(story)
    for day in [*range(6, DAYS_IN - 45, 7), *range(DAYS_IN - 45, DAYS_IN)]:
        # Taken last on its day, as at night.
        story.at(day, partial(story.at, day, partial(take_snapshot, story.project)))
    deeds = story.live()
    take_snapshot(story.project)
    logins = [
        (f"{name}@{DOMAIN}", story.cast.users[name].name)
        for name in ("manager", "member", "sponsor", "auditor")
    ]
    return Demonstration(project=story.project, deeds=deeds, logins=logins, password=PASSWORD)


def _begin(story: Story, edition: Edition) -> Project:
    system, users = User.objects.system(), story.cast.users
    project = begin_implementation(
        actor=system,
        organization=story.cast.organization,
        edition=edition,
        name=ORGANIZATION,
        slug=SLUG,
        starts_on=story.start,
        target_on=story.on(388),
        zone="Europe/Oslo",
        manager=users["manager"],
        # The demonstration lets a visitor sign without setting up a second factor first.
        mfa_for_signers=False,
    )
    for login, role in (
        ("sponsor", Role.SPONSOR),
        ("member", Role.PROCESS_OWNER),
        ("auditor", Role.INTERNAL_AUDITOR),
        ("quality", Role.CHAMPION),
    ):
        give_role(actor=system, project=project, user=users[login], role=role)
    change_scope(actor=users["manager"], project=project, statement=SCOPE, lines=_scope(), people_in_scope=40)
    for title, measure, target, day in (
        ("Fewer failed changes", "Share of changes that succeed at once", "98 %", 360),
        ("Incidents solved in time", "Share solved within the agreed time", "95 %", 360),
        ("Everybody knows the policy", "Share of staff trained for their role", "85 %", 300),
        ("The certificate", "Certificate issued by an accredited body", "issued", 388),
    ):
        set_objective(
            actor=users["manager"],
            project=project,
            title=title,
            measure=measure,
            target=target,
            due_on=story.on(day),
            owner=story.cast.people["Aisha Rahman"],
        )
    return project


def _scope() -> list[ScopeLine]:
    return [
        ScopeLine(ScopeKind.SERVICE, "Workplace"),
        ScopeLine(ScopeKind.SERVICE, "Hosting"),
        ScopeLine(ScopeKind.SERVICE, "Application care"),
        ScopeLine(ScopeKind.SERVICE, "Managed print", included=False, note="Ends next year"),
        ScopeLine(ScopeKind.SITE, "Hafen"),
        ScopeLine(ScopeKind.SITE, "Nordtor"),
        ScopeLine(ScopeKind.SUPPLIER, "Nordtor data centre"),
    ]

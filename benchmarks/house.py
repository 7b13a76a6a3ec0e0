"""A temporary house to measure in: one project with the whole checklist and a long plan, made by the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.management import call_command

from tracker.checklist.models import Checkpoint
from tracker.core.bulk import bulk_save_because
from tracker.dashboard.actions import begin_implementation
from tracker.people.actions import StaffLine, create_organization, create_user, import_staff
from tracker.people.models import User
from tracker.plan.actions import set_baseline
from tracker.plan.choices import MilestoneKind, TaskKind
from tracker.plan.models import Dependency, Milestone, Task
from tracker.projects.models import Project
from tracker.standard.models import Edition

FIRST = date(2026, 3, 30)


@dataclass(frozen=True, slots=True)
class House:
    """Who looks, and at which projects: one with 1,000 tasks, one with a tenth of that."""

    manager: User
    project: Project
    small: Project


def build(tasks: int = 1000) -> House:
    """Migrate, load the catalogue, make two projects."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    system = User.objects.system()
    organization = create_organization(actor=system, name="Measured")
    lines = [StaffLine(line=n + 2, name=f"Person {n}", email=f"p{n}@example.org") for n in range(40)]
    import_staff(actor=system, organization=organization, lines=lines)
    manager = create_user(actor=system, email="p0@example.org", password="a long enough password")
    edition = Edition.objects.newest()
    if edition is None:
        raise RuntimeError("the catalogue is not there")
    projects = [
        begin_implementation(
            actor=system,
            organization=organization,
            edition=edition,
            name=slug,
            slug=slug,
            starts_on=FIRST,
            target_on=FIRST + timedelta(days=400),
            manager=manager,
            mfa_for_signers=False,
        )
        for slug in ("large", "small")
    ]
    _plan(manager, projects[0], tasks)
    _plan(manager, projects[1], tasks // 10)
    return House(manager=manager, project=projects[0], small=projects[1])


def _plan(manager: User, project: Project, count: int) -> None:
    people = list(project.organization.people.all())
    rows = []
    for number in range(count):
        mark = number % 50 == 49
        starts_on = FIRST + timedelta(days=number * 380 // count)
        rows.append(
            Task(
                project=project,
                uid=number + 1,
                place=number + 1,
                name=f"Task {number} of the measured plan",
                kind=TaskKind.MILESTONE if mark else TaskKind.TASK,
                owner=people[number % len(people)],
                starts_on=starts_on,
                due_on=starts_on if mark else starts_on + timedelta(days=12),
            )
        )
    bulk_save_because(rows, reason="measured", by=manager)
    marks = [row for row in rows if row.kind == TaskKind.MILESTONE]
    bulk_save_because(
        [
            Milestone(
                project=project,
                task=row,
                kind=MilestoneKind.CERTIFICATE if row is marks[-1] else MilestoneKind.GATE,
            )
            for row in marks
        ],
        reason="measured",
        by=manager,
    )
    bulk_save_because(
        [
            Dependency(project=project, predecessor=rows[at], successor=rows[at + 10])
            for at in range(0, count - 10, 3)
        ],
        reason="measured",
        by=manager,
    )
    set_baseline(actor=manager, project=project, reason="measured")


def checkpoint_of(project: Project) -> Checkpoint:
    """Any checkpoint of the project."""
    return Checkpoint.objects.of(project).select_related("project", "requirement__clause").first()  # type: ignore[no-any-return]

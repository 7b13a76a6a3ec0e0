"""A temporary house to measure in: projects with a whole checklist, evidence and long plans, made by verbs."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.management import call_command

from tracker.checklist.actions import assess_checkpoint
from tracker.checklist.models import Checkpoint
from tracker.core.bulk import bulk_save_because
from tracker.dashboard.actions import begin_implementation
from tracker.evidence.actions import Upload
from tracker.people.actions import StaffLine, create_organization, create_user, import_staff
from tracker.people.models import Organization, User
from tracker.plan.actions import set_baseline
from tracker.plan.choices import MilestoneKind, TaskKind
from tracker.plan.models import Dependency, Milestone, Task
from tracker.projects.models import Project
from tracker.standard.models import Clause, Edition, Requirement

FIRST = date(2026, 3, 30)
PROVEN = 120
FILE_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class House:
    """Who looks, and at which projects.

    `usual` has the size of the demonstration: 100 tasks, all checkpoints, evidence behind 120 of them.
    `long` has 1,000 tasks; `short` asks a tenth of the checkpoints.
    """

    manager: User
    usual: Project
    long: Project
    short: Project


def build() -> House:
    """Migrate, load the catalogue, make the projects."""
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
    house = House(
        manager=manager,
        usual=_project(organization, edition, manager, "usual", tasks=100),
        long=_project(organization, edition, manager, "long", tasks=1000),
        short=_project(organization, _tenth_of(edition), manager, "short", tasks=100),
    )
    _prove(manager, house.usual, PROVEN)
    _prove(manager, house.short, PROVEN // 10)
    return house


def _project(organization: Organization, edition: Edition, manager: User, slug: str, tasks: int) -> Project:
    project = begin_implementation(
        actor=User.objects.system(),
        organization=organization,
        edition=edition,
        name=f"The {slug} one",
        slug=slug,
        starts_on=FIRST,
        target_on=FIRST + timedelta(days=400),
        manager=manager,
        mfa_for_signers=False,
    )
    _plan(manager, project, tasks)
    return project


def _tenth_of(edition: Edition) -> Edition:
    """The same clauses with every tenth requirement."""
    small = Edition.objects.create(
        code="tenth",
        name="A tenth",
        title=edition.title,
        published_on=edition.published_on - timedelta(days=1),
    )
    copies: dict[int | None, Clause] = {}
    for clause in Clause.objects.of(edition).order_by("level", "sort_key"):
        key, parent = clause.pk, clause.parent_id
        clause.pk, clause.edition, clause.parent = None, small, copies.get(parent)
        clause._state.adding = True
        clause.save()
        copies[key] = clause
    for asked in Requirement.objects.of(edition).in_order()[::10]:
        asked.pk, asked.clause = None, copies[asked.clause_id]
        asked._state.adding = True
        asked.save()
    return small


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
    kinds = {marks[-1].pk: MilestoneKind.CERTIFICATE}
    milestones = [
        Milestone(project=project, task=row, kind=kinds.get(row.pk, MilestoneKind.GATE)) for row in marks
    ]
    bulk_save_because(milestones, reason="measured", by=manager)
    links = [
        Dependency(project=project, predecessor=rows[at], successor=rows[at + 10])
        for at in range(0, count - 10, 3)
    ]
    bulk_save_because(links, reason="measured", by=manager)
    set_baseline(actor=manager, project=project, reason="measured")


def _prove(manager: User, project: Project, count: int) -> None:
    """Evidence of its own for each of the first checkpoints."""
    noise = random.Random(20000)
    rows = Checkpoint.objects.of(project).in_order().select_related("project", "requirement__clause")
    for number, checkpoint in enumerate(rows[:count]):
        content = b"%PDF-1.4\n" + noise.randbytes(FILE_BYTES) + b"\n%%EOF\n"
        upload = Upload(io.BytesIO(content), f"proof-{number}.pdf")
        assess_checkpoint(actor=manager, checkpoint=checkpoint, state="met", uploads=[upload])

"""A plan taken over from another implementation: all of its shape, none of its past."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.factories.projects import give_role, make_project
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.people.models import Organization, User
from tracker.plan.actions import (
    add_deliverable,
    add_phase,
    complete_task,
    copy_plan,
    edit_task,
    generate_plan,
    lead_to_clauses,
    link_tasks,
    set_done_when,
    set_steps,
    spend_hours,
)
from tracker.plan.choices import ConstraintKind, DoneWhen
from tracker.plan.methods import Facts, Formality, Size, Wish
from tracker.plan.models import Deliverable, Dependency, Milestone, Task, TaskClause, TaskStep
from tracker.plan.queries.methods import tailoring_of
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.standard.actions import load_catalogue
from tracker.standard.models import Clause

pytestmark = pytest.mark.once

CATALOGUE = Path(settings.BASE_DIR) / "fixtures" / "standard_2018.json"


@pytest.fixture
def target(organization: Organization, project: Project, manager: User) -> Project:
    made = make_project(organization=organization, edition=project.edition)
    give_role(made, manager, Role.PROJECT_MANAGER)
    return made


@pytest.fixture
def source(project: Project, manager: User) -> Project:
    """Wednesday 4 to Friday 20 March 2026: a summary, two tasks, a milestone, and what has happened since."""
    phase = add_phase(actor=manager, project=project, code="P1", name="Build")
    over = make_task(
        project, name="Policies", starts_on=date(2026, 3, 4), due_on=date(2026, 3, 20), phase=phase
    )
    owner = make_person(organization=project.organization)
    first = make_task(
        project, name="Write", starts_on=date(2026, 3, 4), due_on=date(2026, 3, 6), under=over, owner=owner
    )
    second = make_task(
        project, name="Publish", starts_on=date(2026, 3, 9), due_on=date(2026, 3, 20), under=over
    )
    end = make_milestone(project, name="In force", due_on=date(2026, 3, 20), criteria="Signed", phase=phase)
    link_tasks(actor=manager, predecessor=first, successor=second, lag_minutes=480)
    link_tasks(actor=manager, predecessor=second, successor=end.task)
    lead_to_clauses(actor=manager, task=first, clauses=Clause.objects.of(project.edition).auditable()[:2])
    set_steps(actor=manager, task=second, names=["Print", "Hang up"])
    set_done_when(actor=manager, task=second, done_when=DoneWhen.STEPS)
    edit_task(
        actor=manager,
        task=second,
        version=None,
        constraint=ConstraintKind.START_NO_EARLIER,
        constraint_on=date(2026, 3, 9),
        deadline_on=date(2026, 3, 25),
    )
    add_deliverable(actor=manager, project=project, name="The policy", task=first, criteria="Approved")
    spend_hours(actor=manager, task=first, hours=8)
    complete_task(actor=manager, task=first)
    return project


def test_the_shape_comes_along_and_the_past_stays(source: Project, target: Project, manager: User) -> None:
    copied = copy_plan(actor=manager, project=target, source=source, starts_on=date(2027, 1, 4))
    assert (copied.tasks, copied.milestones, copied.deliverables) == (2, 1, 1)
    # Wished for Monday 4 January: the first Wednesday from there on.
    assert (copied.starts_on, copied.ends_on) == (date(2027, 1, 6), date(2027, 1, 22))
    rows = {task.name: task for task in Task.objects.of(target).select_related("parent", "phase")}
    first, second, over = rows["Write"], rows["Publish"], rows["Policies"]
    assert [task.name for task in Task.objects.of(target).in_order()] == [
        task.name for task in Task.objects.of(source).in_order()
    ]
    assert (first.parent, over.is_summary, first.level) == (over, True, 2)
    assert (first.percent, first.actual_finish_on, first.owner, first.spent_hours) == (0, None, None, None)
    assert (second.starts_on, second.constraint, second.constraint_on) == (
        date(2027, 1, 11),
        ConstraintKind.START_NO_EARLIER,
        date(2027, 1, 11),
    )
    assert second.deadline_on == date(2027, 1, 27)
    assert second.done_when == DoneWhen.STEPS
    assert over.phase is not None
    assert over.phase.project == target
    assert Milestone.objects.of(target).get().criteria == "Signed"
    links = Dependency.objects.of(target).values_list("predecessor__name", "successor__name", "lag_minutes")
    assert set(links) == {("Write", "Publish", 480), ("Publish", "In force", 0)}
    assert TaskClause.objects.of(target).filter(task=first).count() == 2
    assert [step.name for step in TaskStep.objects.of(target)] == ["Print", "Hang up"]
    policy = Deliverable.objects.of(target).get()
    assert (policy.task, policy.criteria, policy.state) == (first, "Approved", "planned")
    entry = Activity.objects.get(verb="plan.plan_copied")
    assert (entry.project_id, entry.after["from"]) == (target.pk, str(source.pk))
    assert Task.history.filter(project=target, history_type="+").count() == len(rows)


def test_the_words_of_its_method_come_along(project: Project, target: Project, manager: User) -> None:
    edition = load_catalogue(path=CATALOGUE)[0].edition
    Project.objects.filter(pk__in=[project.pk, target.pk]).update(edition=edition)
    project, target = Project.objects.get(pk=project.pk), Project.objects.get(pk=target.pk)
    days = date(2026, 3, 2), date(2027, 6, 30)
    wish = Wish("prince2", Size.S, Formality.MINIMAL, 4, *days, Facts(3, 1, 20, 1))
    made = generate_plan(actor=manager, project=project, wish=wish)
    copied = copy_plan(actor=manager, project=target, source=project, starts_on=date(2027, 3, 1))
    record = tailoring_of(target)
    assert record is not None
    assert (record.method, copied.tasks) == ("prince2", made.made["tasks"])
    assert record.notes[-1] == f"Taken over from the plan of {project}."
    certified = date.fromisoformat(made.made["certificate_on"]) + timedelta(days=copied.days)
    assert record.made["certificate_on"] == certified.isoformat()


def test_only_an_empty_plan_is_filled_and_only_from_a_plan(
    source: Project, target: Project, manager: User
) -> None:
    with pytest.raises(RuleBroken, match="has no plan"):
        copy_plan(actor=manager, project=target, source=target, starts_on=date(2027, 1, 4))
    with pytest.raises(RuleBroken, match="lies between the years"):
        copy_plan(actor=manager, project=target, source=source, starts_on=date(2150, 12, 20))
    assert not Task.objects.of(target).exists()
    make_task(target)
    with pytest.raises(RuleBroken, match="only fills an empty one"):
        copy_plan(actor=manager, project=target, source=source, starts_on=date(2027, 1, 4))
    assert Task.objects.of(target).count() == 1
    elsewhere = make_project()
    give_role(elsewhere, manager, Role.PROJECT_MANAGER)
    with pytest.raises(RuleBroken, match="another organization"):
        copy_plan(actor=manager, project=elsewhere, source=source, starts_on=date(2027, 1, 4))


def test_nobody_takes_over_what_they_may_not_see(source: Project, target: Project, stranger: User) -> None:
    give_role(target, stranger, Role.PROJECT_MANAGER)
    with pytest.raises(NotPermitted):
        copy_plan(actor=stranger, project=target, source=source, starts_on=date(2027, 1, 4))


def test_it_is_shown_before_it_is_made(
    client: Client, source: Project, target: Project, manager: User, stranger: User
) -> None:
    client.force_login(manager)
    address = reverse("plan:plan_copy", args=[target.slug])
    assert (
        "As in another implementation"
        in client.get(reverse("plan:task_list", args=[target.slug])).content.decode()
    )
    assert source.name in client.get(address).content.decode()
    said = {"source": source.pk, "starts_on": "2027-01-04"}
    shown = client.get(address, said).content.decode()
    assert "from 6 Jan 2027 to 22 Jan 2027: 2 tasks, 1 milestone, 1 deliverable." in shown
    assert not Task.objects.of(target).exists()
    assert client.post(address, said | {"source": target.pk}).status_code == 422
    assert client.post(address, said | {"starts_on": "2150-12-20"}).status_code == 422
    done = client.post(address, said, follow=True)
    assert "The plan is made: 2 tasks." in done.content.decode()
    give_role(target, stranger, Role.PROJECT_MANAGER)
    client.force_login(stranger)
    assert client.post(address, said).status_code == 422
    assert "No other implementation of yours has a plan" in client.get(address).content.decode()

"""How many questions a whole request asks: few, and no more of ten times the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence
from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.factories.signoffs import make_request
from tests.factories.training import make_course, make_job_role, make_record
from tracker.checklist.actions import assess_checkpoint, link_evidence
from tracker.checklist.models import Checkpoint
from tracker.people.models import User
from tracker.plan.actions import edit_task, link_tasks, set_baseline
from tracker.plan.models import Task
from tracker.progress.actions import take_snapshot
from tracker.projects.models import Project
from tracker.training.facts import facts_on, needed_today
from tracker.training.queries import coverage, coverage_by_department, ending

FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
HTMX = {"HX-Request": "true"}
MOST = {"": 12, "plan/": 10, "checklist/all/": 8}


def asked(work: Callable[[], object]) -> int:
    """Everything that the work asks of the database, beginnings and endings of transactions left out."""
    with CaptureQueriesContext(connection) as caught:
        work()
        questions = [row["sql"] for row in caught.captured_queries]
    return sum(not sql.startswith(FRAMES) for sql in questions)


def grow(project: Project, manager: User, sponsor: User, times: int) -> None:
    """As many more tasks, links, milestones, pieces of evidence, records and decisions."""
    rows = list(Checkpoint.objects.of(project).in_order())
    course = make_course(project)
    day = project.today()
    for number in range(times):
        person = make_person(organization=project.organization)
        before, after = make_task(project, owner=person), make_task(project, owner=person)
        link_tasks(actor=manager, predecessor=before, successor=after)
        mark = make_milestone(project)
        proof = make_evidence(project=project, actor=manager)
        row = rows[number % len(rows)]
        link_evidence(actor=manager, checkpoint=row, evidence=[proof])
        assess_checkpoint(actor=manager, checkpoint=row, state="met", note=f"{number}")
        make_job_role(project, people=[person], needs=[course])
        make_record(course, person, day - timedelta(days=40), expires_on=day + timedelta(days=number))
        make_request(project, by=manager, of=sponsor, subject=mark)
    set_baseline(actor=manager, project=project, reason="again")
    take_snapshot(project)


@pytest.fixture
def furnished(project: Project, manager: User, sponsor: User) -> Project:
    make_checklist(project)
    grow(project, manager, sponsor, 1)
    return project


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def test_a_page_asks_few_questions_and_no_more_of_ten_times_the_data(
    furnished: Project, manager: User, sponsor: User, browser: Client
) -> None:
    def ask(page: str) -> int:
        address = f"/projects/{furnished.slug}/{page}"
        assert browser.get(address).status_code == 200
        return asked(lambda: browser.get(address))

    few = {page: ask(page) for page in MOST}
    grow(furnished, manager, sponsor, 9)
    assert {page: ask(page) for page in MOST} == few
    assert {page: most for page, most in MOST.items() if few[page] > most} == {}


def test_changing_a_row_asks_at_most_ten_questions(furnished: Project, manager: User, sponsor: User) -> None:
    task = Task.objects.of(furnished).tasks().select_related("project", "owner").first()
    checkpoint = Checkpoint.objects.of(furnished).select_related("project", "requirement__clause").first()
    numbers = count(1)
    verbs: dict[str, Callable[[], object]] = {
        "edit": lambda: edit_task(actor=manager, task=task, version=None, percent=next(numbers)),
        "assess": lambda: assess_checkpoint(
            actor=manager, checkpoint=checkpoint, state="not_met", note=f"{next(numbers)}"
        ),
    }
    few = {name: asked(verb) for name, verb in verbs.items()}
    grow(furnished, manager, sponsor, 9)
    assert {name: asked(verb) for name, verb in verbs.items()} == few
    assert max(few.values()) <= 10


def test_a_whole_change_of_a_row_asks_the_same_in_a_long_plan(
    furnished: Project, manager: User, sponsor: User, browser: Client
) -> None:
    task = Task.objects.of(furnished).tasks().first()
    checkpoint = Checkpoint.objects.of(furnished).first()
    numbers = count(1)

    def send(path: str, version: int, **values: object) -> int:
        def post() -> None:
            answer = browser.post(
                f"/projects/{furnished.slug}/{path}", {"version": version, **values}, headers=HTMX
            )
            assert answer.status_code == 200

        return asked(post)

    def change() -> tuple[int, int]:
        task.refresh_from_db()
        checkpoint.refresh_from_db()
        dates = {"owner": task.owner_id, "starts_on": task.starts_on, "due_on": task.due_on}
        return (
            send(f"plan/tasks/{task.pk}/row/", task.version, percent=next(numbers), **dates),
            send(
                f"checkpoints/{checkpoint.pk}/assessment/",
                checkpoint.version,
                state="not_met",
                note=f"{next(numbers)}",
            ),
        )

    few = change()
    grow(furnished, manager, sponsor, 9)
    assert change() == few
    assert max(few) <= 18


def test_the_short_way_to_coverage_says_what_the_long_one_says(
    furnished: Project, manager: User, sponsor: User
) -> None:
    grow(furnished, manager, sponsor, 5)
    day = furnished.today()
    course = make_course(furnished, name="Nobody passed")
    left = make_person(organization=furnished.organization, left_on=day - timedelta(days=1))
    person = make_person(organization=furnished.organization)
    make_job_role(furnished, people=[left, person], needs=[course])
    make_job_role(furnished, people=[make_person(organization=furnished.organization)])
    again = make_course(furnished, name="Lasts for ever")
    make_job_role(furnished, people=[person], needs=[again])
    make_record(again, person, day - timedelta(days=9), expires_on=day + timedelta(days=2))
    make_record(again, person, day - timedelta(days=8))
    make_record(course, person, day - timedelta(days=3), result="failed")
    short, long = needed_today(furnished), facts_on(furnished)
    assert short.covered() == long.covered()
    assert ending(short) == ending(long)
    assert coverage(furnished, facts=short) == coverage(furnished, facts=long)
    assert coverage_by_department(furnished, facts=short) == coverage_by_department(furnished, facts=long)

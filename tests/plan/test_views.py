"""The pages of the plan in the browser's words: what is shown, what is refused, how many queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.plan.samples import csv, xml, xml_link, xml_task
from tracker.people.models import User
from tracker.plan.actions import import_plan, link_tasks
from tracker.plan.importing import read_plan
from tracker.plan.models import Task
from tracker.projects.models import Project


@pytest.fixture
def browse(client: Client) -> Callable[[User], Client]:
    def as_user(user: User) -> Client:
        client.force_login(user)
        return client

    return as_user


def upload(client: Client, project: Project, name: str, content: bytes) -> object:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("plan:plan_import", args=[project.slug]), {"file": file})


def test_the_plan_answers_first(project: Project, manager: User, browse: Callable[[User], Client]) -> None:
    task = make_task(project, starts_on=date(2027, 4, 1), due_on=date(2027, 5, 12), name="Resolve <findings>")
    end = make_milestone(project, due_on=date(2027, 5, 12), name="Certificate")
    link_tasks(actor=manager, predecessor=task, successor=end.task)
    page = browse(manager).get(reverse("plan:task_list", args=[project.slug])).content.decode()
    assert "The plan ends on 12 May 2027" in page
    assert "Resolve &lt;findings&gt;" in page
    assert "Resolve <findings>" not in page


def test_the_plan_asks_no_more_for_many_rows_than_for_one(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    client, address = browse(manager), reverse("plan:task_list", args=[project.slug])
    make_task(project)
    client.get(address)
    counts = []
    for size in (1, 120):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        counts.append(len(caught))
        plan = read_plan(
            xml(*(xml_task(n, links=xml_link(n - 1) if n > 1 else "") for n in range(1, 121))), "p.xml"
        )
        if size == 1:
            import_plan(actor=manager, project=project, plan=plan, source="p.xml")
    assert counts[0] == counts[1]
    own = [query["sql"] for query in caught if '"plan_' in query["sql"]]
    assert len(own) <= 10


def test_a_circle_through_a_summary_is_refused_and_the_page_still_answers(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    over = make_task(project, name="Over")
    inside, other = make_task(project, name="Inside", under=over), make_task(project, name="Other")
    client = browse(manager)
    for before, after in ((over, other), (other, inside)):
        client.post(
            reverse("plan:task_link", args=[project.slug, after.pk]),
            {"predecessor": before.pk, "kind": "FS", "lag_days": "0"},
        )
    assert inside.links_in.count() == 0
    assert other.links_in.count() == 1
    page = client.get(reverse("plan:task_list", args=[project.slug]))
    assert page.status_code == 200
    assert "Inside" in page.content.decode()


def test_a_second_person_sees_what_the_first_did(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    task = make_task(project)
    client, address = browse(manager), reverse("plan:task_row", args=[project.slug, task.pk])
    said = {"version": task.version, "starts_on": "2026-11-02", "due_on": "2026-11-20", "percent": "10"}
    assert client.post(address, said | {"reason": "supplier late"}).status_code in {200, 302}
    late = client.post(
        address, said | {"due_on": "2026-11-27", "reason": "mine"}, headers={"HX-Request": "true"}
    )
    task.refresh_from_db()
    assert task.due_on == date(2026, 11, 20)
    page = late.content.decode()
    assert "Mina changed this" in page
    assert "supplier late" in page
    assert 'value="2026-11-27"' in page  # what the second person typed is not lost


def test_only_rows_that_the_browser_has_otherwise_are_sent(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    tasks = [make_task(project, name=f"Work {n}") for n in range(6)]
    client = browse(manager)
    page = client.get(reverse("plan:task_list", args=[project.slug])).content.decode()
    shared, marks = re.findall(r'data-shared="(\w+)"', page)[0], "".join(re.findall(r'data-h="(\w+)"', page))
    assert len(marks) == 8 * len(tasks)
    address = reverse("plan:task_row", args=[project.slug, tasks[2].pk])
    percents = iter(range(10, 90))

    def sent(have: str) -> tuple[str | None, set[str]]:
        said: dict[str, Any] = {
            "version": Task.objects.get(pk=tasks[2].pk).version,
            "percent": next(percents),
        }
        said |= {"starts_on": "2026-11-02", "due_on": "2026-11-06"}
        answer = client.post(address, said | {"have": have}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "“Work 2” is changed." in answer.content.decode()
        return answer.headers.get("HX-Reswap"), set(
            re.findall(r'class="nm[^>]*>(Work \d)', answer.content.decode())
        )

    everything = {task.name for task in tasks}
    assert sent(f"{shared} {marks}") == ("none", {"Work 2"})
    for nonsense in ("", "x", f"{shared} {marks[:-1]}", f"00000000 {marks}", f"{shared} {marks}{marks}"):
        assert sent(nonsense) == (None, everything)
    make_task(project, name="Work 9")
    assert sent(f"{shared} {marks}") == (None, everything | {"Work 9"})


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_afterwards_only_a_path_of_this_site_is_followed(
    address: str, project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    task = make_task(project)
    done = browse(manager).post(
        reverse("plan:task_completion", args=[project.slug, task.pk]), {"next": address}
    )
    assert done.headers["Location"] == reverse("plan:task_list", args=[project.slug])


def test_a_task_completed_from_elsewhere_goes_back_there(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    task = make_task(project)
    done = browse(manager).post(
        reverse("plan:task_completion", args=[project.slug, task.pk]), {"next": "/my-work/"}
    )
    task.refresh_from_db()
    assert (done.headers["Location"], task.is_done) == ("/my-work/", True)


def test_a_member_moves_only_what_is_theirs(
    project: Project, member: User, browse: Callable[[User], Client]
) -> None:
    task = make_task(project)
    refused = browse(member).post(reverse("plan:task_completion", args=[project.slug, task.pk]))
    task.refresh_from_db()
    assert (refused.status_code, task.is_done) == (403, False)


# Importing


def test_a_preview_writes_nothing_and_the_confirmation_does(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    client = browse(manager)
    content = xml(
        xml_task(1), xml_task(2, links=xml_link(1, lag=9600), more="<Hyperlink>intranet</Hyperlink>")
    ).read()
    preview = upload(client, project, "../../plan.xml", content)
    page = preview.content.decode()  # type: ignore[attr-defined]
    assert "1FS+2d" in page
    assert "&lt;Hyperlink&gt; “intranet” has no place here" in page
    assert not Task.objects.exists()
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    address = reverse("plan:plan_import_confirmation", args=[project.slug])
    assert client.post(address, {"ticket": ticket}).headers["Location"] == reverse(
        "plan:task_list", args=[project.slug]
    )
    assert Task.objects.of(project).count() == 2
    client.post(address, {"ticket": ticket})
    assert Task.objects.of(project).count() == 2


def test_a_preview_that_is_no_longer_true_is_shown_again_instead_of_applied(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    client = browse(manager)
    person = make_person(organization=project.organization, name="Ada", email="ada@example.org")
    content = csv("Name,Start,Finish,Owner", "A,2026-11-02,2026-11-06,ada@example.org").read()
    page = upload(client, project, "plan.csv", content).content.decode()  # type: ignore[attr-defined]
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    address = reverse("plan:plan_import_confirmation", args=[project.slug])
    person.left_on = project.today()
    person.save_because("left", by=manager)
    answer = client.post(address, {"ticket": ticket})
    assert answer.status_code == 409
    assert "was changed after you looked" in answer.content.decode()
    assert not Task.objects.exists()


def test_a_refused_file_names_its_lines_and_is_not_kept_for_confirmation(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    client = browse(manager)
    wrong = csv(
        "ID,Name,Start,Finish,Predecessors", "1,A,soon,2026-11-06,", "2,B,2026-11-02,2026-11-06,x"
    ).read()
    answer = upload(client, project, "plan.csv", wrong)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "“soon” is no date" in page
    assert "“x” is no predecessor" in page
    assert 'name="ticket"' not in page


def test_unknown_people_are_shown_before_anything_can_be_confirmed(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    content = csv("Name,Start,Finish,Owner", "A,2026-11-02,2026-11-06,ghost@example.org").read()
    page = upload(browse(manager), project, "plan.csv", content).content.decode()  # type: ignore[attr-defined]
    assert "ghost@example.org" in page
    assert reverse("plan:plan_import_confirmation", args=[project.slug]) not in page


def test_a_confirmation_without_its_preview_is_refused(
    project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    answer = browse(manager).post(
        reverse("plan:plan_import_confirmation", args=[project.slug]), {"ticket": "0" * 64}
    )
    assert answer.headers["Location"] == reverse("plan:plan_import", args=[project.slug])
    assert not Task.objects.exists()


@pytest.mark.parametrize("content", [None, b""])
def test_no_file_and_an_empty_one_are_refused(
    content: bytes | None, project: Project, manager: User, browse: Callable[[User], Client]
) -> None:
    client = browse(manager)
    data = {} if content is None else {"file": SimpleUploadedFile("plan.xml", content)}
    assert client.post(reverse("plan:plan_import", args=[project.slug]), data).status_code == 422

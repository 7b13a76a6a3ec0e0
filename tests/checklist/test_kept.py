"""Filters of the list of checkpoints under a name: one's own, and those for all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tracker.checklist.actions import drop_filter, keep_filter
from tracker.checklist.models import KeptFilter
from tracker.core.errors import NotPermitted
from tracker.people.models import User
from tracker.projects.models import Project

ASKED = {"who": "mine", "state": "not_met", "older": "6"}
QUERY = "who=mine&state=not_met&older=6"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, project: Project, **query: Any) -> str:
    answer = client.get(reverse("checklist:all", args=[project.slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_filter_is_kept_for_oneself_or_for_all(project: Project, manager: User, member: User) -> None:
    make_checklist(project)
    mine, other = client_of(member), client_of(manager)
    address = reverse("checklist:keeping", args=[project.slug])
    mine.post(address, {"name": " Stale  and <mine> ", "query": f"?{QUERY}&evil=1"})
    kept = KeptFilter.objects.get()
    assert (kept.name, kept.query, kept.owner) == ("Stale and <mine>", QUERY, member)
    page = listed(mine, project, **ASKED)
    assert "Stale and &lt;mine&gt;" in page
    assert 'aria-current="true"' in page
    assert "Stale and" not in listed(other, project)

    other.post(address, {"name": "Gaps", "query": "state=gaps", "shared": "on"})
    other.post(address, {"name": "Gaps", "query": "state=gaps&clause=8", "shared": "on"})
    assert KeptFilter.objects.get(owner=None).query == "state=gaps&clause=8"
    assert "Gaps" in listed(mine, project)
    assert mine.post(address, {"name": "x", "query": QUERY, "shared": "on"}).status_code == 403


@pytest.mark.parametrize(
    ("name", "query"), [(" ", QUERY), ("x" * 81, QUERY), ("All", ""), ("All", "state=green")]
)
def test_no_name_or_nothing_narrowed_keeps_nothing(
    project: Project, member: User, name: str, query: str
) -> None:
    address = reverse("checklist:keeping", args=[project.slug])
    assert client_of(member).post(address, {"name": name, "query": query}).status_code == 302
    assert not KeptFilter.objects.exists()


def test_one_drops_ones_own_and_who_assigns_drops_those_for_all(
    project: Project, manager: User, member: User
) -> None:
    own = keep_filter(actor=member, project=project, name="Gaps", query="state=gaps")
    for_all = keep_filter(actor=manager, project=project, name="Gaps", query="state=gaps", shared=True)
    with pytest.raises(NotPermitted):
        drop_filter(actor=manager, kept=own)
    removal = reverse("checklist:kept_removal", args=[project.slug, own.pk])
    assert client_of(manager).post(removal).status_code == 404
    assert client_of(member).post(removal).status_code == 302
    with pytest.raises(NotPermitted):
        drop_filter(actor=member, kept=for_all)
    drop_filter(actor=manager, kept=for_all)
    assert not KeptFilter.objects.exists()
    assert KeptFilter.history.filter(history_type="-").count() == 2


def test_the_list_costs_the_same_with_many_kept(project: Project, member: User) -> None:
    make_checklist(project)
    client = client_of(member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            listed(client, project)
        return len(asked)

    keep_filter(actor=member, project=project, name="First", query=QUERY)
    cost()
    few = cost()
    for number in range(5):
        keep_filter(actor=member, project=project, name=f"Filter {number}", query=QUERY)
    assert cost() == few

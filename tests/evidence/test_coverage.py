"""Freshness and coverage: each way in which a library is thin, and none where it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.evidence import current_revision, make_evidence, make_upload
from tracker.core import clock
from tracker.evidence.actions import Validity, confirm_revision, withdraw_evidence
from tracker.evidence.queries import coverage, gaps_in
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation

TODAY = date(2027, 3, 1)
Attach = Callable[..., Any]


@pytest.fixture
def records(project: Project) -> DocumentedInformation:
    """A kind of record that must be in writing, a year after the project began."""
    return DocumentedInformation.objects.create(
        edition=project.edition,
        code="DI-60",
        name="Complaint records",
        kind="record",
        basis="explicit_documented_or_recorded",
        clause=Clause.objects.get(edition=project.edition, number="8.7.1"),
    )


@pytest.fixture
def attach(project: Project, member: User, manager: User) -> Attach:
    def made(name: str, *, confirmed: bool = True, **facts: Any) -> Any:
        dates = Validity(
            **{key: facts.pop(key) for key in list(facts) if key.startswith(("effective", "expires"))}
        )
        found = make_evidence(
            project=project, actor=member, upload=make_upload(f"{name}.pdf"), validity=dates, **facts
        )
        if confirmed:
            confirm_revision(actor=manager, revision=current_revision(found))
        return found

    return made


@pytest.mark.parametrize(
    ("periods", "gaps"),
    [
        ([], [(1, 31)]),
        ([(1, 31)], []),
        ([(5, 10), (8, 20)], [(1, 4), (21, 31)]),
        ([(20, 25), (1, 3), (4, 6)], [(7, 19), (26, 31)]),
        ([(1, 10), (2, 3), (11, 40)], []),
    ],
)
def test_days_that_no_period_covers(periods: list[tuple[int, int]], gaps: list[tuple[int, int]]) -> None:
    def day(number: int) -> date:
        return date(2026, 12, 31) + timedelta(days=number)

    found = gaps_in([(day(a), day(b)) for a, b in periods], day(1), day(31))
    assert found == tuple((day(a), day(b)) for a, b in gaps)


def test_evidence_stands_in_the_step_in_which_it_ends(project: Project, attach: Attach) -> None:
    today = project.today()
    start = today - timedelta(days=10)
    for name, days in (("gone", -1), ("near", 30), ("soon", 31), ("later", 90), ("far", 91)):
        attach(
            name,
            effective_from=start,
            expires_on=max(today + timedelta(days=days), today),
            confirmed=days > 0,
        )
    attach("waits", confirmed=False)
    with clock.at(clock.now() + timedelta(days=1)):
        found = coverage(project)
    names = {step: [fact.name for fact in facts] for step, facts in found.expiring.items()}
    assert names == {30: ["near", "soon"], 60: [], 90: ["later", "far"]}
    assert [fact.name for fact in found.expired] == ["gone"]
    assert [fact.name for fact in found.to_confirm] == ["waits"]


def test_records_missing_alone_or_with_holes_between(
    project: Project, records: DocumentedInformation, attach: Attach, manager: User
) -> None:
    assert coverage(project, on=TODAY).missing == [records]
    first = {"effective_from": date(2026, 3, 2), "effective_to": date(2026, 6, 30)}
    attach("spring", information=[records], kind="record", **first)
    found = coverage(project, on=TODAY)
    assert [single.fact.name for single in found.single] == ["spring"]
    assert found.uncovered[0].gaps == ((date(2026, 7, 1), TODAY),)
    second = {"effective_from": date(2026, 9, 1), "effective_to": date(2027, 3, 31)}
    autumn = attach("autumn", information=[records], kind="record", **second)
    found = coverage(project, on=TODAY)
    assert (found.missing, found.single) == ([], [])
    assert found.uncovered[0].gaps == ((date(2026, 7, 1), date(2026, 8, 31)),)
    withdraw_evidence(actor=manager, evidence=autumn, reason="of another customer")
    assert len(coverage(project, on=TODAY).single) == 1


def test_a_clause_with_documents_only(project: Project, attach: Attach) -> None:
    clause = Clause.objects.get(edition=project.edition, number="8.7.1")
    attach("procedure", clauses=[clause], kind="document")
    assert [each.clause for each in coverage(project).without_records] == [clause]
    attach("log", clauses=[clause], kind="record")
    assert coverage(project).without_records == []


@pytest.mark.parametrize(
    "show", ["", "missing", "unconfirmed", "ending", "single", "documents", "uncovered", "x"]
)
def test_every_view_is_a_page(
    client: Client, project: Project, records: DocumentedInformation, attach: Attach, manager: User, show: str
) -> None:
    attach("procedure", clauses=[records.clause], expires_on=project.today() + timedelta(days=9))
    attach("log", information=[records], kind="record", confirmed=False, effective_to=project.today())
    client.force_login(manager)
    answer = client.get(reverse("evidence:coverage", args=[project.slug]), {"show": show})
    assert answer.status_code == 200
    assert "The evidence is thin in" in answer.content.decode()


def test_it_costs_the_same_for_one_piece_and_for_many(
    project: Project, records: DocumentedInformation, attach: Attach
) -> None:
    counts = []
    for more in (1, 8):
        for number in range(more):
            attach(f"log {number}", information=[records], clauses=[records.clause], confirmed=False)
        with CaptureQueriesContext(connection) as asked:
            coverage(project)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 5

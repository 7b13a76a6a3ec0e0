"""Tallies, readiness, the register, the past, and what each costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.checklist import make_checklist
from tests.factories.evidence import current_revision, make_evidence, make_upload
from tests.factories.people import make_person
from tracker.checklist.actions import assess_checkpoint, assign_checkpoint, confirm_assessment
from tracker.checklist.choices import Held
from tracker.checklist.queries import (
    checklist_rows,
    clause_tree,
    gaps,
    mine,
    readiness,
    register,
    tallies,
    waiting_confirmation,
)
from tracker.core import clock
from tracker.evidence.actions import Validity, confirm_revision
from tracker.evidence.models import Evidence
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation

MARCH = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def lived(project: Project, member: User, manager: User) -> Project:
    """A checklist with a past: opened, then met, then confirmed, then expired."""
    with clock.at(MARCH):
        rows = make_checklist(project)
    with clock.at(MARCH + timedelta(days=10)):
        dates = Validity(expires_on=project.today() + timedelta(days=30))
        assess_checkpoint(
            actor=member, checkpoint=rows[0], state="met", uploads=[make_upload()], validity=dates
        )
        assess_checkpoint(actor=member, checkpoint=rows[1], state="partly_met", note="half")
        assess_checkpoint(actor=member, checkpoint=rows[2], state="not_met")
    with clock.at(MARCH + timedelta(days=20)):
        confirm_assessment(actor=manager, checkpoint=rows[0])
        confirm_revision(actor=manager, revision=current_revision(Evidence.objects.get()))
    return project


def figures(project: Project, at: datetime | None = None) -> dict[str, tuple[int, ...]]:
    return {
        each.clause: (
            each.total,
            each.met,
            each.ready,
            each.partly,
            each.not_met,
            each.not_assessed,
            each.lapsed,
        )
        for each in readiness(project, at)
    }


def test_readiness_at_each_moment_is_what_it_was(lived: Project) -> None:
    nothing = {"4": (0,) * 7, "5": (0,) * 7, "8": (0,) * 7}
    assert figures(lived, MARCH - timedelta(days=1)) == nothing
    assert figures(lived, MARCH + timedelta(days=1)) == {
        "4": (1, 0, 0, 0, 0, 1, 0),
        "5": (2, 0, 0, 0, 0, 2, 0),
        "8": (1, 0, 0, 0, 0, 1, 0),
    }
    met = {"4": (1, 1, 0, 0, 0, 0, 0), "5": (2, 0, 0, 1, 1, 0, 0), "8": (1, 0, 0, 0, 0, 1, 0)}
    assert figures(lived, MARCH + timedelta(days=11)) == met
    assert figures(lived, MARCH + timedelta(days=21)) == met | {"4": (1, 1, 1, 0, 0, 0, 0)}
    assert figures(lived, MARCH + timedelta(days=45)) == met | {"4": (1, 0, 0, 0, 0, 0, 1)}
    assert figures(lived) == figures(lived, clock.now())


def test_the_past_and_the_present_tell_the_same_rows(lived: Project) -> None:
    assert checklist_rows(lived, clock.now()) == checklist_rows(lived)


def test_the_tally_of_a_clause_counts_everything_below_it(lived: Project) -> None:
    with clock.at(MARCH + timedelta(days=21)):
        counted = tallies(checklist_rows(lived))
    assert [(counted[n].total, counted[n].ready) for n in ("4", "4.1", "5", "5.2", "8", "8.7", "8.7.1")] == [
        (1, 1),
        (1, 1),
        (2, 0),
        (2, 0),
        (1, 0),
        (1, 0),
        (1, 0),
    ]
    assert counted["5"].standing == "partly_met"


def test_the_tree_can_be_cut_down_to_clauses_with_gaps(lived: Project) -> None:
    with clock.at(MARCH + timedelta(days=21)):
        rows = checklist_rows(lived)
        whole = clause_tree(lived, rows)
        cut = clause_tree(lived, rows, keep=lambda row: not row.met)
    assert [node.clause.number for node in whole] == ["4", "5", "8"]
    assert [node.clause.number for node in cut] == ["5", "8"]
    assert cut[1].children[0].children[0].clause.number == "8.7.1"


def test_gaps_come_most_pressing_first(lived: Project) -> None:
    assert [row.standing for row in gaps(lived)] == ["lapsed", "not_met", "partly_met", "not_assessed"]
    assert len(gaps(lived, limit=2)) == 2


def test_mine_are_those_of_the_person_behind_the_login(lived: Project, manager: User) -> None:
    person = make_person(organization=lived.organization)
    manager.person = person
    manager.save()
    rows = make_checklist(lived)
    assign_checkpoint(actor=manager, checkpoint=rows[3], owner=person, target_on=None)
    assert [row.code for row in mine(checklist_rows(lived), manager)] == ["8.7.1-1"]


def test_what_waits_for_confirmation_leaves_out_ones_own(lived: Project, member: User, manager: User) -> None:
    rows = make_checklist(lived)
    assess_checkpoint(actor=member, checkpoint=rows[3], state="met", uploads=[make_upload()])
    assert [row.code for row in waiting_confirmation(lived, user=manager)] == ["8.7.1-1"]
    assert waiting_confirmation(lived, user=member) == []


def make_information(project: Project, count: int) -> list[DocumentedInformation]:
    clause = Clause.objects.get(edition=project.edition, number="4.1")
    return [
        DocumentedInformation.objects.create(
            edition=project.edition,
            code=f"DI-0{n}",
            name=f"Paper {n}",
            kind="document",
            basis="implied" if n == 1 else "index_7_5_4",
            description="…",
            clause=clause,
        )
        for n in range(1, count + 1)
    ]


def test_the_register_says_what_is_missing_held_confirmed_or_expired(
    project: Project, member: User, manager: User
) -> None:
    items = make_information(project, 4)
    today = project.today()
    past = Validity(effective_from=today - timedelta(days=9), expires_on=today - timedelta(days=1))
    for item, validity in ((items[1], None), (items[2], None), (items[3], past)):
        make_evidence(project=project, actor=member, information=[item], validity=validity)
    confirmed = Evidence.objects.get(information_links__information=items[2])
    confirm_revision(actor=manager, revision=current_revision(confirmed))

    rows = register(project)

    assert [row.held for row in rows] == [Held.MISSING, Held.HELD, Held.CONFIRMED, Held.EXPIRED]
    assert [row.required for row in rows] == [False, True, True, True]
    assert register(project, clock.now()) == rows


QUESTIONS: dict[str, Callable[[Project], Any]] = {
    "rows": checklist_rows,
    "rows in the past": lambda project: checklist_rows(project, clock.now()),
    "readiness": readiness,
    "readiness in the past": lambda project: readiness(project, clock.now()),
    "register": register,
    "gaps": gaps,
}
COST = {
    "rows": 2,
    "rows in the past": 9,
    "readiness": 2,
    "readiness in the past": 9,
    "register": 4,
    "gaps": 2,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_costs_the_same_with_one_assessment_and_with_all(
    project: Project, member: User, question: str
) -> None:
    rows = make_checklist(project)
    make_information(project, 1)
    ask = QUESTIONS[question]
    counts = []
    for checkpoints in (rows[:1], rows):
        for row in checkpoints:
            uploads = [make_upload(), make_upload()]
            assess_checkpoint(actor=member, checkpoint=row, state="met", uploads=uploads)
        with CaptureQueriesContext(connection) as asked:
            ask(project)
        counts.append(len(asked))
    assert counts == [COST[question], COST[question]]

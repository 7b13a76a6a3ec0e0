"""Rounds keep what was; maturity is said beside the assessment; two rounds are held against each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_upload
from tracker.checklist.actions import (
    Lived,
    assess_checkpoint,
    confirm_assessment,
    set_round_aside,
    take_round,
)
from tracker.checklist.models import AssessmentRound, RoundRow
from tracker.checklist.queries import as_frozen, cells_of, checklist_rows, compare, frozen_rows
from tracker.core.errors import BadInput, NotPermitted, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project


def freeze(actor: User, project: Project, name: str = "Gap", **words: Any) -> AssessmentRound:
    facts = {"kind": "gap", "starts_on": project.today()} | words
    return take_round(actor=actor, project=project, name=name, **facts)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_maturity_is_said_beside_the_assessment_and_leaves_its_confirmation(
    project: Project, member: User, auditor: User
) -> None:
    row = make_checklist(project)[0]
    assess_checkpoint(actor=member, checkpoint=row, state="met", uploads=[make_upload()])
    confirm_assessment(actor=auditor, checkpoint=row)
    lived = Lived(maturity=2, maturity_wanted=4, confidence="fairly")
    assess_checkpoint(actor=member, checkpoint=row, state="met", lived=lived)
    row.refresh_from_db()
    assert (row.maturity, row.maturity_wanted, row.confidence, row.is_confirmed) == (2, 4, "fairly", True)
    assert row.version == row.history.count()
    entry = Activity.objects.filter(subject_id=str(row.pk)).order_by("-position").first()
    assert entry is not None
    assert (entry.before["maturity"], entry.after["maturity"]) == (None, 2)
    assess_checkpoint(actor=member, checkpoint=row, state="not_met", note="stopped")
    row.refresh_from_db()
    assert (row.maturity, row.is_confirmed) == (2, False)  # what was not asked is left alone
    with pytest.raises(StaleEdit):
        assess_checkpoint(actor=member, checkpoint=row, state="not_met", lived=Lived(1), version=1)
    with pytest.raises(BadInput, match="from 0 to 5"):
        assess_checkpoint(actor=member, checkpoint=row, state="not_met", lived=Lived(6))
    assert checklist_rows(project)[0].maturity_gap == 2


def test_a_round_keeps_what_each_checkpoint_was_and_nobody_can_change_it(
    project: Project, member: User, manager: User, sponsor: User
) -> None:
    rows = make_checklist(project)
    assess_checkpoint(actor=member, checkpoint=rows[0], state="not_met", lived=Lived(1, 3))
    with CaptureQueriesContext(connection) as asked:
        taken = freeze(manager, project)
    assert len(asked) < 30
    assert RoundRow.objects.filter(round=taken).count() == len(rows)
    assess_checkpoint(actor=member, checkpoint=rows[0], state="partly_met", note="half", lived=Lived(2, 3))
    frozen = RoundRow.objects.get(round=taken, checkpoint=rows[0])
    assert (frozen.standing, frozen.maturity, frozen.maturity_wanted) == ("not_met", 1, 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        RoundRow.objects.filter(pk=frozen.pk).update(standing="ready")
    with pytest.raises(NotPermitted):
        freeze(sponsor, project, "Mine")
    for wrong, field in (
        ({"name": "Gap "}, "name"),
        ({"name": ""}, "name"),
        ({"kind": "x"}, "kind"),
        ({"ends_on": project.today() - timedelta(days=1)}, "ends_on"),
        ({"ends_on": project.today() + timedelta(days=1)}, "ends_on"),
    ):
        with pytest.raises(BadInput) as refused:
            freeze(manager, project, **({"name": "Next"} | wrong))
        assert refused.value.field == field
    assert AssessmentRound.objects.count() == 1


def test_two_rounds_say_what_became_better_and_what_worse_clause_by_clause(
    project: Project, member: User, manager: User
) -> None:
    rows = make_checklist(project)
    up, down, deeper, same = rows[:4]
    assess_checkpoint(actor=member, checkpoint=down, state="partly_met", note="almost")
    assess_checkpoint(actor=member, checkpoint=deeper, state="not_met", lived=Lived(1, 3))
    first = freeze(manager, project, "First")
    assess_checkpoint(actor=member, checkpoint=up, state="met", uploads=[make_upload()])
    assess_checkpoint(actor=member, checkpoint=down, state="not_met")
    assess_checkpoint(actor=member, checkpoint=deeper, state="not_met", lived=Lived(3, 3))
    second = freeze(manager, project, "Second", kind="again")
    kept = frozen_rows(project, [first, second])
    found = compare(kept[first.pk], kept[second.pk])
    moved = {change.checkpoint_id: change.better for change in found.changes}
    assert moved == {up.pk: True, down.pk: False, deeper.pk: True}
    assert (found.total.better, found.total.worse, found.total.same) == (2, 1, len(rows) - 3)
    assert same.pk not in moved
    top = rows[0].requirement.clause.number.split(".")[0]
    assert found.by_clause[top].worse <= 1
    assert sum(found.by_clause[n].better for n in found.by_clause if "." not in n) == 2
    assert compare(kept[second.pk], as_frozen(checklist_rows(project))).changes == []
    cell = cells_of(kept[first.pk])[deeper.requirement.clause.number]
    assert (cell.maturity, cell.maturity_wanted, cell.gap) == (1, 3, 2)


def test_the_pages_freeze_show_and_compare(project: Project, member: User, manager: User) -> None:
    rows = make_checklist(project)
    client = client_of(manager)
    page = reverse("checklist:rounds", args=[project.slug])
    clause = rows[0].requirement.clause.number
    answer = client.post(
        reverse("checklist:assessment", args=[project.slug, rows[0].pk]),
        {"state": "not_met", "version": 1, "maturity": "1", "maturity_wanted": "4", "confidence": "guessed"},
    )
    assert answer.status_code == 302
    shown = client.get(reverse("checklist:clause", args=[project.slug, clause])).content.decode()
    assert "Maturity 1 Depends on who is there" in shown
    assert "gap 3" in shown
    day = project.today().isoformat()
    refused = client.post(page, {"name": "Gap", "kind": "gap"})
    assert (refused.status_code, AssessmentRound.objects.count()) == (422, 0)
    assert client.post(page, {"name": "Gap <1>", "kind": "gap", "starts_on": day}).status_code == 302
    assess_checkpoint(actor=member, checkpoint=rows[0], state="partly_met", note="half")
    costs = []
    for more in range(2):
        with CaptureQueriesContext(connection) as asked:
            html = client.get(page).content.decode()
        costs.append(len(asked))
        freeze(manager, project, f"Later {more}")
    assert "Gap &lt;1&gt;" in html
    assert costs[0] == costs[1]
    assert "Level 3" in client.get(page + "?by=maturity").content.decode()
    first = AssessmentRound.objects.get(name="Gap <1>")
    one = reverse("checklist:round", args=[project.slug, first.pk])
    assert "1 checkpoint became better" in client.get(one).content.decode()
    other = AssessmentRound.objects.get(name="Later 1")
    turned = reverse("checklist:round", args=[project.slug, other.pk])
    assert "1 checkpoint was better" in client.get(f"{turned}?with={first.pk}").content.decode()
    aside = reverse("checklist:round_aside", args=[project.slug, first.pk])
    assert client.post(aside, {"reason": ""}).status_code == 422
    assert client.post(aside, {"reason": "too early"}).status_code == 302
    assert "set aside: too early" in client.get(page).content.decode()
    with pytest.raises(BadInput):
        set_round_aside(actor=manager, taken=other, reason=" ")

"""The register of documented information: states, owners, reviews, pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.evidence import current_revision, make_evidence
from tests.factories.people import make_person
from tracker.checklist.actions import keep_entry, review_entry
from tracker.checklist.models import RegisterItem
from tracker.checklist.queries import RegisterLine, register_lines
from tracker.checklist.queries.holding import months_after
from tracker.core import clock
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.evidence.actions import Validity, confirm_revision
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation


@pytest.fixture
def policy(project: Project) -> DocumentedInformation:
    clause = Clause.objects.get(edition=project.edition, number="5.2")
    item = DocumentedInformation.objects.create(
        edition=project.edition,
        code="DI-05",
        name="Policy",
        kind="document",
        basis="explicit_documented_information",
        description="What top management wants.",
        freshness_hint="review yearly",
        clause=clause,
    )
    item.clauses.add(clause)
    return item


def line_of(item: DocumentedInformation, project: Project, at: datetime | None = None) -> RegisterLine:
    return next(line for line in register_lines(project, at) if line.row.id == item.pk)


def state(item: DocumentedInformation, project: Project) -> str:
    return line_of(item, project).state.value


def test_the_state_follows_what_is_said_and_what_is_there(
    project: Project, policy: DocumentedInformation, member: User, manager: User
) -> None:
    assert (state(policy, project), line_of(policy, project).is_gap) == ("missing", True)
    keep_entry(actor=member, project=project, information=policy, owner=None, stage="draft")
    assert state(policy, project) == "draft"
    evidence = make_evidence(project=project, actor=member, information=[policy])
    keep_entry(actor=member, project=project, information=policy, owner=None)
    assert state(policy, project) == "in_review"
    confirm_revision(actor=manager, revision=current_revision(evidence))
    line = line_of(policy, project)
    assert (line.state, line.is_gap) == ("approved", False)
    assert line.next_review_on == months_after(project.today(), 12)
    with clock.at(clock.now() + timedelta(days=370)):
        assert state(policy, project) == "due_for_review"


def test_the_next_review_counts_from_the_last_one(
    project: Project, policy: DocumentedInformation, member: User, manager: User
) -> None:
    evidence = make_evidence(
        project=project,
        actor=member,
        information=[policy],
        validity=Validity(effective_from=date(2026, 1, 5)),
    )
    confirm_revision(actor=manager, revision=current_revision(evidence))
    keep_entry(actor=member, project=project, information=policy, owner=None, review_months=6)
    later = clock.now() + timedelta(days=250)
    with clock.at(later):
        assert state(policy, project) == "due_for_review"
        review_entry(actor=member, project=project, information=policy, note="still right")
        line = line_of(policy, project)
        assert (line.state, line.next_review_on) == ("approved", months_after(later.date(), 6))
    past = line_of(policy, project, clock.now())
    assert (past.reviewed_on, past.review_months) == (None, 6)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_what_does_not_fit_is_refused(
    project: Project, policy: DocumentedInformation, member: User, manager: User, viewer: User
) -> None:
    said: dict[str, Any] = {"project": project, "information": policy}
    with pytest.raises(NotPermitted):
        keep_entry(actor=viewer, owner=None, **said)
    with pytest.raises(NotPermitted):
        keep_entry(actor=member, owner=make_person(organization=project.organization), **said)
    with pytest.raises(RuleBroken, match="another organization"):
        keep_entry(actor=manager, owner=make_person(), **said)
    with pytest.raises(BadInput, match="no stage"):
        keep_entry(actor=member, owner=None, stage="approved", **said)
    with pytest.raises(BadInput, match="once it has taken place"):
        review_entry(actor=member, on=project.today() + timedelta(days=1), **said)
    keep_entry(actor=member, owner=None, stage="draft", version=0, **said)
    with pytest.raises(StaleEdit):
        keep_entry(actor=member, owner=None, stage="", version=0, **said)
    assert RegisterItem.objects.count() == 1


def test_the_pages_show_gaps_and_keep_what_is_said(
    client: Client, project: Project, policy: DocumentedInformation, manager: User
) -> None:
    owner = make_person(name="Olga Owner", organization=project.organization)
    client.force_login(manager)
    page = reverse("checklist:entry", args=[project.slug, "DI-05"])
    given = {"owner": owner.pk, "stage": "draft", "review_months": 6, "version": 0}
    assert client.post(page, given).status_code == 302
    assert client.post(page, given).status_code == 422
    assert client.post(page, given | {"review_months": 500, "version": 1}).status_code == 422
    assert client.post(page + "review/", {"on": "2099-01-01", "version": 1}).status_code == 422
    today = project.today().isoformat()
    assert client.post(page + "review/", {"on": today, "version": 1}).status_code == 302
    assert "Olga Owner" in client.get(page).content.decode()
    listed = reverse("checklist:register", args=[project.slug])
    for show, there in (("", True), ("gaps", True), ("draft", True), ("approved", False)):
        text = client.get(listed, {"show": show}).content.decode()
        assert ("Olga Owner" in text) is there, show
    assert client.get(reverse("checklist:entry", args=[project.slug, "DI-99"])).status_code == 404


def test_the_register_costs_the_same_for_one_and_for_many(
    project: Project, policy: DocumentedInformation, member: User
) -> None:
    counts = []
    for number in (0, 8):
        for more in range(number):
            item = DocumentedInformation.objects.create(
                edition=project.edition, code=f"DI-{more + 10}", name="x", kind="record", basis="implied",
                clause=policy.clause,
            )  # fmt: skip
            keep_entry(actor=member, project=project, information=item, owner=None, stage="draft")
            make_evidence(project=project, actor=member, information=[item])
        with CaptureQueriesContext(connection) as asked:
            register_lines(project)
        counts.append(len(asked))
    assert counts[0] == counts[1]

"""Revisions, the second person, withdrawing, and how a revision stands on a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.evidence import current_revision, make_evidence, make_upload
from tracker.core import clock
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.evidence.actions import (
    Validity,
    add_revision,
    confirm_revision,
    describe_evidence,
    reject_revision,
    withdraw_evidence,
)
from tracker.evidence.choices import Standing
from tracker.evidence.models import Confirmation, EvidenceRevision
from tracker.evidence.queries import evidence_rows, expiring, revision_facts, waiting
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Clause


def test_a_new_revision_supersedes_the_one_before(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    first = current_revision(evidence)

    second = add_revision(actor=member, evidence=evidence, upload=make_upload(), note="November added")

    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("superseded", "current", 2)
    assert first.history.first().history_change_reason == "November added"


def test_the_same_bytes_are_no_new_revision(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member, upload=make_upload("a.txt", b"same"))
    with pytest.raises(RuleBroken, match="exactly the bytes of revision 1"):
        add_revision(actor=member, evidence=evidence, upload=make_upload("b.txt", b"same"))
    assert EvidenceRevision.objects.count() == 1


def test_a_review_keeps_the_bytes_and_gives_new_dates_to_confirm(
    project: Project, member: User, manager: User
) -> None:
    evidence = make_evidence(project=project, actor=member)
    first = current_revision(evidence)
    confirm_revision(actor=manager, revision=first)
    later = project.today() + timedelta(days=365)

    second = add_revision(actor=member, evidence=evidence, validity=Validity(expires_on=later))

    assert (second.digest, second.expires_on, second.verdict) == (first.digest, later, "")
    with pytest.raises(BadInput, match="Choose a file"):
        add_revision(actor=member, evidence=evidence)


def test_a_stale_edit_of_evidence_is_refused(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    add_revision(actor=member, evidence=evidence, upload=make_upload(), version=1)
    with pytest.raises(StaleEdit):
        add_revision(actor=member, evidence=evidence, upload=make_upload(), version=1)


def test_a_second_person_confirms_a_revision(project: Project, member: User, manager: User) -> None:
    revision = current_revision(make_evidence(project=project, actor=member))

    confirmation = confirm_revision(actor=manager, revision=revision, note="read it all")
    again = confirm_revision(actor=manager, revision=revision)

    assert (confirmation.by, confirmation.verdict) == (manager, "confirmed")
    assert again == confirmation
    assert Activity.objects.filter(verb="evidence.confirmed").count() == 1


def test_nobody_confirms_what_they_attached(project: Project, manager: User) -> None:
    revision = current_revision(make_evidence(project=project, actor=manager))
    for judge in (
        lambda: confirm_revision(actor=manager, revision=revision),
        lambda: reject_revision(actor=manager, revision=revision, reason="no"),
    ):
        with pytest.raises(RuleBroken, match="second person"):
            judge()
    assert not Confirmation.objects.exists()


def test_a_sponsor_may_not_confirm(project: Project, member: User, sponsor: User) -> None:
    revision = current_revision(make_evidence(project=project, actor=member))
    with pytest.raises(NotPermitted):
        confirm_revision(actor=sponsor, revision=revision)


def test_a_superseded_or_expired_revision_cannot_be_confirmed(
    project: Project, member: User, manager: User
) -> None:
    evidence = make_evidence(project=project, actor=member)
    old = current_revision(evidence)
    yesterday = project.today() - timedelta(days=1)
    dates = Validity(effective_from=yesterday - timedelta(days=9), expires_on=yesterday)
    expired = add_revision(actor=member, evidence=evidence, upload=make_upload(), validity=dates)
    with pytest.raises(RuleBroken, match="no longer current"):
        confirm_revision(actor=manager, revision=old)
    with pytest.raises(RuleBroken, match="expired"):
        confirm_revision(actor=manager, revision=expired)


def test_a_rejection_wants_a_reason_and_takes_the_revision_out_of_force(
    project: Project, member: User, manager: User
) -> None:
    revision = current_revision(make_evidence(project=project, actor=member))
    with pytest.raises(BadInput, match="why"):
        reject_revision(actor=manager, revision=revision, reason=" ")

    reject_revision(actor=manager, revision=revision, reason="page 3 is missing")

    revision.refresh_from_db()
    assert revision.standing(project.today()) == Standing.REJECTED
    assert not EvidenceRevision.objects.valid_on(project.today()).exists()


def test_withdrawing_says_where_it_was_used(project: Project, member: User, manager: User) -> None:
    clauses = Clause.objects.filter(edition=project.edition, number__in=["4.1", "5.2"])
    evidence = make_evidence(project=project, actor=member, clauses=clauses)
    with pytest.raises(NotPermitted):
        withdraw_evidence(actor=member, evidence=evidence, reason="wrong file")
    with pytest.raises(BadInput):
        withdraw_evidence(actor=manager, evidence=evidence, reason="")

    withdrawn = withdraw_evidence(actor=manager, evidence=evidence, reason="wrong file")

    assert withdrawn.clauses == ["4.1", "5.2"]
    assert evidence.revisions.get().state == "withdrawn"
    with pytest.raises(RuleBroken, match="already"):
        withdraw_evidence(actor=manager, evidence=evidence, reason="again")


def test_after_a_withdrawal_a_new_revision_brings_it_back(
    project: Project, member: User, manager: User
) -> None:
    evidence = make_evidence(project=project, actor=member)
    withdraw_evidence(actor=manager, evidence=evidence, reason="wrong file")
    revision = add_revision(actor=member, evidence=evidence, upload=make_upload())
    assert (revision.number, evidence.revisions.get(number=1).state) == (2, "withdrawn")


def test_the_standing_follows_the_day(project: Project, member: User, manager: User) -> None:
    start = project.today()
    dates = Validity(effective_from=start + timedelta(days=2), expires_on=start + timedelta(days=60))
    revision = current_revision(make_evidence(project=project, actor=member, validity=dates))
    on = [start + timedelta(days=n) for n in (0, 2, 60, 61)]
    assert [revision.standing(day).value for day in on] == ["not_yet", "to_confirm", "to_confirm", "expired"]

    confirm_revision(actor=manager, revision=revision)
    revision.refresh_from_db()
    assert [revision.standing(day).value for day in on] == ["not_yet", "current", "expiring", "expired"]


def test_the_description_changes_without_touching_the_file(project: Project, member: User) -> None:
    clauses = list(Clause.objects.filter(edition=project.edition, number__in=["4.1", "5.2"]))
    evidence = make_evidence(project=project, actor=member, clauses=clauses[:1])
    digest = current_revision(evidence).digest

    describe_evidence(
        actor=member, evidence=evidence, version=1, name="Issues log", kind="record", clauses=clauses[1:]
    )

    row = evidence_rows(project)[0]
    assert (row.name, row.newest.kind, row.clauses, row.newest.digest) == (
        "Issues log",
        "record",
        ("5.2",),
        digest,
    )


def test_the_past_is_told_as_it_was(project: Project, member: User, manager: User) -> None:
    march = datetime(2026, 3, 10, 9, tzinfo=UTC)
    with clock.at(march):
        clause = Clause.objects.filter(edition=project.edition, number="4.1")
        evidence = make_evidence(project=project, actor=member, clauses=clause)
    with clock.at(march + timedelta(days=10)):
        confirm_revision(actor=manager, revision=current_revision(evidence))
    with clock.at(march + timedelta(days=20)):
        add_revision(actor=member, evidence=evidence, upload=make_upload())
        describe_evidence(
            actor=member, evidence=evidence, version=2, name="New name", kind="record", clauses=[]
        )

    assert evidence_rows(project, at=march - timedelta(days=1)) == []
    early = evidence_rows(project, at=march + timedelta(days=1))[0]
    later = evidence_rows(project, at=march + timedelta(days=11))[0]
    now = evidence_rows(project)[0]
    assert (early.newest.standing, early.clauses) == (Standing.TO_CONFIRM, ("4.1",))
    assert (later.newest.standing, later.newest.verdict_by, later.newest.number) == (
        Standing.CURRENT,
        manager.name,
        1,
    )
    assert (now.name, now.newest.number, now.clauses) == ("New name", 2, ())
    assert later.name != "New name"


def test_what_waits_is_not_shown_to_who_attached_it(project: Project, member: User, manager: User) -> None:
    make_evidence(project=project, actor=member)
    assert len(waiting(project)) == 1
    assert len(waiting(project, user=manager)) == 1
    assert waiting(project, user=member) == []


def test_what_expires_is_listed_earliest_first(project: Project, member: User) -> None:
    today = project.today()
    for days in (200, 5, -1, 20):
        dates = Validity(effective_from=today - timedelta(days=30), expires_on=today + timedelta(days=days))
        make_evidence(project=project, actor=member, validity=dates)
    assert [(fact.expires_on - today).days for fact in expiring(project) if fact.expires_on] == [-1, 5, 20]


def test_reading_the_library_costs_the_same_for_one_and_for_many(
    project: Project, member: User, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 12):
        for _ in range(more):
            make_evidence(project=project, actor=member)
        with CaptureQueriesContext(connection) as now:
            evidence_rows(project)
        with CaptureQueriesContext(connection) as past:
            revision_facts(project, at=clock.now())
        counts.append((len(now), len(past)))
    assert counts[0] == counts[1] == (4, 5)

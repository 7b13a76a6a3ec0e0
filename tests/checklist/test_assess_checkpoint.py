"""Assessing, confirming, reopening: the guards of "met" and "ready"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.checklist import make_checklist
from tests.factories.evidence import current_revision, make_evidence, make_upload
from tests.factories.people import make_person
from tests.factories.projects import make_project
from tracker.checklist.actions import (
    assess_checkpoint,
    assign_checkpoint,
    assign_checkpoints,
    attach_to_checkpoint,
    confirm_assessment,
    link_evidence,
    open_checklist,
    reopen_checkpoint,
    unlink_evidence,
)
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import Lapse, checklist_rows
from tracker.checklist.queries.rows import CheckpointRow
from tracker.core import clock
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.evidence.actions import (
    Validity,
    add_revision,
    confirm_revision,
    reject_revision,
    withdraw_evidence,
)
from tracker.evidence.models import Evidence
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import Requirement


@pytest.fixture
def checkpoint(project: Project) -> Checkpoint:
    return make_checklist(project)[0]


def row_of(checkpoint: Checkpoint, **when: object) -> CheckpointRow:
    return next(row for row in checklist_rows(checkpoint.project, **when) if row.id == checkpoint.pk)  # type: ignore[arg-type]


def test_opening_makes_one_checkpoint_for_each_requirement_with_history(
    project: Project, manager: User
) -> None:
    assert open_checklist(actor=manager, project=project) == 4
    assert open_checklist(actor=manager, project=project) == 0
    assert Checkpoint.objects.of(project).count() == Requirement.objects.of(project.edition).count() == 4
    assert Checkpoint.history.filter(history_user_id=manager.pk).count() == 4
    assert Activity.objects.filter(verb="checklist.opened").count() == 1


def test_only_leads_and_administrators_open_a_checklist(project: Project, member: User, admin: User) -> None:
    with pytest.raises(NotPermitted):
        open_checklist(actor=member, project=project)
    assert open_checklist(actor=admin, project=project) == 4


def test_an_assessment_with_files_is_met_and_says_who(checkpoint: Checkpoint, member: User) -> None:
    assess_checkpoint(
        actor=member,
        checkpoint=checkpoint,
        state="met",
        note="212 requests, none without category",
        uploads=[make_upload("log.pdf"), make_upload("rule.pdf")],
        version=1,
    )
    row = row_of(checkpoint)
    assert (row.state, row.assessed_by, row.met, row.ready) == ("met", member.name, True, False)
    assert [proof.name for proof in row.proofs] == ["log", "rule"]
    assert Evidence.objects.for_clause(checkpoint.requirement.clause).count() == 2
    entry = Activity.objects.get(verb="checklist.assessed")
    assert (entry.before, entry.after) == ({"state": "not_assessed"}, {"state": "met"})
    assert checkpoint.history.first().history_change_reason == "212 requests, none without category"


def test_met_wants_current_evidence(checkpoint: Checkpoint, member: User) -> None:
    project = checkpoint.project
    with pytest.raises(RuleBroken, match="current evidence"):
        assess_checkpoint(actor=member, checkpoint=checkpoint, state="met")
    past = project.today() - timedelta(days=10)
    old = make_evidence(
        project=project,
        actor=member,
        validity=Validity(effective_from=past, expires_on=past + timedelta(days=5)),
    )
    with pytest.raises(RuleBroken, match="current evidence"):
        assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", evidence=[old])
    checkpoint.refresh_from_db()
    assert checkpoint.state == "not_assessed"
    assert not checkpoint.evidence_links.exists()


def test_a_refused_file_leaves_the_checkpoint_as_it_was(checkpoint: Checkpoint, member: User) -> None:
    with pytest.raises(BadInput, match=r"bad\.pdf"):
        assess_checkpoint(
            actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload("bad.pdf", b"text")]
        )
    checkpoint.refresh_from_db()
    assert (checkpoint.version, checkpoint.state) == (1, "not_assessed")
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"state": "not_applicable"}, "state"),
        ({"state": "partly_met"}, "note"),
        ({"state": "met_by_other_party"}, "party"),
        ({"state": "met_by_other_party", "party": "Nordic Cloud"}, "party_control"),
    ],
)
def test_an_assessment_that_lacks_something_is_refused(
    checkpoint: Checkpoint, member: User, values: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        assess_checkpoint(actor=member, checkpoint=checkpoint, **values)
    assert refused.value.field == field


def test_met_by_another_party_names_it_and_how_it_is_controlled(checkpoint: Checkpoint, member: User) -> None:
    values = {"state": "met_by_other_party", "party": "Nordic Cloud", "party_control": "monthly review"}
    with pytest.raises(RuleBroken, match="current evidence"):
        assess_checkpoint(actor=member, checkpoint=checkpoint, **values)

    assess_checkpoint(actor=member, checkpoint=checkpoint, uploads=[make_upload()], **values)

    row = row_of(checkpoint)
    assert (row.met, row.party, row.party_control) == (True, "Nordic Cloud", "monthly review")


def test_viewers_and_sponsors_do_not_assess(checkpoint: Checkpoint, sponsor: User, viewer: User) -> None:
    for actor in (sponsor, viewer):
        with pytest.raises(NotPermitted):
            assess_checkpoint(actor=actor, checkpoint=checkpoint, state="not_met")


def test_the_second_writer_reads_who_was_first(checkpoint: Checkpoint, member: User, manager: User) -> None:
    assess_checkpoint(actor=manager, checkpoint=checkpoint, state="not_met", version=1)
    with clock.at(clock.now() + timedelta(seconds=70)), pytest.raises(StaleEdit) as refused:
        assess_checkpoint(actor=member, checkpoint=checkpoint, state="partly_met", note="half", version=1)
    assert refused.value.sentence.startswith("Mina changed this a minute ago; it now says “Not met”.")


def test_ready_wants_a_second_person_for_assessment_and_for_evidence(
    checkpoint: Checkpoint, member: User, manager: User
) -> None:
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload()])
    revision = current_revision(Evidence.objects.get())
    assert (row_of(checkpoint).assessment_waits, row_of(checkpoint).evidence_waits) == (True, True)

    confirm_assessment(actor=manager, checkpoint=checkpoint)
    assert (row_of(checkpoint).ready, row_of(checkpoint).waits) == (False, True)

    confirm_revision(actor=manager, revision=revision)
    assert (row_of(checkpoint).ready, row_of(checkpoint).waits) == (True, False)
    assert row_of(checkpoint).confirmed_by == manager.name


def test_nobody_confirms_their_own_assessment(checkpoint: Checkpoint, manager: User, auditor: User) -> None:
    assess_checkpoint(actor=manager, checkpoint=checkpoint, state="met", uploads=[make_upload()])
    with pytest.raises(RuleBroken, match="second person"):
        confirm_assessment(actor=manager, checkpoint=checkpoint)
    assert confirm_assessment(actor=auditor, checkpoint=checkpoint).confirmed_by == auditor


def test_only_what_is_met_can_be_confirmed(checkpoint: Checkpoint, member: User, manager: User) -> None:
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="partly_met", note="half")
    with pytest.raises(RuleBroken, match="said to be met"):
        confirm_assessment(actor=manager, checkpoint=checkpoint)


def test_a_new_assessment_waits_for_a_second_person_again(
    checkpoint: Checkpoint, member: User, manager: User
) -> None:
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload()])
    confirm_assessment(actor=manager, checkpoint=checkpoint)
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met")
    assert row_of(checkpoint).confirmed_at is not None, "saying the same again changes nothing"

    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", note="and more")
    assert row_of(checkpoint).confirmed_at is None


def test_reopening_wants_a_reason_and_takes_the_assessment_back(
    checkpoint: Checkpoint, member: User, auditor: User, sponsor: User
) -> None:
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload()])
    with pytest.raises(NotPermitted):
        reopen_checkpoint(actor=sponsor, checkpoint=checkpoint, reason="no")
    with pytest.raises(BadInput):
        reopen_checkpoint(actor=auditor, checkpoint=checkpoint, reason=" ")

    reopen_checkpoint(actor=auditor, checkpoint=checkpoint, reason="Retired services are missing.")

    row = row_of(checkpoint)
    assert (row.state, row.note, row.met) == ("not_assessed", "Retired services are missing.", False)
    with pytest.raises(RuleBroken, match="open already"):
        reopen_checkpoint(actor=auditor, checkpoint=checkpoint, reason="again")


def met_and_ready(checkpoint: Checkpoint, member: User, manager: User, validity: Validity) -> Evidence:
    assess_checkpoint(
        actor=member, checkpoint=checkpoint, state="met", uploads=[make_upload()], validity=validity
    )
    evidence = Evidence.objects.get()
    confirm_assessment(actor=manager, checkpoint=checkpoint)
    confirm_revision(actor=manager, revision=current_revision(evidence))
    assert row_of(checkpoint).ready
    return evidence


def test_when_evidence_expires_the_checkpoint_was_met_and_no_longer_counts(
    checkpoint: Checkpoint, member: User, manager: User
) -> None:
    last_day = checkpoint.project.today() + timedelta(days=30)
    met_and_ready(checkpoint, member, manager, Validity(expires_on=last_day))
    assert row_of(checkpoint, on=last_day).ready

    row = row_of(checkpoint, on=last_day + timedelta(days=1))

    assert (row.met, row.ready, row.standing) == (False, False, "lapsed")
    assert (row.lapse, row.lapsed_on) == (Lapse.EXPIRED, last_day)


def test_withdrawn_rejected_and_superseded_evidence_no_longer_carries(
    checkpoint: Checkpoint, member: User, manager: User
) -> None:
    evidence = met_and_ready(checkpoint, member, manager, Validity())
    newer = add_revision(actor=member, evidence=evidence, upload=make_upload())
    assert (row_of(checkpoint).met, row_of(checkpoint).ready) == (True, False)

    reject_revision(actor=manager, revision=newer, reason="wrong quarter")
    assert row_of(checkpoint).lapse == Lapse.REJECTED

    withdraw_evidence(actor=manager, evidence=evidence, reason="wrong")
    assert row_of(checkpoint).lapse == Lapse.WITHDRAWN
    assert row_of(checkpoint).lapsed_on == clock.today()

    unlink_evidence(actor=member, checkpoint=checkpoint, evidence=evidence, reason="not ours")
    assert row_of(checkpoint).lapse == Lapse.UNLINKED


def test_files_can_be_attached_without_assessing(checkpoint: Checkpoint, member: User) -> None:
    attach_to_checkpoint(actor=member, checkpoint=checkpoint, uploads=[make_upload(), make_upload()])
    row = row_of(checkpoint)
    assert (row.state, len(row.proofs)) == ("not_assessed", 2)


def test_linking_twice_links_once_and_a_foreign_piece_is_refused(
    checkpoint: Checkpoint, member: User, manager: User
) -> None:
    evidence = make_evidence(project=checkpoint.project, actor=member)
    assert link_evidence(actor=member, checkpoint=checkpoint, evidence=[evidence]) == [evidence]
    assert link_evidence(actor=member, checkpoint=checkpoint, evidence=[evidence]) == []
    foreign = make_evidence(project=make_project(manager=manager), actor=manager)
    with pytest.raises(RuleBroken, match="another implementation"):
        link_evidence(actor=member, checkpoint=checkpoint, evidence=[foreign])
    assert Activity.objects.filter(verb="checklist.evidence_linked").count() == 1


def test_a_checkpoint_gets_an_owner_of_the_organization_and_a_date(
    checkpoint: Checkpoint, member: User, manager: User
) -> None:
    project = checkpoint.project
    owner = make_person(organization=project.organization)
    day = project.today() + timedelta(days=40)
    with pytest.raises(NotPermitted):
        assign_checkpoint(actor=member, checkpoint=checkpoint, owner=owner, target_on=day)
    with pytest.raises(RuleBroken, match="another organization"):
        assign_checkpoint(actor=manager, checkpoint=checkpoint, owner=make_person(), target_on=day)
    gone = make_person(organization=project.organization, left_on=project.today())
    with pytest.raises(RuleBroken, match="has left"):
        assign_checkpoint(actor=manager, checkpoint=checkpoint, owner=gone, target_on=day)

    assign_checkpoint(actor=manager, checkpoint=checkpoint, owner=owner, target_on=day)

    row = row_of(checkpoint)
    assert (row.owner, row.target_on) == (owner.name, day)


def test_many_checkpoints_are_assigned_at_once_with_history(project: Project, manager: User) -> None:
    rows = make_checklist(project)
    owner = make_person(organization=project.organization)
    day = project.today()
    args = {"actor": manager, "project": project, "checkpoints": rows, "owner": owner, "target_on": day}
    assert assign_checkpoints(**args) == 4  # type: ignore[arg-type]
    assert assign_checkpoints(**args) == 0  # type: ignore[arg-type]
    assert Checkpoint.history.filter(history_type="~").count() == 4

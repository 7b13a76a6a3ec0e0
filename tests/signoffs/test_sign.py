"""Signing: who may, what is bound, and that nothing about it changes afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories.people import make_user
from tests.factories.projects import give_role
from tests.factories.signoffs import make_content, make_proof, make_request, make_signoff
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.signoffs import actions, queries
from tracker.signoffs.choices import Decision, Method, State
from tracker.signoffs.models import SignOff, SignOffRequest

pytestmark = pytest.mark.django_db


def test_a_sponsor_signs_exactly_what_was_frozen(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    signoff = make_signoff(asked, by=sponsor, comment="Well done")
    asked.refresh_from_db()
    assert asked.state == State.APPROVED
    assert (signoff.receipt, signoff.digest) == (f"S-{project.today().year}-0001", asked.digest)
    assert (signoff.signer_name, signoff.role) == ("Sara Sponsor", "Sponsor")
    fresh = SignOff.objects.select_related("request").get()
    assert queries.verify(fresh) == queries.Check(content=True, row=True, seal=True)
    assert Activity.objects.filter(verb="signoffs.approved").get().after["own_digest"] == signoff.own_digest


def test_the_requester_is_told_and_the_signers_own_message_becomes_moot(
    project: Project, manager: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    (told,) = Notification.objects.of(sponsor)
    assert told.link == f"/projects/nordlicht/signoffs/{asked.pk}/"
    make_signoff(asked, by=sponsor)
    assert Notification.objects.of(sponsor).get().status == "withdrawn"
    assert Notification.objects.of(manager).get().subject == "Sara Sponsor approved Stage 1 audit passed"


def test_the_requester_cannot_sign(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    give_role(project, manager, Role.SPONSOR)
    with pytest.raises(NotPermitted, match="somebody else has to give it"):
        make_signoff(asked, by=manager)
    with pytest.raises(RuleBroken, match="Somebody else"):
        make_request(project, by=manager, of=manager)


def test_another_sponsor_cannot_complete_it(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    other = make_user("Oda Other")
    give_role(project, other, Role.SPONSOR)
    with pytest.raises(NotPermitted, match="Sara Sponsor was asked"):
        make_signoff(asked, by=other)
    assert not SignOff.objects.exists()


def test_who_lost_the_role_cannot_sign_any_more(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    sponsor.memberships.get().delete_because("left", by=manager)
    with pytest.raises(NotPermitted):
        make_signoff(asked, by=sponsor)


def test_only_who_holds_a_role_that_signs_can_be_asked(project: Project, manager: User, member: User) -> None:
    with pytest.raises(RuleBroken, match="cannot sign in this implementation"):
        make_request(project, by=manager, of=member)


def test_a_member_cannot_ask(project: Project, member: User, sponsor: User) -> None:
    with pytest.raises(NotPermitted):
        make_request(project, by=member, of=sponsor)


def test_an_answer_is_given_once(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    make_signoff(asked, by=sponsor)
    with pytest.raises(RuleBroken, match="no longer waits for you"):
        make_signoff(asked, by=sponsor, decision=Decision.DECLINED, comment="no")


def test_the_same_person_is_not_asked_twice_about_one_thing(
    project: Project, manager: User, sponsor: User
) -> None:
    make_request(project, by=manager, of=sponsor)
    with pytest.raises(RuleBroken, match="already been asked"):
        make_request(project, by=manager, of=sponsor)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"meaning": ""}, "meaning"),
        ({"content": {}}, "content"),
        ({"due_on": datetime(2020, 1, 1, tzinfo=UTC).date()}, "due_on"),
    ],
)
def test_a_question_without_substance_is_refused(
    project: Project, manager: User, sponsor: User, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        make_request(project, by=manager, of=sponsor, **facts)
    assert refusal.value.field == field
    assert not SignOffRequest.objects.exists()


def test_conditions_and_reasons_are_asked_for(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    with pytest.raises(RuleBroken, match="Name the conditions"):
        make_signoff(asked, by=sponsor, decision=Decision.APPROVED_WITH_CONDITIONS)
    with pytest.raises(RuleBroken, match="why you decline"):
        actions.decline(actor=sponsor, request=asked, proof=make_proof(), reason=" ", read_to_end=True)
    signoff = actions.decline(
        actor=sponsor, request=asked, proof=make_proof(), reason="Too early", read_to_end=True
    )
    assert (signoff.decision, signoff.comment) == (Decision.DECLINED, "Too early")


def test_it_is_read_to_its_end_first(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    with pytest.raises(RuleBroken, match="to its end"):
        make_signoff(asked, by=sponsor, read_to_end=False)
    actions.mark_viewed_to_end(actor=manager, request=asked)
    asked.refresh_from_db()
    assert asked.viewed_to_end_at is None
    seen = actions.mark_viewed_to_end(actor=sponsor, request=asked).viewed_to_end_at
    assert seen is not None
    assert actions.mark_viewed_to_end(actor=sponsor, request=asked).viewed_to_end_at == seen
    assert make_signoff(asked, by=sponsor, read_to_end=False).viewed_to_end_at == seen


def test_a_proof_of_identity_grows_old(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    for minutes in (-5, 1):
        stale = actions.Proof(Method.PASSKEY, clock.now() + timedelta(minutes=minutes))
        with pytest.raises(RuleBroken, match="once more"):
            make_signoff(asked, by=sponsor, proof=stale)


def test_content_other_than_what_was_shown_is_not_signed(
    project: Project, manager: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    with pytest.raises(RuleBroken, match="not the content you had before you"):
        make_signoff(asked, by=sponsor, digest="0" * 64)


def test_content_changed_behind_our_back_is_not_signed_and_an_old_signature_says_so(
    project: Project, manager: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    SignOffRequest.objects.filter(pk=asked.pk).update(content=make_content("1 June 2027"))
    with pytest.raises(RuleBroken, match="no longer fits its digest"):
        make_signoff(asked, by=sponsor)
    SignOffRequest.objects.filter(pk=asked.pk).update(content=make_content())
    signoff = make_signoff(asked, by=sponsor)
    SignOffRequest.objects.filter(pk=asked.pk).update(title="Something else")
    check = queries.verify(SignOff.objects.select_related("request").get(pk=signoff.pk))
    assert (check.content, check.row, check.holds) == (False, True, False)


def test_a_signature_cannot_be_moved_to_another_person(
    project: Project, manager: User, sponsor: User
) -> None:
    signoff = make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor)
    signoff.signer_name = "Somebody else"
    check = queries.verify(signoff)
    assert (check.row, check.seal, check.holds) == (False, False, False)


def test_the_database_refuses_to_change_or_remove_a_signoff(
    project: Project, manager: User, sponsor: User
) -> None:
    signoff = make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor)
    rows = SignOff.objects.filter(pk=signoff.pk)
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        rows.update(comment="rewritten")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        rows._raw_delete(rows.db)
    assert rows.get().comment == ""


def test_a_signer_withdraws_with_a_reason_and_both_stay(
    project: Project, manager: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    signoff = make_signoff(asked, by=sponsor)
    with pytest.raises(NotPermitted):
        actions.withdraw_signoff(actor=manager, signoff=signoff, proof=make_proof(), reason="x")
    with pytest.raises(RuleBroken, match="why you withdraw"):
        actions.withdraw_signoff(actor=sponsor, signoff=signoff, proof=make_proof(), reason="")
    back = actions.withdraw_signoff(
        actor=sponsor, signoff=signoff, proof=make_proof(), reason="A file was wrong"
    )
    asked.refresh_from_db()
    assert (asked.state, back.withdraws, back.number) == (State.WITHDRAWN, signoff, 2)
    assert back.previous_digest == signoff.own_digest
    assert SignOff.objects.count() == 2
    assert queries.current_signoff(project) is None
    with pytest.raises(RuleBroken, match="withdrawn already"):
        actions.withdraw_signoff(actor=sponsor, signoff=signoff, proof=make_proof(), reason="again")


def test_who_asked_takes_an_unanswered_question_back(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    other = make_user("Olga")
    give_role(project, other, Role.PROJECT_MANAGER)
    with pytest.raises(NotPermitted):
        actions.withdraw_request(actor=other, request=asked, reason="x")
    actions.withdraw_request(actor=manager, request=asked, reason="Wrong milestone")
    with pytest.raises(RuleBroken, match="no longer waits"):
        make_signoff(asked, by=sponsor)
    again = make_request(project, by=manager, of=sponsor)
    make_signoff(again, by=sponsor)
    with pytest.raises(RuleBroken, match="answered already"):
        actions.withdraw_request(actor=manager, request=again, reason="Too late")


def test_receipts_are_numbered_by_year_at_the_place_of_the_implementation(
    project: Project, manager: User, sponsor: User
) -> None:
    project.zone = "Pacific/Auckland"
    project.save_because("moved", by=manager)
    receipts = []
    for moment in (
        datetime(2026, 12, 31, 10, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 11, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 12, 0, tzinfo=UTC),
    ):
        with clock.at(moment):
            receipts.append(make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor).receipt)
    assert receipts == ["S-2026-0001", "S-2027-0001", "S-2027-0002"]


def test_sign_offs_of_a_project_form_a_chain(project: Project, manager: User, sponsor: User) -> None:
    first = make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor)
    second = make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor)
    assert second.previous_digest == first.own_digest
    assert second.at >= first.at
    assert second.log_position > first.log_position

"""Several people sign one thing: their turns, how many are enough, and what a no does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.people import make_user
from tests.factories.projects import give_role
from tests.factories.signoffs import make_proof, make_request, make_signoff
from tracker.core import clock
from tracker.core.canonical import digest_of
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.actions import add_milestone, answer_milestone_signoff, request_milestone_signoff
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.reporting.gather.shared import signoff_lines
from tracker.signoffs import actions, queries
from tracker.signoffs.choices import Decision, Seat, State
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.receipt import receipt_pdf
from tracker.signoffs.rules import Panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(project: Project) -> User:
    user = make_user("Bea Board")
    give_role(project, user, Role.SPONSOR)
    return user


@pytest.fixture
def third(project: Project) -> User:
    user = make_user("Cem Champion")
    give_role(project, user, Role.CHAMPION)
    return user


def told(user: User) -> list[str]:
    return [row.kind for row in Notification.objects.of(user) if row.status != "withdrawn"]


def test_two_sign_together_and_the_second_makes_it_approved(
    project: Project, manager: User, sponsor: User, second: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second]))
    assert told(sponsor) == told(second) == ["signoff_asked"]
    make_signoff(asked, by=second)
    asked.refresh_from_db()
    assert (asked.state, asked.approvals, asked.asked_of) == (State.WAITING, 1, sponsor)
    assert (told(sponsor), told(second)) == (["signoff_asked"], [])
    with pytest.raises(RuleBroken, match="answered already"):
        make_signoff(asked, by=second)
    make_signoff(asked, by=sponsor)
    asked.refresh_from_db()
    assert (asked.state, asked.approvals) == (State.APPROVED, 2)
    assert all(queries.verify(row).holds for row in SignOff.objects.select_related("request"))


def test_in_order_nobody_signs_before_their_turn(
    project: Project, manager: User, sponsor: User, second: User, client: Client
) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second], in_order=True))
    assert told(second) == []
    with pytest.raises(RuleBroken, match="It is Sara Sponsor's turn"):
        make_signoff(asked, by=second)
    client.force_login(second)
    page = client.get(f"/projects/nordlicht/signoffs/{asked.pk}/").content.decode()
    assert "Waits for Sara Sponsor" in page
    assert "Signs after Sara Sponsor." in page
    assert 'name="decision"' not in page
    assert not SignOffRequest.objects.waiting_for(second).exists()
    make_signoff(asked, by=sponsor)
    asked.refresh_from_db()
    assert (asked.asked_of, told(second)) == (second, ["signoff_asked"])
    assert SignOffRequest.objects.waiting_for(second).get() == asked
    assert Activity.objects.filter(verb="signoffs.turn_came").count() == 1
    make_signoff(asked, by=second)
    asked.refresh_from_db()
    assert asked.state == State.APPROVED


def test_enough_is_enough_and_the_rest_are_no_longer_asked(
    project: Project, manager: User, sponsor: User, second: User, third: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second, third], quorum=2))
    make_signoff(asked, by=third, decision=Decision.APPROVED_WITH_CONDITIONS, conditions="Teach it")
    make_signoff(asked, by=sponsor)
    asked.refresh_from_db()
    assert (asked.state, asked.approvals) == (State.APPROVED_WITH_CONDITIONS, 2)
    assert queries.conditions_of(asked) == "Teach it"
    assert asked.signers.get(user=second).state == Seat.CLOSED
    assert told(second) == []
    with pytest.raises(RuleBroken, match="no longer waits"):
        make_signoff(asked, by=second)


def test_one_no_ends_it(project: Project, manager: User, sponsor: User, second: User, third: User) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second, third], quorum=1))
    make_signoff(asked, by=second, decision=Decision.DECLINED, comment="Too early")
    asked.refresh_from_db()
    assert (asked.state, asked.approvals) == (State.DECLINED, 0)
    assert {seat.state for seat in asked.signers.exclude(user=second)} == {Seat.CLOSED}
    assert queries.current_signoff(project) is None


def test_an_approval_of_one_is_not_yet_the_approval_of_all(
    project: Project, manager: User, sponsor: User, second: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second]))
    first = make_signoff(asked, by=sponsor)
    assert queries.current_signoff(project) is None
    with pytest.raises(NotPermitted):
        actions.withdraw_signoff(actor=second, signoff=first, proof=make_proof(), reason="x")
    actions.withdraw_signoff(actor=sponsor, signoff=first, proof=make_proof(), reason="Thought again")
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN
    with pytest.raises(RuleBroken, match="no longer waits"):
        make_signoff(asked, by=second)


@pytest.mark.parametrize("quorum", [0, 3])
def test_a_number_that_cannot_be_reached_is_refused(
    project: Project, manager: User, sponsor: User, second: User, quorum: int
) -> None:
    with pytest.raises(RuleBroken, match="between 1 and 2"):
        make_request(project, by=manager, of=sponsor, panel=Panel([second], quorum=quorum))
    assert not SignOffRequest.objects.exists()


def test_nobody_is_named_twice_and_each_must_be_allowed_to_sign(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    with pytest.raises(RuleBroken, match="Name nobody twice"):
        make_request(project, by=manager, of=sponsor, panel=Panel([sponsor]))
    with pytest.raises(RuleBroken, match="cannot sign in this implementation"):
        make_request(project, by=manager, of=sponsor, panel=Panel([member]))
    with pytest.raises(RuleBroken, match="Somebody else"):
        make_request(project, by=manager, of=sponsor, panel=Panel([manager]))


def test_who_must_sign_stands_under_the_digest(
    project: Project, manager: User, sponsor: User, second: User, third: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second]))
    assert digest_of(queries.frozen(asked)) == asked.digest
    SignOffRequest.objects.filter(pk=asked.pk).update(panel={**asked.panel, "quorum": 1})
    with pytest.raises(RuleBroken, match="no longer fits its digest"):
        make_signoff(asked, by=sponsor)
    SignOffRequest.objects.filter(pk=asked.pk).update(panel=asked.panel)
    asked.signers.filter(user=second).update(user=third)
    with pytest.raises(RuleBroken, match="no longer fits its digest"):
        make_signoff(asked, by=third)


def test_a_milestone_is_passed_once_when_the_last_needed_signs(
    project: Project, manager: User, sponsor: User, second: User, third: User
) -> None:
    day = project.today() + timedelta(days=9)
    milestone = add_milestone(
        actor=manager, project=project, name="Ready for stage 1", due_on=day, needs_signoff=True
    )
    asked = request_milestone_signoff(
        actor=manager,
        milestone=milestone,
        asked_of=sponsor,
        due_on=day,
        panel=Panel([second, third], quorum=2),
    )
    passed = Activity.objects.filter(verb="plan.milestone_passed")
    for person, times in ((third, 0), (second, 1)):
        answer_milestone_signoff(
            actor=person, milestone=milestone, request=asked, proof=make_proof(), read_to_end=True
        )
        assert passed.count() == times
    with pytest.raises(RuleBroken):
        answer_milestone_signoff(
            actor=sponsor, milestone=milestone, request=asked, proof=make_proof(), read_to_end=True
        )
    assert passed.count() == 1


def test_the_receipt_lists_each_signature(
    project: Project, manager: User, sponsor: User, second: User, third: User, client: Client
) -> None:
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second, third], quorum=2))
    make_signoff(asked, by=sponsor)
    last = make_signoff(asked, by=second)
    client.force_login(sponsor)
    page = f"/projects/nordlicht/signoffs/{asked.pk}/"
    receipt = json.loads(client.get(f"{page}receipt.json?of={last.receipt}").content)
    assert (receipt["receipt"], receipt["state"]) == (last.receipt, "approved")
    assert [row["signed"]["signer"]["name"] for row in receipt["signatures"]] == ["Sara Sponsor", "Bea Board"]
    assert receipt["not_signed"] == ["Cem Champion"]
    assert client.get(f"{page}receipt.json?of=S-1999-0001").status_code == 404
    shown = client.get(page).content.decode()
    assert "Signed by 2 of 3" in shown
    assert "No longer asked." in shown
    assert receipt_pdf(SignOff.objects.select_related("request__project__organization").get(pk=last.pk))


def test_the_page_asks_several(
    project: Project, manager: User, sponsor: User, second: User, client: Client
) -> None:
    day = project.today() + timedelta(days=9)
    milestone = add_milestone(
        actor=manager, project=project, name="Ready for stage 1", due_on=day, needs_signoff=True
    )
    client.force_login(manager)
    page = f"/projects/nordlicht/plan/milestones/{milestone.pk}/"
    assert "Several people sign this" in client.get(page).content.decode()
    sent = {"asked_of": second.pk, "due_on": day, "signer_2": sponsor.pk, "quorum": "3", "in_order": "on"}
    wrong = client.post(f"{page}signoff/", sent)
    assert wrong.status_code == 422
    assert "More than there are people to sign." in wrong.content.decode()
    done = client.post(f"{page}signoff/", {**sent, "quorum": ""}, follow=True).content.decode()
    assert "Bea Board has been asked; after that, in order: Sara Sponsor." in done
    assert "signed by 0 of 2, waits for Bea Board" in done
    asked = SignOffRequest.objects.get()
    assert (asked.asked_of, asked.quorum, asked.in_order) == (second, 2, True)


def test_a_report_as_of_then_says_who_had_signed_and_who_had_not(
    project: Project, manager: User, sponsor: User, member: User, second: User
) -> None:
    moment = clock.now()
    with clock.at(moment):
        asked = make_request(project, by=manager, of=sponsor, panel=Panel([second], in_order=True))
        actions.delegate_signoffs(
            actor=sponsor,
            project=project,
            delegate=member,
            starts_on=project.today(),
            ends_on=project.today() + timedelta(days=3),
            reason="Away",
        )
    for hours, person in ((1, member), (2, second)):
        with clock.at(moment + timedelta(hours=hours)):
            make_signoff(asked, by=person)
    lines = [
        [(line.who, line.state) for line in signoff_lines(project, moment + timedelta(minutes=minutes))]
        for minutes in (30, 90, 150)
    ]
    delegated, last = ("Milo Member for Sara Sponsor", "approved"), ("Bea Board", "approved")
    assert lines == [
        [("Sara Sponsor", "waiting"), ("Bea Board", "waiting")],
        [delegated, ("Bea Board", "waiting")],
        [delegated, last],
    ]


def test_of_two_questions_about_one_thing_the_answer_goes_to_the_one_read(
    project: Project, manager: User, sponsor: User, second: User, client: Client
) -> None:
    day = project.today() + timedelta(days=9)
    milestone = add_milestone(
        actor=manager, project=project, name="Ready for stage 1", due_on=day, needs_signoff=True
    )
    early, late = (
        request_milestone_signoff(actor=manager, milestone=milestone, asked_of=person, due_on=due)
        for person, due in ((sponsor, day - timedelta(days=3)), (second, day))
    )
    actions.delegate_signoffs(
        actor=sponsor,
        project=project,
        delegate=second,
        starts_on=project.today(),
        ends_on=project.today(),
        reason="Away",
    )
    second.set_password("a long one for the test")
    second.save()
    client.force_login(second)
    said = {
        "decision": "declined",
        "comment": "No",
        "read_to_end": "on",
        "password": "a long one for the test",
    }
    page = client.get(f"/projects/nordlicht/signoffs/{late.pk}/").content.decode()
    assert late.digest in page
    client.post(f"/projects/nordlicht/signoffs/{late.pk}/decision/", {**said, "digest": late.digest})
    done = client.post(late.answer_link, {**said, "digest": late.digest})
    assert done.status_code == 302
    states = SignOffRequest.objects.values_list("pk", "state")
    assert dict(states) == {early.pk: State.WAITING, late.pk: State.DECLINED}

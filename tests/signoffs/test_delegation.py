"""Somebody signs for another: from a day to a day, in their own name, and the receipt says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.factories.people import make_user
from tests.factories.projects import give_role
from tests.factories.signoffs import make_proof, make_request, make_signoff
from tests.signoffs.test_several import told
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reminders.actions import open_rules, raise_due
from tracker.signoffs import actions, queries
from tracker.signoffs.choices import State
from tracker.signoffs.models import Delegation, SignOff, SignOffRequest
from tracker.signoffs.receipt import receipt_pdf
from tracker.signoffs.rules import Panel

pytestmark = pytest.mark.django_db


def delegated(project: Project, *, by: User, to: User, begins: int = 0, days: int = 7) -> Delegation:
    starts = project.today() + timedelta(days=begins)
    return actions.delegate_signoffs(
        actor=by,
        project=project,
        delegate=to,
        starts_on=starts,
        ends_on=starts + timedelta(days=days),
        reason="On leave",
    )


@pytest.fixture
def second(project: Project) -> User:
    user = make_user("Bea Board")
    give_role(project, user, Role.SPONSOR)
    return user


def test_who_signs_for_another_does_it_under_their_own_name(
    project: Project, manager: User, member: User, sponsor: User, client: Client
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    given = delegated(project, by=sponsor, to=member)
    assert told(member) == ["signoff_delegated"]
    assert SignOffRequest.objects.waiting_for(member).get() == asked
    client.force_login(member)
    page = f"/projects/nordlicht/signoffs/{asked.pk}/"
    shown = client.get(page).content.decode()
    assert "You sign for Sara Sponsor, who delegated it to you until" in shown
    assert 'name="decision"' in shown
    assert "You sign for Sara Sponsor." in client.get("/projects/nordlicht/signoffs/").content.decode()
    assert "you sign for Sara Sponsor" in client.get("/projects/nordlicht/my-work/").content.decode()
    assert "you sign for Sara Sponsor" in client.get("/my-work/").content.decode()
    signoff = make_signoff(asked, by=member)
    asked.refresh_from_db()
    assert asked.state == State.APPROVED
    assert (signoff.signer_id, signoff.for_id, signoff.delegation_id) == (member.pk, sponsor.pk, given.pk)
    assert queries.verify(signoff).holds
    assert "delegated until" in client.get(page).content.decode()
    receipt = json.loads(client.get(f"{page}receipt.json").content)
    assert receipt["signed"]["for"] == {
        "id": str(sponsor.pk),
        "name": str(sponsor),
        "delegation": str(given.pk),
        "until": given.ends_on.isoformat(),
    }
    assert receipt_pdf(SignOff.objects.select_related("request__project__organization").get(pk=signoff.pk))


def test_for_whom_it_was_signed_stands_under_the_seal(
    project: Project, manager: User, member: User, sponsor: User, second: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    delegated(project, by=sponsor, to=member)
    signoff = make_signoff(asked, by=member)
    for forged in ({"for_id": second.pk}, {"for_id": None}, {"for_name": "Bea Board"}):
        row = SignOff.objects.select_related("request").get(pk=signoff.pk)
        for name, value in forged.items():
            setattr(row, name, value)
        assert not queries.verify(row).row


def test_it_ends_by_itself_at_the_end_of_its_day_where_the_implementation_is(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    project.zone = "Europe/Berlin"
    project.save_because("moved", by=manager)
    with clock.at(datetime(2027, 1, 10, 9, tzinfo=UTC)):
        delegated(project, by=sponsor, to=member, begins=1, days=1)
        asked = make_request(project, by=manager, of=sponsor)
    moments = {
        datetime(2027, 1, 10, 22, 59, tzinfo=UTC): False,
        datetime(2027, 1, 10, 23, 0, tzinfo=UTC): True,
        datetime(2027, 1, 12, 22, 59, tzinfo=UTC): True,
        datetime(2027, 1, 12, 23, 0, tzinfo=UTC): False,
    }
    for moment, runs in moments.items():
        with clock.at(moment):
            assert SignOffRequest.objects.waiting_for(member).exists() is runs
    with clock.at(datetime(2027, 1, 12, 23, 0, tzinfo=UTC)), pytest.raises(NotPermitted):
        make_signoff(asked, by=member)


def test_it_is_ended_by_who_gave_it_or_given_back_by_who_holds_it(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    for ends in (sponsor, member):
        given = delegated(project, by=sponsor, to=member)
        with pytest.raises(NotPermitted):
            actions.end_delegation(actor=manager, delegation=given)
        actions.end_delegation(actor=ends, delegation=given)
        with pytest.raises(RuleBroken, match="ended already"):
            actions.end_delegation(actor=ends, delegation=given)
        with pytest.raises(NotPermitted):
            make_signoff(asked, by=member)
    assert Activity.objects.filter(verb="signoffs.delegation_ended").count() == 2


def test_who_asked_signs_for_nobody_there(project: Project, manager: User, sponsor: User) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    delegated(project, by=sponsor, to=manager)
    assert not SignOffRequest.objects.waiting_for(manager).exists()
    with pytest.raises(NotPermitted, match="somebody else has to give it"):
        make_signoff(asked, by=manager)


def test_two_signatures_are_two_people(
    project: Project, manager: User, member: User, sponsor: User, second: User
) -> None:
    both = make_request(project, by=manager, of=sponsor, panel=Panel([second]))
    delegated(project, by=sponsor, to=member)
    delegated(project, by=second, to=member)
    make_signoff(both, by=member)
    assert not SignOffRequest.objects.waiting_for(member).exists()
    with pytest.raises((NotPermitted, RuleBroken)):
        make_signoff(both, by=member)
    make_signoff(both, by=second)
    both.refresh_from_db()
    assert (both.state, both.approvals) == (State.APPROVED, 2)


def test_who_has_a_place_of_their_own_signs_only_there(
    project: Project, manager: User, sponsor: User, second: User
) -> None:
    both = make_request(project, by=manager, of=sponsor, panel=Panel([second]))
    delegated(project, by=sponsor, to=second)
    assert make_signoff(both, by=second).for_id is None
    with pytest.raises(RuleBroken, match="answered already"):
        make_signoff(both, by=second)
    assert make_signoff(both, by=sponsor).for_id is None


def test_nothing_is_passed_on(
    project: Project, manager: User, member: User, sponsor: User, second: User
) -> None:
    delegated(project, by=sponsor, to=second)
    with pytest.raises(RuleBroken, match="that is not passed on"):
        delegated(project, by=second, to=member)
    with pytest.raises(RuleBroken, match="End that first"):
        delegated(project, by=sponsor, to=member, begins=3)
    third = make_user("Cem Champion")
    give_role(project, third, Role.CHAMPION)
    with pytest.raises(RuleBroken, match="is away too"):
        delegated(project, by=third, to=sponsor)
    delegated(project, by=second, to=member, begins=8)


@pytest.mark.parametrize(
    ("begins", "days", "sentence"),
    [(-1, 7, "today or later"), (3, -1, "before the first"), (0, 400, "a year at most")],
)
def test_its_days_are_days_to_come_and_not_for_ever(
    project: Project, sponsor: User, member: User, begins: int, days: int, sentence: str
) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        delegated(project, by=sponsor, to=member, begins=begins, days=days)
    assert not Delegation.objects.exists()


def test_neither_an_auditor_nor_a_stranger_nor_oneself_stands_in(
    project: Project, sponsor: User, auditor: User, stranger: User, member: User, manager: User
) -> None:
    for who in (auditor, stranger):
        with pytest.raises(RuleBroken, match="audits nothing"):
            delegated(project, by=sponsor, to=who)
    with pytest.raises(RuleBroken, match="somebody else"):
        delegated(project, by=sponsor, to=sponsor)
    with pytest.raises(NotPermitted):
        delegated(project, by=member, to=manager)
    asked = make_request(project, by=manager, of=sponsor)
    delegated(project, by=sponsor, to=member)
    give_role(project, member, Role.INTERNAL_AUDITOR)
    with pytest.raises(NotPermitted, match="Who audits here"):
        make_signoff(asked, by=member)


def test_nobody_signs_for_who_may_not_sign_any_more(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    delegated(project, by=sponsor, to=member)
    Membership.objects.filter(user=sponsor).update(role=Role.TEAM_MEMBER)
    with pytest.raises(NotPermitted, match="may not sign here any more"):
        make_signoff(asked, by=member)


def test_who_signed_for_another_may_take_it_back(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    asked = make_request(project, by=manager, of=sponsor)
    given = delegated(project, by=sponsor, to=member)
    signoff = make_signoff(asked, by=member)
    actions.end_delegation(actor=sponsor, delegation=given)
    with pytest.raises(NotPermitted):
        actions.withdraw_signoff(actor=sponsor, signoff=signoff, proof=make_proof(), reason="Not me")
    back = actions.withdraw_signoff(actor=member, signoff=signoff, proof=make_proof(), reason="Misread")
    assert (back.for_id, queries.verify(back).holds) == (sponsor.pk, True)


def test_the_reminder_goes_to_who_signs_now(
    project: Project, manager: User, member: User, sponsor: User, second: User
) -> None:
    day = project.today()
    asked = make_request(project, by=manager, of=sponsor, panel=Panel([second], in_order=True), due_on=day)
    delegated(project, by=sponsor, to=member)
    open_rules(actor=manager, project=project)
    with clock.at(clock.now() + timedelta(days=1)):
        raise_due(at_once=True)
    reminded = [user for user in (sponsor, second, member) if "reminder_signoffs" in told(user)]
    assert (reminded, asked.asked_of) == ([member], sponsor)


def test_the_page_gives_shows_and_ends_it(
    project: Project, manager: User, member: User, sponsor: User, client: Client
) -> None:
    page = "/projects/nordlicht/signoffs/delegations/"
    client.force_login(sponsor)
    assert page in client.get("/projects/nordlicht/signoffs/").content.decode()
    assert "Everyone signs for themselves." in client.get(page).content.decode()
    today = project.today()
    said = {
        "delegate": member.pk,
        "starts_on": today,
        "ends_on": today - timedelta(days=1),
        "reason": "Leave",
    }
    wrong = client.post(f"{page}new/", said)
    assert (wrong.status_code, "before the first" in wrong.content.decode()) == (422, True)
    shown = client.post(f"{page}new/", {**said, "ends_on": today}, follow=True).content.decode()
    assert f"{member} signs for {sponsor} until" in shown
    assert "End it now" in shown
    client.force_login(manager)
    for_others = client.get(page).content.decode()
    assert "End it now" not in for_others
    assert "Let somebody sign for you" not in for_others
    client.force_login(member)
    end = f"{page}{Delegation.objects.get().pk}/end/"
    assert "Give it back" in client.get(page).content.decode()
    assert "no longer signs for" in client.post(end, follow=True).content.decode()
    assert "This delegation has ended already." in client.post(end, follow=True).content.decode()

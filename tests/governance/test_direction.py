"""Decisions asked, commitments and obstacles: each has a person, a day, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_organization, make_person
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.governance import actions
from tracker.governance.models import Commitment, DecisionAsked, Obstacle
from tracker.governance.queries import commitment_signal, direction
from tracker.notifications.models import Notification
from tracker.people.models import Person, User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(project: Project, sponsor: User) -> Person:
    """The sponsor, in the staff register too."""
    person = make_person(organization=project.organization, name="Sara Sponsor")
    User.objects.filter(pk=sponsor.pk).update(person=person)
    sponsor.refresh_from_db()
    return person


def ask(project: Project, by: User, decider: Person, **facts: Any) -> DecisionAsked:
    facts = {
        "question": "Which sites come first?",
        "options": "Oslo\nBoth",
        "due_on": project.today() + timedelta(days=3),
        **facts,
    }
    return actions.ask_decision(actor=by, project=project, decider=decider, **facts)


def test_a_decision_wants_options_a_decider_and_a_day_to_come(
    project: Project, manager: User, boss: Person
) -> None:
    with pytest.raises(RuleBroken, match="two options"):
        ask(project, manager, boss, options="Oslo\n\n")
    with pytest.raises(RuleBroken, match="past"):
        ask(project, manager, boss, due_on=project.today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="another organization"):
        ask(project, manager, make_person(organization=make_organization()))
    assert not DecisionAsked.objects.exists()


def test_who_is_asked_hears_decides_and_nobody_decides_twice(
    project: Project, manager: User, sponsor: User, member: User, boss: Person
) -> None:
    asked = ask(project, manager, boss)
    told = Notification.objects.get(recipient=sponsor)
    assert "Which sites" in told.subject
    with pytest.raises(NotPermitted):
        actions.take_decision(actor=member, asked=asked, answer="Both")
    row = actions.take_decision(actor=sponsor, asked=asked, answer="Both")
    assert (row.decided_on, row.is_open) == (project.today(), False)
    with pytest.raises(RuleBroken, match="no longer open"):
        actions.take_decision(actor=manager, asked=asked, answer="Oslo")
    told.refresh_from_db()
    assert told.status == "withdrawn"


def test_the_signal_turns_with_its_facts_and_names_nobody(
    project: Project, manager: User, sponsor: User, boss: Person
) -> None:
    assert commitment_signal(project) is None
    asked = ask(project, manager, boss)
    promised = actions.commit(
        actor=manager,
        project=project,
        person=boss,
        kind="message",
        text="Speak at the town hall",
        due_on=project.today() + timedelta(days=1),
    )
    with clock.at(clock.now() + timedelta(days=5)):
        signal = commitment_signal(project)
        assert signal is not None
        assert signal.state == "off_track"
        said = " ".join(words for _state, words in signal.reasons)
        assert "1 decision is overdue." in said
        assert "1 commitment is overdue." in said
        assert "Sara" not in said
        assert [(one.age, one.overdue) for one in direction(project).decisions] == [(5, True)]
        actions.take_decision(actor=sponsor, asked=asked, answer="Both")
        actions.close_commitment(actor=sponsor, commitment=promised, kept="kept", note="Minutes of 3 May")
        signal = commitment_signal(project)
        assert signal is not None
        assert signal.state == "on_track"
    with clock.at(clock.now() + timedelta(days=60)):
        signal = commitment_signal(project)
        assert signal is not None
        assert signal.state == "at_risk"


def test_an_obstacle_is_raised_by_anybody_taken_higher_and_removed(
    project: Project, manager: User, sponsor: User, member: User, viewer: User, boss: Person
) -> None:
    desk = make_person(organization=project.organization)
    facts: dict[str, Any] = {"title": "No test system", "effect": "Changes are tried live"}
    facts |= {"owner": desk, "due_on": project.today() + timedelta(days=7)}
    with pytest.raises(NotPermitted):
        actions.raise_obstacle(actor=viewer, project=project, **facts)
    row = actions.raise_obstacle(actor=member, project=project, **facts)
    with pytest.raises(NotPermitted):
        actions.remove_obstacle(actor=member, obstacle=row, resolution="Bought")
    row = actions.raise_higher(
        actor=manager, obstacle=row, owner=boss, due_on=project.today() + timedelta(days=9)
    )
    row = actions.remove_obstacle(actor=sponsor, obstacle=row, resolution="Bought one")
    assert row.closed_on == project.today()


def test_the_way_through_the_page(client: Client, project: Project, manager: User, boss: Person) -> None:
    client.force_login(manager)
    room = f"/projects/{project.slug}/governance/"
    day = (project.today() + timedelta(days=9)).isoformat()
    facts = {"decision-question": "Sites?", "decision-options": "One", "decision-decider": boss.pk}
    wrong = client.post(f"{room}decisions/", {**facts, "decision-due_on": day})
    assert (wrong.status_code, "at least two options" in wrong.content.decode()) == (422, True)
    right = {**facts, "decision-options": "One\nTwo", "decision-due_on": day}
    assert client.post(f"{room}decisions/", right).status_code == 302
    asked = DecisionAsked.objects.get()
    empty = client.post(f"{room}decisions/{asked.pk}/answer/", {"answer": " "})
    assert empty.status_code == 422
    assert client.post(f"{room}decisions/{asked.pk}/answer/", {"answer": "Two"}).status_code == 302
    promise = {"commitment-person": boss.pk, "commitment-kind": "presence", "commitment-text": "Sit in"}
    assert client.post(f"{room}commitments/", {**promise, "commitment-due_on": day}).status_code == 302
    promised = Commitment.objects.get()
    closing = {"kept": "partly", "note": "Half the time"}
    assert client.post(f"{room}commitments/{promised.pk}/closing/", closing).status_code == 302
    obstacle = {"obstacle-title": "No room", "obstacle-effect": "Late", "obstacle-owner": boss.pk}
    assert client.post(f"{room}obstacles/", {**obstacle, "obstacle-due_on": day}).status_code == 302
    row = Obstacle.objects.get()
    assert (
        client.post(f"{room}obstacles/{row.pk}/owner/", {"owner": boss.pk, "due_on": day}).status_code == 302
    )
    assert client.post(f"{room}obstacles/{row.pk}/removal/", {"resolution": "Found"}).status_code == 302
    page = client.get(f"{room}direction/").content.decode()
    assert all(words in page for words in ("Two", "Half the time", "Found"))

"""Roles, objectives and settings are changed where they stand, and the second writer is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_person, make_user
from tests.factories.projects import give_role
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.people.models import OneTimeLink
from tracker.projects import actions
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Objective
from tracker.projects.policies import roles_of


def at(name, project, *more):
    return reverse(f"projects:{name}", args=[project.slug, *more])


@pytest.fixture
def objective(project, manager):
    return actions.set_objective(
        actor=manager,
        project=project,
        title="Fewer outages",
        measure="hours a quarter",
        target="4",
        due_on=project.target_on,
    )


def test_an_objective_is_measured_closed_and_opened_again(client, project, manager, objective):
    client.force_login(manager)
    page = at("objective", project, objective.pk)
    today = project.today()
    close = {"outcome": "reached", "reason": "two quarters below"}
    early = client.post(at("objective_closing", project, objective.pk), {**close, "version": 1})
    assert "Write down the latest value first" in early.content.decode()
    future = {"latest": "5", "latest_on": today + timedelta(days=1), "version": 1}
    assert client.post(at("objective_value", project, objective.pk), future).status_code == 422
    for version, (value, days) in enumerate((("9", 30), ("3", 0)), start=1):
        sent = {"latest": value, "latest_on": today - timedelta(days=days), "version": version}
        assert client.post(at("objective_value", project, objective.pk), sent).status_code == 302
    assert (
        client.post(at("objective_closing", project, objective.pk), {**close, "version": 3}).status_code
        == 302
    )
    shown = client.get(page).content.decode()
    assert "Reached" in shown
    assert shown.index(">3<") < shown.index(">9<"), "values, newest first"
    objective.refresh_from_db()
    with pytest.raises(RuleBroken, match="closed"):
        actions.measure_objective(actor=manager, objective=objective, version=4, latest="2", latest_on=today)
    client.post(
        at("objective_reopening", project, objective.pk), {"version": 4, "reason": "measured wrongly"}
    )
    objective.refresh_from_db()
    assert (objective.outcome, objective.closed_on) == ("", None)


def test_an_objective_is_changed_and_the_second_writer_keeps_what_was_typed(
    client, project, manager, objective
):
    client.force_login(manager)
    page = at("objective", project, objective.pk)
    sent = {
        "title": "Fewer outages",
        "measure": "hours",
        "target": "3",
        "due_on": project.target_on,
        "version": 1,
    }
    assert client.post(page, sent).status_code == 302
    again = client.post(page, {**sent, "target": "2"})
    assert again.status_code == 422
    assert "Mina changed this a moment ago" in again.content.decode()
    assert "Now: 3" in again.content.decode()
    assert 'value="2"' in again.content.decode()
    assert Objective.objects.get().target == "3"


def test_a_role_is_changed_and_ended_with_a_reason(client, project, manager):
    user = make_user("Known")
    held = give_role(project, user, Role.VIEWER)
    client.force_login(manager)
    sent = {"role": "team_member", "version": 1, "reason": "joins the work"}
    assert client.post(at("membership", project, held.pk), sent).status_code == 302
    assert roles_of(user, project) == [Role.TEAM_MEMBER]
    user.refresh_from_db()
    assert user.session_epoch == 1, "other rights, another session"
    assert client.post(at("membership", project, held.pk), sent).status_code == 422
    client.post(at("role_end", project, held.pk), {"reason": "left the team"})
    assert roles_of(user, project) == []
    assert Membership.history.filter(id=held.pk).first().history_change_reason == "left the team"


def test_the_access_of_an_external_auditor_ends_when_said(client, project, manager, external_auditor):
    held = Membership.objects.get(user=external_auditor)
    today = project.today()
    client.force_login(manager)
    sent = {"role": "external_auditor", "starts_on": today - timedelta(days=7), "version": held.version}
    assert client.post(at("membership", project, held.pk), sent).status_code == 422
    sent["ends_on"] = today - timedelta(days=1)
    assert client.post(at("membership", project, held.pk), sent).status_code == 302
    assert roles_of(external_auditor, project) == []


def test_the_last_project_manager_stays_one(project, manager):
    held = Membership.objects.get(user=manager)
    change = {"actor": manager, "membership": held, "version": held.version, "starts_on": None}
    with pytest.raises(RuleBroken, match="needs a project manager"):
        actions.change_role(**change, role="viewer", ends_on=None)
    with pytest.raises(RuleBroken, match="needs a project manager"):
        actions.change_role(**change, role="project_manager", ends_on=project.today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="needs a project manager"):
        actions.end_role(actor=manager, membership=held)


def test_a_manager_sends_an_invitation_again_for_own_members_only(client, project, manager, member):
    invited = actions.invite_member(actor=manager, project=project, email="n@example.org", role="viewer")
    user = invited.membership.user
    first = OneTimeLink.objects.get().pk
    client.force_login(manager)
    assert "Invited" in client.get(at("settings", project)).content.decode()
    client.post(at("invitation", project, invited.membership.pk))
    assert OneTimeLink.objects.get().pk != first
    client.post(at("invitation", project, invited.membership.pk), {"withdraw": "1"})
    assert not OneTimeLink.objects.exists()
    with pytest.raises(NotPermitted):
        actions.invite_again(actor=member, user=user, project=project)
    with pytest.raises(RuleBroken, match="Only an administrator"):
        actions.invite_again(actor=manager, user=make_user("Elsewhere"), project=project)


def test_settings_show_the_second_writer_what_the_first_left(client, project, manager):
    client.force_login(manager)
    sent = {
        "version": project.version,
        "name": "First",
        "starts_on": "2026-03-02",
        "target_on": "2027-09-30",
        "zone": "Europe/Berlin",
        "tolerance_days": 7,
        "training_target": 90,
    }
    assert client.post(at("change", project), sent).status_code == 302
    page = client.post(
        at("change", project), {**sent, "name": "Second", "tolerance_days": 9}
    ).content.decode()
    assert "Now: First" in page
    assert "Now: 7" in page
    assert 'value="Second"' in page


def test_a_project_manager_edits_the_register_of_the_own_organization_only(client, project, manager):
    client.force_login(manager)
    person = make_person(organization=project.organization, name="Ada")
    sent = {"name": "Ada L.", "email": person.email, "version": 1, "left_on": project.today()}
    assert client.post(at("staff_person", project, person.pk), sent).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.left_on) == ("Ada L.", project.today())
    assert client.get(at("staff_person", project, make_person().pk)).status_code == 404

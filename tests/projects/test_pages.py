"""The list of implementations and the settings of one."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories.people import make_user
from tests.factories.projects import give_role
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.notifications.actions import deliver_pending
from tracker.people.models import User
from tracker.projects import actions
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Objective, ScopeItem
from tracker.projects.policies import roles_of


def at(name, project, *more):
    return reverse(f"projects:{name}", args=[project.slug, *more])


def test_the_list_shows_where_one_holds_a_role(client, project, member, stranger):
    client.force_login(member)
    page = client.get(reverse("projects:project_list")).content.decode()
    assert project.name in page
    assert "Somewhere else" not in page


@pytest.mark.timeout(20)
def test_every_role_may_read_the_settings_and_only_leads_change_them(client, project, manager, viewer):
    client.force_login(viewer)
    page = client.get(at("settings", project))
    assert page.status_code == 200
    assert b"Save scope" not in page.content
    assert client.post(at("change", project), {}).status_code == 403
    client.force_login(manager)
    assert b"Save scope" in client.get(at("settings", project)).content
    assert client.get(at("grants", project)).status_code == 200


def test_dates_are_changed_and_a_stale_form_is_refused(client, project, manager):
    client.force_login(manager)
    sent = {
        "version": project.version,
        "name": "Renamed",
        "starts_on": "2026-03-02",
        "target_on": "2027-09-30",
        "zone": "Europe/Berlin",
        "tolerance_days": 7,
        "training_target": 90,
    }
    assert client.post(at("change", project), sent).status_code == 302
    assert client.post(at("change", project), sent).status_code == 422
    wrong = {**sent, "version": project.version + 1, "target_on": "2026-01-01"}
    assert client.post(at("change", project), wrong).status_code == 422
    project.refresh_from_db()
    assert (project.name, project.target_on.isoformat()) == ("Renamed", "2027-09-30")


def test_the_scope_says_what_is_in_and_out(client, project, manager):
    client.force_login(manager)
    sent = {
        "version": project.scope.version,
        "statement": "Hosting",
        "service_in": "Hosting\nBackup\n",
        "site_out": "Vienna: closes in May",
    }
    assert client.post(at("scope", project), sent).status_code == 302
    rows = set(ScopeItem.objects.values_list("kind", "name", "included", "note"))
    assert rows == {
        ("service", "Hosting", True, ""),
        ("service", "Backup", True, ""),
        ("site", "Vienna", False, "closes in May"),
    }
    assert b"closes in May" in client.get(at("settings", project)).content
    twice = {**sent, "version": project.scope.version + 1, "service_in": "Hosting\nhosting"}
    assert client.post(at("scope", project), twice).status_code == 422


def test_an_objective_is_set_and_given_up_with_a_reason(client, project, manager):
    client.force_login(manager)
    sent = {"title": "Fewer outages", "measure": "hours", "target": "4", "due_on": "2027-01-31"}
    assert client.post(at("objective_new", project), sent).status_code == 302
    objective = Objective.objects.get()
    client.post(at("objective_removal", project, objective.pk), {"reason": ""})
    assert Objective.objects.exists()
    client.post(at("objective_removal", project, objective.pk), {"reason": "reached"})
    assert not Objective.objects.exists()
    assert client.post(at("objective_new", project), {"title": "No measure"}).status_code == 422


def test_a_new_member_is_invited_by_mail_and_a_known_one_gets_a_role(client, project, manager):
    client.force_login(manager)
    sent = {"email": "new@example.org", "name": "New", "role": "team_member"}
    assert client.post(at("role", project), sent).status_code == 302
    deliver_pending()
    assert "/invitation/" in mail.outbox[0].body
    known = make_user("Known")
    assert client.post(at("role", project), {"email": known.email, "role": "viewer"}).status_code == 302
    assert roles_of(known, project) == [Role.VIEWER]
    deliver_pending()
    assert not any("/invitation/" in letter.body for letter in mail.outbox[1:])


def test_a_manager_cannot_make_an_administrator_by_inviting(client, project, manager):
    client.force_login(manager)
    client.post(at("role", project), {"email": "n@example.org", "role": "viewer", "is_admin": "on"})
    assert not User.objects.get(email="n@example.org").is_admin


def test_an_external_auditor_needs_an_end(client, project, manager):
    client.force_login(manager)
    answer = client.post(at("role", project), {"email": "e@example.org", "role": "external_auditor"})
    assert answer.status_code == 422
    assert not User.objects.filter(email="e@example.org").exists()


@pytest.mark.parametrize(("first", "last", "status"), [(-7, 0, 200), (0, 7, 200), (-7, -1, 404), (1, 7, 404)])
def test_an_external_auditors_days_are_asked_at_each_request(client, project, first, last, status):
    user = make_user("Elias")
    today = project.today()
    days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
    give_role(project, user, Role.EXTERNAL_AUDITOR, **days)
    client.force_login(user)
    assert client.get(at("settings", project)).status_code == status


def test_access_ends_during_a_session(client, project, manager, member):
    client.force_login(member)
    assert client.get(at("settings", project)).status_code == 200
    membership = Membership.objects.get(user=member)
    actions.end_role(actor=manager, membership=membership)
    assert client.get(at("settings", project)).status_code == 302
    client.force_login(User.objects.get(pk=member.pk))
    assert client.get(at("settings", project)).status_code == 404


def test_the_last_project_manager_stays(client, project, manager):
    client.force_login(manager)
    membership = Membership.objects.get(user=manager)
    client.post(at("role_end", project, membership.pk))
    assert Membership.objects.filter(pk=membership.pk).exists()
    with pytest.raises(RuleBroken):
        actions.end_role(actor=manager, membership=membership)


def test_who_may_not_manage_members_gives_no_role(project, member):
    with pytest.raises(NotPermitted):
        actions.invite_member(actor=member, project=project, email="x@example.org", role="sponsor")


def test_a_project_manager_fills_the_staff_register(client, project, manager, member):
    client.force_login(manager)
    assert (
        client.post(at("staff_person_new", project), {"name": "Mina", "email": "m@example.org"}).status_code
        == 302
    )
    assert (
        client.post(at("staff_person_new", project), {"name": "Mina", "email": "m@example.org"}).status_code
        == 422
    )

    def send(text, **more):
        file = io.BytesIO(text)
        file.name = "staff.csv"
        return client.post(at("staff_import", project), {"file": file, **more})

    text = b"name;email;department\nMilo;milo@example.org;Desk\n"
    page = send(text).content.decode()
    assert "1 to add" in page
    assert project.organization.people.count() == 1
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    assert client.post(at("staff_import", project), {"ticket": ticket}).status_code == 302
    assert "Milo" in client.get(at("staff", project)).content.decode()
    assert 'name="ticket"' not in send(b"name,email\n,x@example.org\n").content.decode()
    assert project.organization.people.count() == 2
    client.force_login(member)
    assert send(text).status_code == 403
    with pytest.raises(NotPermitted):
        actions.import_staff(actor=member, project=project, lines=[])

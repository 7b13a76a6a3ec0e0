"""Entries of the register and logins are changed with a version, and refused with a sentence."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.people import make_department, make_organization, make_person, make_user
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.models import Activity
from tracker.notifications.actions import deliver_pending
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people import actions
from tracker.people.links import code_of
from tracker.people.models import OneTimeLink, Person, User
from tracker.projects import actions as projects


def sent_for(person, **more):
    facts = {"name": person.name, "email": person.email, "version": person.version, "reason": "promoted"}
    return {**facts, **more}


def test_an_entry_is_changed_with_its_reason_and_its_history_says_so(client, admin):
    person = make_person(name="Mina")
    department = make_department(organization=person.organization, name="Desk")
    client.force_login(admin)
    address = reverse("people:person", args=[person.pk])
    sent = sent_for(person, job_title="Lead", department=department.pk, joined_on="2024-03-01")
    assert client.post(address, sent).status_code == 302
    person.refresh_from_db()
    assert (person.job_title, person.department, person.joined_on) == ("Lead", department, date(2024, 3, 1))
    assert person.history.first().history_change_reason == "promoted"
    page = client.get(address).content.decode()
    assert "changed the entry of Mina" in page
    assert "promoted" in page


def test_the_second_writer_sees_what_the_first_left_and_loses_nothing(client, admin):
    person = make_person(name="Mina", job_title="Agent")
    client.force_login(admin)
    address = reverse("people:person", args=[person.pk])
    actions.edit_person(
        actor=admin, person=person, version=person.version, reason="", name="Mina", job_title="Lead"
    )
    answer = client.post(address, sent_for(person, job_title="Coordinator"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Alma changed this a moment ago" in page
    assert "Now: Lead" in page
    assert 'value="Coordinator"' in page
    person.refresh_from_db()
    assert person.job_title == "Lead"
    again = page.partition('name="version" value="')[2].partition('"')[0]
    assert client.post(address, sent_for(person, version=again, job_title="Coordinator")).status_code == 302
    person.refresh_from_db()
    assert person.job_title == "Coordinator"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"left_on": date(2024, 1, 1), "joined_on": date(2024, 2, 1)}, "before the day of joining"),
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"name": " "}, "needs a name"),
        ({"joined_on": date(1830, 1, 1)}, "before 1930"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(admin, facts, words):
    person = make_person()
    with pytest.raises(RuleBroken, match=words):
        actions.edit_person(actor=admin, person=person, version=person.version, reason="", **facts)
    person.refresh_from_db()
    assert person.version == 1


def test_managers_never_form_a_loop_nor_work_elsewhere(admin):
    organization = make_organization()
    chief = make_person(organization=organization, name="Chief")
    middle = make_person(organization=organization, name="Middle", manager=chief)
    agent = make_person(organization=organization, name="Agent", manager=middle)
    for manager, words in (
        (agent, "Agent reports to Chief already"),
        (chief, "their own manager"),
        (make_person(), "another organization"),
    ):
        with pytest.raises(RuleBroken, match=words) as refusal:
            actions.edit_person(actor=admin, person=chief, version=chief.version, reason="", manager=manager)
        assert refusal.value.field == "manager"
    lines = [
        actions.StaffLine(2, "Chief", chief.email, manager_email=agent.email),
        actions.StaffLine(3, "Agent", agent.email, manager_email=middle.email),
    ]
    problems = actions.preview_staff(organization=organization, lines=lines).problems
    assert [problem.line for problem in problems] == [2, 3]


def test_a_department_is_renamed_once(client, admin):
    department = make_department(name="Desk")
    make_department(organization=department.organization, name="Network")
    client.force_login(admin)
    address = reverse("people:department", args=[department.pk])
    taken = client.post(address, {"name": "network", "version": 1})
    assert "There is a department of this name already." in taken.content.decode()
    assert client.post(address, {"name": "Service desk", "version": 1, "reason": "merged"}).status_code == 302
    assert client.post(address, {"name": "Other", "version": 1}).status_code == 422
    department.refresh_from_db()
    assert department.name == "Service desk"


def test_an_old_preview_a_strange_one_and_a_changed_register_are_not_applied(client, admin):
    organization = make_organization()
    address = reverse("people:import", args=[organization.pk])

    def preview():
        file = SimpleUploadedFile("staff.csv", b"name,email\nMina,mina@example.org\n")
        page = client.post(address, {"file": file}).content.decode()
        return page.partition('name="ticket" value="')[2].partition('"')[0]

    other = make_user("Other Admin", is_admin=True)
    client.force_login(other)
    theirs = preview()
    client.force_login(admin)
    assert client.post(address, {"ticket": theirs}).status_code == 409
    assert client.post(address, {"ticket": theirs + "x"}).status_code == 409
    mine = preview()
    make_person(organization=organization, email="mina@example.org", name="Mina the First")
    answer = client.post(address, {"ticket": mine})
    assert answer.status_code == 409
    assert "The register was changed after you looked" in answer.content.decode()
    assert "Mina the First becomes Mina" in answer.content.decode()
    assert Person.objects.count() == 1
    shown = answer.content.decode().partition('name="ticket" value="')[2].partition('"')[0]
    assert client.post(address, {"ticket": shown}).status_code == 302
    assert Person.objects.get().name == "Mina"


# Logins and invitations


def test_no_row_holds_the_code_of_an_invitation(admin):
    projects.invite_login(actor=admin, email="new@example.org", name="New")
    link = OneTimeLink.objects.get()
    [waiting] = Notification.objects.all()
    everything = repr([list(OneTimeLink.objects.values()), list(Notification.objects.values())])
    assert code_of(link) not in everything
    assert waiting.link == ""
    assert waiting not in Notification.objects.shown(now=clock.now())
    deliver_pending()
    assert code_of(link) in mail.outbox[0].body


def test_a_dead_mail_server_keeps_the_invitation(client, admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.force_login(admin)
    assert client.post(reverse("projects:login_new"), {"email": "new@example.org"}).status_code == 302
    assert deliver_pending().unreachable
    assert Notification.objects.get().status == Status.QUEUED
    page = client.get(reverse("projects:logins")).content.decode()
    assert "letter: queued" in page


def test_a_withdrawn_and_a_replaced_invitation_open_nothing_and_are_not_sent(client, admin):
    user = projects.invite_login(actor=admin, email="new@example.org")
    first = code_of(OneTimeLink.objects.get())
    projects.invite_again(actor=admin, user=user)
    second = code_of(OneTimeLink.objects.get())
    assert first != second
    assert actions.invited_by(first) is None
    client.force_login(admin)
    client.post(reverse("projects:login_invitation", args=[user.pk]), {"withdraw": "1"})
    assert actions.invited_by(second) is None
    deliver_pending()
    assert mail.outbox == []
    assert "people.invitation_withdrawn" in Activity.objects.values_list("verb", flat=True)


def test_an_invitation_that_ended_before_the_letter_went_out_is_not_sent(admin):
    projects.invite_login(actor=admin, email="new@example.org")
    with clock.at(clock.now() + timedelta(days=15)):
        deliver_pending()
    assert mail.outbox == []
    assert Notification.objects.get().status == Status.WITHDRAWN


def test_the_address_of_invitations_is_throttled(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"invitation": "3/m/ip"}
    address = reverse("people:invitation", args=["wrong"])
    answers = [client.get(address).status_code for _turn in range(4)]
    assert answers == [404, 404, 404, 429]


def test_an_administrator_changes_a_login_but_not_the_own_rights(client, admin):
    user = make_user("Mina")
    client.force_login(admin)
    address = reverse("projects:login", args=[user.pk])
    taken = client.post(address, {"name": "Mina", "email": admin.email})
    assert "There is a login for" in taken.content.decode()
    assert client.post(address, {"name": "Mina M.", "email": "mm@example.org"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.email, user.session_epoch) == ("Mina M.", "mm@example.org", 1)
    own = client.post(reverse("projects:login", args=[admin.pk]), {"name": "A", "email": admin.email})
    assert "take the rights of an administrator from yourself" in own.content.decode()


def test_one_logs_out_everywhere_else(client, db):
    user = make_user("Mina")
    elsewhere = type(client)()
    for browser in (client, elsewhere):
        browser.force_login(user)
    assert client.post(reverse("people:sessions_end")).status_code == 302
    assert client.get(reverse("people:profile")).status_code == 200
    assert elsewhere.get(reverse("people:profile")).status_code == 302


def test_everybody_who_administers_is_told_of_passwords_that_everybody_knows(
    client, admin, settings, tmp_path
):
    settings.DATA_ROOT, settings.EXPOSED = tmp_path, True
    known = make_user("Demo", email="demo@example.org", password="known to everybody")
    account = '[{"role": "x", "email": "demo@example.org", "password": "known to everybody"}]'
    (tmp_path / "demo_accounts.json").write_text(account)
    client.force_login(admin)
    assert "Others can reach this address" in client.get(reverse("projects:logins")).content.decode()
    known.set_password("something else 77")
    known.save()
    assert "Others can reach" not in client.get(reverse("projects:logins")).content.decode()
    assert User.objects.filter(is_active=True).exists()

"""Invitations, logins, the staff register and one's own account."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories.people import PASSWORD, make_organization, make_person, make_user
from tests.factories.training import make_course
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.tables import write_csv, write_xlsx
from tracker.notifications.actions import deliver_pending
from tracker.people import actions
from tracker.people.models import Organization, Person, User
from tracker.training.actions import plan_session

GOOD = "a long enough sentence 7"


def path_in(text):
    line = next(line for line in text.splitlines() if "/invitation/" in line)
    return "/" + line.split("/", 3)[3].strip()


def ticket_in(page):
    return page.content.decode().partition('name="ticket" value="')[2].partition('"')[0]


def test_the_first_administrator_comes_from_the_command_line(client, db):
    out = io.StringIO()
    call_command("create_user", "First@Example.org", "--admin", "--name", "First", stdout=out)
    path = path_in(out.getvalue())
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.get(path).status_code == 200, "reading uses nothing up"
    assert client.post(path, {"password": GOOD, "repeated": "other"}).status_code == 422
    assert client.post(path, {"password": "short", "repeated": "short"}).status_code == 422
    assert client.post(path, {"password": GOOD, "repeated": GOOD}).status_code == 302
    assert User.objects.get(email="first@example.org").is_admin
    client.logout()
    assert client.post(path, {"password": GOOD, "repeated": GOOD}).status_code == 404


def test_a_password_may_come_from_standard_input(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD + "\n"))
    call_command("create_user", "a@example.org", "--password-stdin", stdout=io.StringIO())
    assert User.objects.get(email="a@example.org").check_password(GOOD)
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError):
        call_command("create_user", "b@example.org", "--password-stdin", stdout=io.StringIO())
    assert not User.objects.filter(email="b@example.org").exists()


@pytest.mark.parametrize("email", ["nonsense", "a@example.org"])
def test_a_wrong_or_taken_address_is_refused(db, email):
    make_user(email="a@example.org")
    with pytest.raises(CommandError):
        call_command("create_user", email, stdout=io.StringIO())


def test_an_invitation_ends(admin):
    user = actions.create_user(actor=admin, email="late@example.org")
    code = actions.make_invitation(actor=admin, user=user)
    with clock.at(clock.now() + timedelta(days=14, seconds=1)), pytest.raises(RuleBroken):
        actions.accept_invitation(code=code, password=GOOD)


def test_a_newer_invitation_ends_the_older(admin):
    user = actions.create_user(actor=admin, email="twice@example.org")
    old = actions.make_invitation(actor=admin, user=user)
    actions.make_invitation(actor=admin, user=user)
    assert actions.invited_by(old) is None


def test_a_closed_login_is_not_opened_by_its_invitation(admin):
    user = actions.create_user(actor=admin, email="closed@example.org")
    code = actions.make_invitation(actor=admin, user=user)
    actions.close_login(actor=admin, user=user)
    with pytest.raises(RuleBroken):
        actions.accept_invitation(code=code, password=GOOD)


def test_an_administrator_invites_by_mail(client, admin):
    client.force_login(admin)
    answer = client.post(reverse("projects:login_new"), {"email": "new@example.org", "name": "New"})
    assert answer.status_code == 302
    assert mail.outbox == [], "it waits in the outbox"
    deliver_pending()
    assert client.get(path_in(mail.outbox[0].body)).status_code == 200
    page = client.get(reverse("projects:logins")).content.decode()
    assert "new@example.org" in page
    assert "Invited" in page


def test_sessions_end_with_closing_and_with_a_new_password(client, admin):
    user = make_user("Mina")
    client.force_login(user)
    assert client.get(reverse("people:profile")).status_code == 200
    actions.end_sessions(user=user)
    assert client.get(reverse("people:profile")).status_code == 302
    client.force_login(User.objects.get(pk=user.pk))
    actions.close_login(actor=admin, user=user)
    assert client.get(reverse("people:profile")).status_code == 302
    actions.reopen_login(actor=admin, user=user)
    user.refresh_from_db()
    assert not client.login(email=user.email, password="wrong")
    client.force_login(user)
    user.set_password(PASSWORD + "!")
    user.save()
    assert client.get(reverse("people:profile")).status_code == 302


def test_one_changes_the_own_name_and_zone_only(client, db):
    user = make_user("Mina")
    client.force_login(user)
    sent = {"name": "Mina M.", "time_zone": "Europe/Zurich", "is_admin": "on", "email": "x@example.org"}
    assert client.post(reverse("people:profile"), sent).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.time_zone, user.is_admin) == ("Mina M.", "Europe/Zurich", False)
    assert client.post(reverse("people:profile"), {"name": "M", "time_zone": "Mars/Base"}).status_code == 422


def test_who_is_no_administrator_sees_no_register(client, manager, organization):
    client.force_login(manager)
    for name, arguments in (("person_list", []), ("register", [organization.pk])):
        assert client.get(reverse(f"people:{name}", args=arguments)).status_code == 403
    assert client.get(reverse("projects:logins")).status_code == 403
    assert client.post(reverse("projects:login_new"), {"email": "x@example.org"}).status_code == 403
    with pytest.raises(NotPermitted):
        actions.import_staff(actor=manager, organization=organization, lines=[])


LIST = [
    ["Name", "E-mail", "Department", "Job title", "Manager"],
    ["Mina", "mina@example.org", "Service desk", "Lead", ""],
    ["Aisha", "aisha@example.org", "Network", "Engineer", "mina@example.org"],
]


@pytest.mark.parametrize(("write", "name"), [(write_csv, "s.csv"), (write_xlsx, "s.xlsx")])
def test_a_staff_list_is_previewed_and_then_taken_in(client, admin, write, name):
    organization = make_organization()
    make_person(organization=organization, name="Mina Old", email="mina@example.org")
    client.force_login(admin)
    address = reverse("people:import", args=[organization.pk])

    def file():
        made = io.BytesIO(write(LIST[0], LIST[1:]))
        made.name = name
        return made

    page = client.post(address, {"file": file()})
    assert page.status_code == 200
    assert "1 to add, 1 to change, 0 as they are." in page.content.decode()
    assert Person.objects.count() == 1
    assert client.post(address, {"ticket": ticket_in(page)}).status_code == 302
    aisha = Person.objects.get(email="aisha@example.org")
    assert (aisha.manager.name, aisha.department.name) == ("Mina", "Network")
    assert "Aisha" in client.get(reverse("people:register", args=[organization.pk])).content.decode()


def test_a_bad_staff_list_is_refused_line_by_line_and_nothing_is_written(client, admin):
    organization = make_organization()
    client.force_login(admin)
    text = b"name,email,manager\nMina,mina@example.org,\n,x@example.org,\nA,nonsense,\n"
    text += b"B,mina@example.org,nobody@example.org\n"
    file = io.BytesIO(text)
    file.name = "staff.csv"
    page = client.post(reverse("people:import", args=[organization.pk]), {"file": file})
    body = page.content.decode()
    assert page.status_code == 200
    assert 'name="ticket"' not in body, "nothing can be taken in"
    for words in (
        "Line 3",
        "no name",
        "Line 4",
        "nonsense",
        "Line 5",
        "stands in line 2",
        "nobody@example.org",
    ):
        assert words in body
    assert Person.objects.count() == 0


def test_the_register_keeps_its_number_of_queries(client, admin, django_assert_max_num_queries):
    organization = make_organization()
    client.force_login(admin)
    for _turn in range(30):
        make_person(organization=organization)
    with django_assert_max_num_queries(14):
        client.get(reverse("people:register", args=[organization.pk]))


def test_people_are_added_and_leave(client, admin):
    client.force_login(admin)
    client.post(reverse("people:organization"), {"name": "Hafen"})
    organization = Organization.objects.get(name="Hafen")
    client.post(reverse("people:department_new", args=[organization.pk]), {"name": "Desk"})
    department = organization.departments.get()
    sent = {"name": "Mina", "email": "m@example.org", "department": department.pk}
    assert client.post(reverse("people:person_new", args=[organization.pk]), sent).status_code == 302
    assert client.post(reverse("people:person_new", args=[organization.pk]), sent).status_code == 422
    person = Person.objects.get()
    day = clock.today().isoformat()
    assert client.post(reverse("people:leaving", args=[person.pk]), {"left_on": day}).status_code == 302
    assert "Mina" not in client.get(reverse("people:register", args=[organization.pk])).content.decode()


def test_times_are_shown_in_the_zone_of_the_reader(client, project, manager):
    course = make_course(project)
    starts_at = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    session = plan_session(actor=manager, course=course, starts_at=starts_at)
    for zone, words in (("UTC", "1 Dec 2026, 23:30"), ("Asia/Tokyo", "2 Dec 2026, 08:30")):
        actions.change_own_profile(actor=manager, name=manager.name, time_zone=zone)
        client.force_login(manager)
        page = client.get(reverse("training:session", args=[project.slug, session.pk]))
        assert words in page.content.decode()

"""Contractors, who is in scope, time zone and language: entered, imported, and used where they count."""

import pytest
from django.urls import reverse

from tests.factories.people import make_organization, make_person
from tracker.core.errors import BadInput
from tracker.people import actions
from tracker.people.actions import StaffLine
from tracker.people.models import Person


@pytest.fixture
def organization(db):
    return make_organization()


def test_a_list_says_who_is_a_contractor_in_scope_and_where(organization, admin):
    bo = make_person(organization=organization, name="Bo", email="bo@example.org")
    lines = [
        StaffLine(2, "Bo", "bo@example.org", in_scope="no", time_zone="Europe/Berlin"),
        StaffLine(3, "Al", "al@example.org", contractor="Yes", language="en"),
    ]
    seen = actions.preview_staff(organization=organization, lines=lines)
    assert seen.changed == [(lines[0], ["out of scope now", "– becomes Europe/Berlin"])]
    actions.import_staff(actor=admin, organization=organization, lines=lines)
    bo.refresh_from_db()
    assert (bo.in_scope, bo.time_zone, bo.contractor) == (False, "Europe/Berlin", False)
    al = Person.objects.get(email="al@example.org")
    assert (al.contractor, al.in_scope, al.language) == (True, True, "en")
    again = [StaffLine(2, "Bo", "bo@example.org")]
    assert actions.preview_staff(organization=organization, lines=again).same == 1


def test_a_cell_that_says_nothing_known_is_refused_by_its_line(organization, admin):
    lines = [
        StaffLine(2, "A", "a@example.org", contractor="perhaps"),
        StaffLine(3, "B", "b@example.org", time_zone="Mars/Olympus"),
        StaffLine(4, "C", "c@example.org", language="tlh"),
    ]
    with pytest.raises(BadInput) as refused:
        actions.import_staff(actor=admin, organization=organization, lines=lines)
    assert [problem.line for problem in refused.value.lines] == [2, 3, 4]
    assert not Person.objects.filter(organization=organization).exists()


def test_the_entry_is_changed_on_its_page_and_the_login_starts_in_the_person_s_zone(
    client, organization, admin
):
    person = make_person(organization=organization, name="Bo", email="bo@example.org")
    client.force_login(admin)
    sent = {"name": "Bo", "email": "bo@example.org", "version": person.version, "time_zone": "Asia/Kathmandu"}
    client.post(reverse("people:person", args=[person.pk]), sent)
    person.refresh_from_db()
    assert (person.in_scope, person.time_zone) == (False, "Asia/Kathmandu")
    login = actions.create_user(actor=admin, email="bo@example.org")
    assert (login.person, login.time_zone) == (person, "Asia/Kathmandu")

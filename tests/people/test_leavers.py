"""A staff list that is the whole staff: who no longer stands in it has left, and is shown before."""

import io

import pytest
from django.urls import reverse

from tests.factories.people import make_organization, make_person
from tracker.core.errors import StaleEdit
from tracker.people import actions
from tracker.people.actions import StaffLine
from tracker.people.models import Person


@pytest.fixture
def organization(db):
    return make_organization()


@pytest.fixture
def people(organization):
    return [make_person(organization=organization, name=f"Person {n}") for n in range(3)]


def test_who_is_no_longer_in_the_whole_list_has_left(client, organization, people, admin):
    nameless = make_person(organization=organization, name="No address", email="")
    client.force_login(admin)
    address = reverse("people:import", args=[organization.pk])
    text = f"name,email\nPerson 0,{people[0].email}\nNew,new@example.org\n"

    def upload(**more):
        file = io.BytesIO(text.encode())
        file.name = "staff.csv"
        return client.post(address, {"file": file, **more}).content.decode()

    assert "Left" not in upload()
    page = upload(whole="on")
    assert people[1].email in page
    assert not Person.objects.exclude(left_on=None).exists()
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    assert client.post(address, {"ticket": ticket}).status_code == 302
    assert set(Person.objects.exclude(left_on=None)) == set(people[1:])
    assert people[1].history.first().history_change_reason == "not in the staff list any more"
    nameless.refresh_from_db()
    assert nameless.left_on is None
    back = [StaffLine(2, "Person 1", people[1].email)]
    actions.import_staff(actor=admin, organization=organization, lines=back)
    people[1].refresh_from_db()
    assert people[1].left_on is None


def test_what_would_leave_by_now_is_shown_again(organization, people, admin):
    lines = [StaffLine(2, "Person 0", people[0].email)]
    seen = actions.preview_staff(organization=organization, lines=lines, whole=True)
    assert [entry.pk for entry in seen.left] == [person.pk for person in people[1:]]
    make_person(organization=organization, name="Hired meanwhile")
    with pytest.raises(StaleEdit):
        actions.import_staff(actor=admin, organization=organization, lines=lines, previewed=seen.mark)
    assert not Person.objects.exclude(left_on=None).exists()

"""Choosing people: a list of few; of many by name or address, and never by a guess."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.factories.people import make_organization, make_person
from tracker.core import clock
from tracker.people.forms import PersonForm
from tracker.people.models import Person
from tracker.people.picking import FEW, label_of
from tracker.training.forms import EnrolForm

MANY = FEW + 10


@pytest.fixture
def crowd(organization):
    now = clock.now()
    stamps = {"created_at": now, "changed_at": now, "version": 1}
    rows = [
        Person(organization=organization, name=f"Crowd {n:03}", email=f"crowd{n:03}@example.org", **stamps)
        for n in range(MANY)
    ]
    return Person.objects.bulk_create(rows)


def test_few_are_a_list_and_many_are_looked_up(organization, django_assert_num_queries):
    boss = make_person(organization=organization, name="Bo Boss")
    assert f'value="{boss.pk}"' in str(PersonForm(organization)["manager"])
    now = clock.now()
    more = [
        Person(organization=organization, name=f"N {n}", created_at=now, changed_at=now, version=1)
        for n in range(FEW)
    ]
    Person.objects.bulk_create(more)
    form = PersonForm(organization, initial={"manager": boss})
    with django_assert_num_queries(2):
        drawn = str(form["manager"])
    assert "<option" not in drawn
    assert f"{boss.name}, {boss.email}" in drawn
    assert 'data-find="/people/found/?organization=' in drawn


@pytest.mark.usefixtures("crowd")
def test_a_line_an_address_and_a_whole_name_are_read(organization):
    bare = make_person(organization=organization, name="Ada Ohne", email="")
    one = Person.objects.get(email="crowd007@example.org")
    for words, who in (
        (label_of(one), one),
        ("CROWD007@example.org", one),
        (" crowd  007 ", one),
        (label_of(bare), bare),
        (str(one.pk), one),
    ):
        form = PersonForm(organization, {"name": "New", "manager": words, "in_scope": "on"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data["manager"] == who


@pytest.mark.usefixtures("crowd")
def test_what_is_unclear_is_asked_and_nobody_is_guessed(organization):
    twins = [make_person(organization=organization, name="Kim Twin") for _ in range(2)]
    elsewhere = make_person(organization=make_organization(), name="Kim Twin")
    for words in ("Kim Twin", "Twin"):
        form = PersonForm(organization, {"name": "New", "manager": words})
        assert not form.is_valid()
        drawn = str(form["manager"])
        assert all(f'name="manager-meant" value="{row.pk}"' in drawn for row in twins)
        assert str(elsewhere.pk) not in drawn
        assert f'value="{words}"' in drawn
    form = PersonForm(organization, {"name": "New", "manager": "Twin", "manager-meant": str(twins[1].pk)})
    assert form.is_valid()
    assert form.cleaned_data["manager"] == twins[1]
    for words in ("Nobody Here", "<b>", str(elsewhere.pk), "x" * 60_000, "a\x00b"):
        form = PersonForm(organization, {"name": "New", "manager": words})
        assert not form.is_valid()
        assert "<b>" not in str(form["manager"])
    assert "Nobody here is called" in str(PersonForm(organization, {"manager": "Xx"}).errors["manager"])


@pytest.mark.usefixtures("crowd")
def test_several_are_written_line_by_line_or_not_at_all(project):
    data = QueryDict(mutable=True)
    data["people"] = "Crowd 001\r\ncrowd002@example.org\n\nCrowd 001"
    form = EnrolForm(project, data)
    assert form.is_valid()
    assert sorted(row.name for row in form.cleaned_data["people"]) == ["Crowd 001", "Crowd 002"]
    data["people"] = "Crowd 001\nCrowd 00\nXx"
    form = EnrolForm(project, data)
    assert not form.is_valid()
    said = form.errors["people"]
    assert len(said) == 2
    assert "it may be: Crowd 000, crowd000@example.org; Crowd 001" in said[0]
    assert "Crowd 00\nXx" in str(form["people"])


@pytest.mark.usefixtures("crowd")
def test_names_are_found_while_one_types_by_who_may_choose(client, project, manager, auditor, admin):
    make_person(organization=make_organization(), name="Crowd elsewhere")
    address = reverse("projects:staff_found", args=[project.slug])
    client.force_login(manager)
    found = client.get(address, {"q": "crowd 00"}).json()["names"]
    assert found[:2] == ["Crowd 000, crowd000@example.org", "Crowd 001, crowd001@example.org"]
    assert len(found) == 12
    assert client.get(address, {"q": "c"}).json()["names"] == []
    assert client.get(address, {"q": "elsewhere"}).json()["names"] == []
    client.force_login(auditor)
    assert client.get(address, {"q": "crowd"}).status_code == 403
    client.force_login(admin)
    everywhere = reverse("people:found")
    assert client.get(everywhere, {"q": "elsewhere"}).json()["names"] != []
    assert client.get(everywhere, {"q": "crowd", "organization": "nonsense"}).json()["names"] == []

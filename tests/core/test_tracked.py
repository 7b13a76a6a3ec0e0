"""Audited rows: no save without an actor, a version with each, and the same history in bulk."""

from datetime import UTC, date, datetime

import pytest

from tracker.core import clock
from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.canonical import canonical_bytes, digest_of
from tracker.core.errors import BadInput, MissingActor, StaleEdit
from tracker.core.locks import lock
from tracker.people.models import Organization, Person, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    return User.objects.system()


def test_a_save_without_an_actor_is_refused_and_rolled_back(system):
    organization = Organization(name="A").save_because("made", by=system)
    organization.name = "B"
    with pytest.raises(MissingActor):
        organization.save()
    assert Organization.objects.get().name == "A"
    assert organization.history.count() == 1


def test_each_save_writes_who_when_why_and_the_next_version(system):
    moment = datetime(2026, 3, 30, 8, tzinfo=UTC)
    with clock.at(moment):
        organization = Organization(name="A").save_because("made", by=system)
        organization.name = "B"
        organization.save_because("renamed", by=system)
    assert organization.version == 2
    past = organization.history.order_by("history_id")
    assert [(row.history_type, row.history_change_reason, row.name) for row in past] == [
        ("+", "made", "A"),
        ("~", "renamed", "B"),
    ]
    assert {row.history_date for row in past} == {moment}
    assert {row.history_user_id for row in past} == {system.pk}


def test_deleting_leaves_the_row_in_history(system):
    organization = Organization(name="A").save_because("made", by=system)
    organization.delete_because("gone", by=system)
    assert not Organization.objects.exists()
    assert Organization.history.first().history_type == "-"
    with pytest.raises(MissingActor):
        Organization(name="B").save_because("made", by=system).delete()


def test_bulk_writes_the_same_history_as_single_saves(system, django_assert_num_queries):
    rows = [Organization(name=f"O{number:02}") for number in range(30)]
    with django_assert_num_queries(4):
        bulk_save_because(rows, reason="import", by=system)
    for row in rows:
        row.name += "x"
    bulk_save_because(rows, reason="again", by=system, fields=["name"])
    row = Organization.objects.get(name="O07x")
    assert row.version == 2
    assert [(past.history_type, past.name) for past in row.history.order_by("history_id")] == [
        ("+", "O07"),
        ("~", "O07x"),
    ]
    assert bulk_delete_because(Organization.objects.filter(name__lt="O10"), reason="gone", by=system) == 10
    assert Organization.history.filter(history_type="-").count() == 10


def test_a_row_that_is_gone_takes_the_whole_bulk_back(system):
    rows = [Organization(name=f"O{number}") for number in range(3)]
    bulk_save_because(rows, reason="import", by=system)
    bulk_delete_because(Organization.objects.filter(name="O1"), reason="gone", by=system)
    with pytest.raises(StaleEdit, match="nothing was changed"):
        bulk_save_because(rows, reason="again", by=system)
    assert list(Organization.objects.order_by("name").values_list("name", "version")) == [
        ("O0", 1),
        ("O2", 1),
    ]
    assert not Organization.history.filter(history_type="~").exists()


@pytest.mark.parametrize(("name", "words"), [("x" * 201, "at most 200 characters"), ("a\x00b", "NUL")])
def test_what_a_column_cannot_take_is_refused_on_either_database_and_in_bulk(system, name, words):
    with pytest.raises(BadInput, match=words) as refused:
        Organization(name=name).save_because("made", by=system)
    assert refused.value.field == "name"
    with pytest.raises(BadInput, match=words):
        bulk_save_because([Organization(name="A"), Organization(name=name)], reason="import", by=system)
    assert not Organization.objects.exists()


def test_a_day_before_1900_is_a_year_half_typed(system):
    organization = Organization(name="A").save_because("made", by=system)
    person = Person(organization=organization, name="Ada", joined_on=date(26, 5, 12))
    with pytest.raises(BadInput, match="year 0026: write the year with four digits"):
        person.save_because("made", by=system)
    person.joined_on = date(1998, 5, 12)
    person.save_because("made", by=system)


def test_a_stale_version_is_refused(system):
    organization = Organization(name="A").save_because("made", by=system)
    assert lock(Organization, organization.pk, version=1) == organization
    organization.save_because("again", by=system)
    with pytest.raises(StaleEdit):
        lock(Organization, organization.pk, version=1)


def test_canonical_bytes_are_the_same_for_the_same_values():
    moment = datetime(2026, 11, 23, 8, 47, 12, tzinfo=UTC)
    one = {"b": [1, None, True], "a": {"day": date(2026, 5, 12), "at": moment}}
    two = {"a": {"at": moment, "day": date(2026, 5, 12)}, "b": [1, None, True]}
    assert canonical_bytes(one) == (
        b'{"a":{"at":"2026-11-23T08:47:12.000000+00:00","day":"2026-05-12"},"b":[1,null,true]}'
    )
    assert digest_of(one) == digest_of(two)
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_bytes({"x": object()})

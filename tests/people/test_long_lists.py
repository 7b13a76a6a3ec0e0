"""Long staff lists: handed to the worker, taken in once and as shown, told when they fail, tried again."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from tests.endings import ended_at
from tests.factories.people import make_organization, make_person
from tracker.core import clock
from tracker.people import actions
from tracker.people.actions import StaffLine, staff_runs
from tracker.people.choices import RunState
from tracker.people.models import Person, StaffListRun


@pytest.fixture
def organization(db):
    return make_organization()


@pytest.fixture
def long_list(monkeypatch):
    """Three lines are long here."""
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    lines = ["Bo,bo@example.org,IT,", "Al,al@example.org,IT,bo@example.org", "Cy,cy@example.org,HR,"]
    return "\n".join(["name,email,department,manager", *lines])


def handed_over(client, organization, text):
    address = reverse("people:import", args=[organization.pk])
    file = io.BytesIO(text.encode())
    file.name = "staff.csv"
    page = client.post(address, {"file": file}).content.decode()
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    answer = client.post(address, {"ticket": ticket})
    return StaffListRun.objects.get(), answer


def test_a_long_list_is_taken_in_by_the_worker_once(client, organization, long_list, admin):
    client.force_login(admin)
    run, answer = handed_over(client, organization, long_list)
    here = reverse("people:staff_run", args=[run.pk])
    assert answer.headers["Location"] == here
    assert not Person.objects.filter(organization=organization).exists()
    assert "hx-trigger" in client.get(here).content.decode()
    assert actions.take_list(run.pk)
    assert not actions.take_list(run.pk)
    page = client.get(here).content.decode()
    assert "3 added" in page
    assert "hx-trigger" not in page
    al = Person.objects.get(email="al@example.org")
    assert al.manager.email == "bo@example.org"
    assert al.history.count() == 1
    assert al.history.first().history_user_id == admin.pk


def test_a_list_that_is_no_longer_true_fails_with_its_reason(client, organization, long_list, admin):
    client.force_login(admin)
    run, _answer = handed_over(client, organization, long_list)
    make_person(organization=organization, name="Bo", email="bo@example.org")
    actions.take_list(run.pk)
    page = client.get(reverse("people:staff_run", args=[run.pk])).content.decode()
    assert "register was changed after you looked" in page
    assert not Person.objects.filter(email="al@example.org").exists()
    Person.objects.get(email="bo@example.org").delete_because("", by=admin)
    client.post(reverse("people:staff_run", args=[run.pk]))
    assert actions.take_list(run.pk)
    run.refresh_from_db()
    assert (run.state, run.added) == (RunState.DONE, 3)


def test_a_dead_worker_s_list_is_handed_over_again_and_then_given_up(client, organization, long_list, admin):
    client.force_login(admin)
    run, _answer = handed_over(client, organization, long_list)
    rows = StaffListRun.objects.filter(pk=run.pk)
    rows.update(state=RunState.TAKING, attempt=1, beat_at=clock.now() - timedelta(minutes=14))
    assert actions.look_after_lists() == 0
    rows.update(beat_at=clock.now() - timedelta(minutes=16))
    assert actions.look_after_lists() == 1
    assert rows.get().state == RunState.WAITING
    rows.update(state=RunState.TAKING, attempt=3, beat_at=clock.now() - timedelta(minutes=16))
    assert actions.look_after_lists() == 0
    assert rows.get().state == RunState.FAILED


def test_a_worker_that_is_told_to_end_leaves_its_list_to_the_next(client, organization, long_list, admin):
    client.force_login(admin)
    run, _answer = handed_over(client, organization, long_list)
    with connection.execute_wrapper(ended_at('INSERT INTO "people_person"')), pytest.raises(SystemExit):
        actions.take_list(run.pk)
    assert not Person.objects.filter(email="al@example.org").exists()
    assert actions.look_after_lists() == 1
    assert actions.take_list(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error, run.added) == (RunState.DONE, "", 3)


def test_a_worker_that_was_given_up_writes_nothing(organization, long_list, admin, client):
    client.force_login(admin)
    run, _answer = handed_over(client, organization, long_list)
    StaffListRun.objects.filter(pk=run.pk).update(state=RunState.TAKING, attempt=2)
    run.attempt, run.state = 1, RunState.TAKING
    staff_runs._take(run)
    assert not Person.objects.filter(organization=organization).exists()


def test_who_is_as_the_list_says_is_not_touched(organization, admin):
    bo = make_person(organization=organization, name="Bo", email="bo@example.org")
    nameless = make_person(organization=organization, name="No Mail", email="")
    lines = [
        StaffLine(2, "Bo", "BO@example.org"),
        StaffLine(3, "No Mail", job_title="Porter"),
        StaffLine(4, "Al", "al@example.org", "IT", manager_email="bo@example.org"),
    ]
    done = actions.import_staff(actor=admin, organization=organization, lines=lines)
    assert (done.added, done.changed) == (1, 1)
    bo.refresh_from_db()
    nameless.refresh_from_db()
    assert (bo.version, nameless.job_title, nameless.version) == (1, "Porter", 2)
    assert nameless.history.first().job_title == "Porter"


def test_a_long_chain_of_managers_is_walked_once_and_its_loop_is_named(organization):
    lines = [
        StaffLine(n, f"P{n}", f"p{n}@example.org", manager_email=f"p{n + 1}@example.org")
        for n in range(2, 5000)
    ]
    lines.append(StaffLine(5000, "P5000", "p5000@example.org", manager_email="p4999@example.org"))
    found = actions.preview_staff(organization=organization, lines=lines).problems
    assert [problem.line for problem in found] == [4999, 5000]

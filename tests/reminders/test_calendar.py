"""My dates as a calendar: signed, revocable, and readable by a program that knows only RFC 5545."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.ical import strictly
from tests.reminders.conftest import MakeTask
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders.calendar import path_of
from tracker.reminders.models import CalendarFeed

pytestmark = pytest.mark.django_db

DAY = date(2027, 3, 10)


def test_a_calendar_program_reads_what_is_mine_and_open(
    client: Client, ruled: Project, owner: User, manager: User, stranger: User, make_task: MakeTask
) -> None:
    client.force_login(owner)
    client.post(reverse("reminders:feed"))
    path = path_of(CalendarFeed.objects.get(user=owner))
    assert path.count(":") == 1  # no moment in it: the address is the same whenever it is shown
    assert path in client.get(reverse("reminders:mine")).content.decode()
    nasty = "Policy; part 1, “ä” \\ " + "long " * 30
    make_task(DAY, name=nasty)
    make_task(DAY, name="Done", actual_finish_on=DAY, percent=100)
    make_task(DAY, name="Of nobody", owner=None)
    response = Client().get(path)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = strictly(response.content)
    assert event["DTSTART;VALUE=DATE"] == "20270310"
    assert event["DTEND;VALUE=DATE"] == "20270311"
    plain = event["SUMMARY"].replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    assert plain == " ".join(nasty.split())
    assert event["UID"] == strictly(Client().get(path).content)[0]["UID"]


def test_a_new_address_makes_the_old_one_die_and_so_does_closing(client: Client, owner: User) -> None:
    client.force_login(owner)
    feed = reverse("reminders:feed")
    client.post(feed)
    old = path_of(CalendarFeed.objects.get(user=owner))
    client.post(feed)
    new = path_of(CalendarFeed.objects.get(user=owner))
    anybody = Client()
    assert [anybody.get(path).status_code for path in (old, new)] == [404, 200]
    assert anybody.get(new.replace("/calendar/", "/calendar/x")).status_code == 404
    client.post(feed, {"close": "1"})
    assert anybody.get(new).status_code == 404


def test_the_calendar_of_a_closed_login_is_closed(client: Client, owner: User) -> None:
    client.force_login(owner)
    client.post(reverse("reminders:feed"))
    path = path_of(CalendarFeed.objects.get(user=owner))
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_who_left_the_implementation_sees_nothing_of_it(
    client: Client, ruled: Project, owner: User, make_task: MakeTask
) -> None:
    make_task(DAY)
    client.force_login(owner)
    client.post(reverse("reminders:feed"))
    path = path_of(CalendarFeed.objects.get(user=owner))
    assert len(strictly(Client().get(path).content)) == 1
    for row in owner.memberships.all():
        row.starts_on = row.ends_on = ruled.today() - timedelta(days=1)
        row.save_because("ended", by=owner)
    assert strictly(Client().get(path).content) == []


def test_the_number_of_questions_does_not_grow(
    client: Client, ruled: Project, owner: User, make_task: MakeTask, django_assert_max_num_queries: object
) -> None:
    client.force_login(owner)
    client.post(reverse("reminders:feed"))
    path = path_of(CalendarFeed.objects.get(user=owner))
    for _ in range(30):
        make_task(DAY)
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        assert len(strictly(Client().get(path).content)) == 30

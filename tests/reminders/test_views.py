"""The rules and the deliveries of an implementation in the browser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.notifications import make_notification
from tests.reminders.conftest import MakeTask
from tracker.notifications.choices import Status
from tracker.notifications.models import Mute, Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders.actions import raise_due
from tracker.reminders.models import ReminderRule, ReminderSent
from tracker.reminders.queries import coming_week

pytestmark = pytest.mark.django_db


def page(client: Client, name: str = "rule_list") -> str:
    return client.get(reverse(f"reminders:{name}", args=["nordlicht"])).content.decode()


def test_a_manager_sets_up_and_changes_rules(client: Client, project: Project, manager: User) -> None:
    client.force_login(manager)
    assert "Set up the usual reminders" in page(client)
    client.post(reverse("reminders:opening", args=["nordlicht"]))
    rule = ReminderRule.objects.get(source="tasks")
    sent = {
        "version": rule.version,
        "before": "10, 2",
        "on_the_day": "on",
        "after": "5",
        "repeat_days": "14",
        "recipients": ["owner", "sponsor"],
        "line_manager_after": "2",
        "manager_after": "5",
        "is_active": "on",
    }
    client.post(reverse("reminders:rule_change", args=["nordlicht", rule.pk]), sent)
    rule.refresh_from_db()
    assert (rule.offsets, rule.repeat_days, rule.recipients) == ([-10, -2, 0, 5], 14, ["owner", "sponsor"])
    assert (rule.escalation, rule.may_opt_out) == ({"line_manager": 2, "manager": 5}, False)
    assert 'value="10, 2"' in page(client)
    response = client.post(reverse("reminders:rule_change", args=["nordlicht", rule.pk]), sent)
    assert response.status_code == 409
    assert "Somebody changed this" in response.content.decode()


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"before": "soon"}, "Write days as figures"),
        ({"before": "0"}, "Write days as figures"),
        ({"before": "999"}, "Write days as figures"),
        ({"before": "", "after": "", "on_the_day": ""}, "Say on which days to remind"),
        ({"recipients": []}, "Say who is to hear"),
        ({"line_manager_after": "9", "manager_after": "3"}, "hears first, then the project manager"),
        ({"sponsor_after": "0"}, "greater than or equal to 1"),
        ({"repeat_days": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_broken_rule_is_refused_and_what_was_typed_is_kept(
    client: Client, project: Project, manager: User, bad: dict[str, object], sentence: str
) -> None:
    client.force_login(manager)
    client.post(reverse("reminders:opening", args=["nordlicht"]))
    rule = ReminderRule.objects.get(source="tasks")
    sent = {
        "version": rule.version,
        "before": "3",
        "after": "44",
        "on_the_day": "on",
        "recipients": ["owner"],
    }
    response = client.post(
        reverse("reminders:rule_change", args=["nordlicht", rule.pk]), {**sent, "is_active": "on", **bad}
    )
    assert response.status_code in (409, 422)
    assert sentence in response.content.decode()
    rule.refresh_from_db()
    assert rule.offsets == [-3, 0, 1]


def test_a_member_reads_rules_and_changes_none(
    client: Client, project: Project, manager: User, member: User, stranger: User
) -> None:
    client.force_login(manager)
    client.post(reverse("reminders:opening", args=["nordlicht"]))
    rule = ReminderRule.objects.get(source="tasks")
    change = reverse("reminders:rule_change", args=["nordlicht", rule.pk])
    for user, seen, refused in ((member, 200, 403), (stranger, 404, 404)):
        client.force_login(user)
        assert client.get(reverse("reminders:rule_list", args=["nordlicht"])).status_code == seen
        assert client.post(change, {}).status_code == refused
        assert client.post(reverse("reminders:opening", args=["nordlicht"])).status_code == refused
        assert client.get(reverse("reminders:deliveries", args=["nordlicht"])).status_code == refused


def test_a_manager_sees_the_messages_of_the_project_and_sends_a_failed_one_again(
    client: Client, project: Project, manager: User, member: User, stranger: User
) -> None:
    row = make_notification(member, "Lost", project=project)
    other = make_notification(stranger, "Elsewhere", project=stranger.memberships.get().project)
    Notification.objects.filter(pk__in=[row.pk, other.pk]).update(status=Status.FAILED, problem="550 no")
    client.force_login(manager)
    html = page(client, "deliveries")
    assert "550 no" in html
    assert "Elsewhere" not in html
    assert client.post(reverse("reminders:send_again", args=["nordlicht", other.pk])).status_code == 404
    client.post(reverse("reminders:send_again", args=["nordlicht", row.pk]))
    row.refresh_from_db()
    assert row.status == Status.QUEUED


def test_i_say_when_i_am_written_to_and_of_what_not(client: Client, ruled: Project, member: User) -> None:
    client.force_login(member)
    mine = reverse("reminders:mine")
    assert "Deliverables" in client.get(mine).content.decode()
    sent: dict[str, object] = {
        "version": 0,
        "rhythm": "daily",
        "digest_at": "08:15",
        "digest_day": "2",
        "days": ["0", "1", "2"],
        "quiet_from": "18:00",
        "quiet_to": "07:30",
        "zone": "Australia/Lord_Howe",
        "wanted": ["reminder_deliverables"],
    }
    assert client.post(mine, sent).status_code == 302
    html = client.get(mine).content.decode()
    assert 'value="08:15"' in html
    assert 'value="18:00"' in html
    assert Mute.objects.filter(user=member, kind="reminder_tasks").exists()
    assert not Mute.objects.filter(
        user=member, kind__in=["reminder_deliverables", "reminder_signoffs"]
    ).exists()
    for bad, sentence in (
        ({"days": []}, "required"),
        ({"quiet_to": ""}, "a beginning and an end"),
        ({"zone": "Mars/Olympus"}, "not one of the available"),
        ({"digest_at": "25:00"}, "valid time"),
    ):
        response = client.post(mine, {**sent, "version": 1, **bad})
        assert response.status_code in (409, 422)
        assert sentence in response.content.decode()
    assert client.post(mine, {**sent, "version": 1}).status_code == 302
    assert "Somebody changed this" in client.post(mine, {**sent, "version": 1}).content.decode()


def test_who_opted_out_is_not_reminded_where_the_rule_allows_it(
    client: Client, ruled: Project, owner: User, make_task: MakeTask
) -> None:
    Mute.objects.create(user=owner, kind="reminder_tasks")
    Mute.objects.create(user=owner, kind="reminder_milestones")
    make_task(ruled.today(), name="Opted out")
    make_task(ruled.today(), name="Not to be missed", kind="milestone", starts_on=ruled.today())
    raise_due(at_once=True)
    assert list(Notification.objects.of(owner).values_list("subject", flat=True)) == [
        "Not to be missed is due today"
    ]


def test_the_coming_week_shows_what_each_day_will_bring_and_then_brings_it(
    client: Client, ruled: Project, manager: User, owner: User, make_task: MakeTask
) -> None:
    today = ruled.today()
    for days in (2, 5, 9, 30):
        make_task(today + timedelta(days=days), name=f"In {days}")
    week = coming_week(ruled)
    assert not ReminderSent.objects.exists()
    foreseen = [(day.day, call.subject) for day in week for call in day.calls]
    client.force_login(manager)
    html = client.get(reverse("reminders:preview", args=["nordlicht"])).content.decode()
    assert all(subject in html for _day, subject in foreseen)
    raise_due(at_once=True)
    Notification.objects.all().delete()
    came: list[tuple[date, str]] = []
    for day in week:
        raise_due(now=datetime(day.day.year, day.day.month, day.day.day, 12, tzinfo=UTC), at_once=True)
        new = Notification.objects.exclude(subject__in=[text for _d, text in came])
        came += [(day.day, text) for text in new.values_list("subject", flat=True)]
    assert sorted(came) == sorted(foreseen)
    assert len(foreseen) == 6

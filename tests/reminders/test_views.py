"""The rules and the deliveries of an implementation in the browser."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.notifications import make_notification
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders.models import ReminderRule

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

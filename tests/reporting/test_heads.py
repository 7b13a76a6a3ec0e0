"""Where the log ends, mailed each week: once, to those who still hold a role, with what is needed to compare it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Membership, Project
from tracker.reporting import actions
from tracker.reporting.models import HeadMailing, MailedHead

pytestmark = pytest.mark.django_db

MADE = datetime(2027, 3, 3, 12, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2027, 3, 8, 12, tzinfo=UTC)


def tick(at: datetime) -> int:
    with clock.at(at):
        return actions.mail_heads()


def test_each_week_once_with_a_head_that_the_log_still_holds(
    project: Project, manager: User, auditor: User, sponsor: User
) -> None:
    with clock.at(MADE):
        keys = [str(auditor.pk), str(sponsor.pk)]
        actions.set_head_mailing(actor=manager, project=project, weekday=0, users=keys)
        Membership.objects.get(user=sponsor, project=project).delete_because("left", by=manager)
    assert [tick(MADE + timedelta(days=1)), tick(MONDAY), tick(MONDAY), tick(MONDAY + timedelta(days=5))] == [
        0,
        1,
        0,
        0,
    ]
    assert tick(MONDAY + timedelta(days=25)) == 1
    assert MailedHead.objects.count() == 2
    message = Notification.objects.filter(kind="log_head").earliest("made_at")
    assert message.recipient == auditor
    head = re.search(r"--head (\S+)\.", message.context["detail"])
    assert head
    call_command("verify_log", "--head", head[1], "--quiet")


def test_only_members_and_only_by_who_may_change_the_implementation(
    project: Project, manager: User, auditor: User, stranger: User
) -> None:
    with pytest.raises(NotPermitted):
        actions.set_head_mailing(actor=auditor, project=project, weekday=0, users=[])
    for facts in ({"weekday": 7, "users": []}, {"weekday": 0, "users": [str(stranger.pk)]}):
        with pytest.raises(RuleBroken):
            actions.set_head_mailing(actor=manager, project=project, **facts)
    assert not HeadMailing.objects.exists()


def test_its_page(project: Project, manager: User, auditor: User, client: Client) -> None:
    here = f"/projects/{project.slug}/reports/heads/"
    client.force_login(manager)
    assert here in client.get(f"/projects/{project.slug}/settings/").content.decode()
    assert "Nobody outside keeps" in client.get(here).content.decode()
    assert client.post(here, {"weekday": "9"}).status_code == 422
    said = client.post(here, {"weekday": "4", "users": [str(auditor.pk)]}, follow=True).content.decode()
    assert "1 person keeps where the log ends" in said
    client.post(here, {"weekday": "4"})
    assert HeadMailing.objects.get().users == []
    tick(MONDAY + timedelta(days=400))
    assert not MailedHead.objects.exists()

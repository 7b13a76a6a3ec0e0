"""The inbox and the outbox in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.notifications import make_notification
from tests.plugins.mailbox import Mailbox, free_port
from tracker.notifications import actions, queries
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


def test_the_inbox_shows_my_messages_and_no_others(client: Client, member: User, sponsor: User) -> None:
    make_notification(member, "Mine <b>", context={"detail": "since Monday"})
    make_notification(sponsor, "Somebody else's")
    client.force_login(member)
    page = client.get(reverse("notifications:inbox")).content.decode()
    assert "Mine &lt;b&gt;" in page
    assert "since Monday" in page
    assert "Somebody else" not in page


def test_opening_a_message_reads_it_and_leads_to_its_place(
    client: Client, member: User, sponsor: User
) -> None:
    row = make_notification(member, link="/somewhere/")
    address = reverse("notifications:open_message", args=[row.pk])
    client.force_login(sponsor)
    assert client.get(address).status_code == 404
    assert queries.unread_count(member) == 1
    client.force_login(member)
    assert client.get(address).headers["Location"] == "/somewhere/"
    assert queries.unread_count(member) == 0


def test_all_can_be_read_at_once(client: Client, member: User) -> None:
    make_notification(member)
    make_notification(member)
    client.force_login(member)
    client.post(reverse("notifications:read_all"))
    assert queries.unread_count(member) == 0


def test_the_inbox_asks_the_same_number_of_questions_however_full(
    client: Client, member: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(member)
    for _ in range(30):
        make_notification(member)
    with django_assert_max_num_queries(8):
        client.get(reverse("notifications:inbox"))


def test_deliveries_are_the_administrators(
    client: Client, member: User, admin: User, project: Project
) -> None:
    row = make_notification(member, "Lost mail", project=project)
    Notification.objects.filter(pk=row.pk).update(status=Status.FAILED, problem="550 No such mailbox")
    client.force_login(member)
    assert client.get(reverse("notifications:deliveries")).status_code == 403
    assert client.post(reverse("notifications:send_again", args=[row.pk])).status_code == 403
    client.force_login(admin)
    page = client.get(reverse("notifications:deliveries")).content.decode()
    assert "550 No such mailbox" in page
    assert "Send again to Milo Member" in page
    client.post(reverse("notifications:send_again", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == Status.QUEUED


def test_the_page_says_that_the_mail_server_is_dead_and_what_waits(
    client: Client, member: User, admin: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    make_notification(member)
    actions.deliver_pending()
    client.force_login(admin)
    page = client.get(reverse("notifications:deliveries")).content.decode()
    assert "The mail server does not answer" in page
    assert "1 message waits" in page
    health = queries.health()
    assert (health.mail_reachable, health.outbox.queued, health.outbox.last_success) == (False, 1, None)


def test_health_sees_a_live_mail_server_and_the_last_success(member: User, mailbox: Mailbox) -> None:
    make_notification(member)
    actions.deliver_pending()
    health = queries.health()
    assert health.mail_reachable
    assert health.outbox.last_success is not None
    assert (health.outbox.queued, health.outbox.failed) == (0, 0)

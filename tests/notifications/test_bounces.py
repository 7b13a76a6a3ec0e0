"""Mail that comes back: noted from a report, seen among the deliveries, and nobody is silently forgotten."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.notifications import make_notification
from tests.plugins.mailbox import Mailbox
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.notifications import actions, queries
from tracker.notifications.actions.bounces import failed_in
from tracker.notifications.choices import Status
from tracker.notifications.models import DeliveryAttempt, FailingAddress, Notification
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db

REPORT = """Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {failed}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
  here

Final-Recipient: rfc822; {late}
Action: delayed
Status: 4.4.1

Message-ID: {message}
Subject: Write the policy is due
"""


def test_a_report_says_what_came_back_and_what_is_only_late(
    mailbox: Mailbox, admin: User, member: User, sponsor: User
) -> None:
    row = make_notification(member)
    other = make_notification(sponsor)
    actions.deliver_pending()
    message = DeliveryAttempt.objects.get(notification=row).message_id
    report = REPORT.format(failed=member.email.upper(), late=sponsor.email, message=message)
    found = actions.report_bounce(actor=admin, report=report.replace("\n", "\r\n"))
    assert [one.address for one in found] == [member.email]
    assert found[0].cause == "smtp; 550 5.1.1 no such user here"
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.status, other.status) == (Status.FAILED, Status.SENT)
    assert "550 5.1.1" in row.problem
    assert member.email not in str(list(Activity.objects.values()))


def test_nothing_is_sent_to_an_address_that_fails_and_all_of_it_is_seen(
    client: Client, mailbox: Mailbox, project: Project, admin: User, member: User, sponsor: User
) -> None:
    actions.report_bounce(actor=admin, report=f" {member.email} ")
    lost = make_notification(member, "Seen by somebody", project=project)
    account = make_notification(member, "Your account")
    Notification.objects.filter(pk=account.pk).update(kind="account")
    make_notification(sponsor)
    tally = actions.deliver_pending()
    assert (tally.sent, tally.failed) == (2, 1)
    assert sorted(mailbox.recipients) == sorted([member.email, sponsor.email])
    lost.refresh_from_db()
    assert lost.status == Status.FAILED
    assert queries.unread(member).filter(pk=lost.pk).exists()
    assert [row.address for row in queries.failing_addresses(project_id=project.pk)] == [member.email]
    client.force_login(admin)
    page = client.get(reverse("notifications:deliveries")).content.decode()
    assert "Addresses that fail" in page
    assert "entered by hand" in page
    failing = FailingAddress.objects.get()
    client.post(reverse("notifications:bounce_clearing", args=[failing.pk]))
    actions.send_again(actor=admin, notification=lost)
    actions.deliver_pending()
    lost.refresh_from_db()
    assert lost.status == Status.SENT


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("", "No address that failed"),
        ("Hello, I am on holiday.", "No address that failed"),
        ("Final-Recipient: rfc822; late@example.org\nAction: delayed", "No address that failed"),
        ("nobody@example.org", "Nobody here has the address nobody@example.org"),
    ],
)
def test_what_is_no_report_is_refused_with_a_sentence(
    client: Client, admin: User, report: str, said: str
) -> None:
    with pytest.raises(RuleBroken, match=said):
        actions.report_bounce(actor=admin, report=report)
    client.force_login(admin)
    page = client.post(reverse("notifications:bounce"), {"report": report}, follow=True)
    assert said in page.content.decode()
    assert not FailingAddress.objects.exists()


def test_only_an_administrator_notes_a_failing_address(manager: User) -> None:
    with pytest.raises(NotPermitted):
        actions.report_bounce(actor=manager, report=manager.email)


def test_a_long_report_is_read_in_time_that_grows_with_it() -> None:
    assert failed_in("Final-Recipient: rfc822; \n" * 3000 + "Diagnostic-Code: x\n" + " y\n" * 30_000) == {}

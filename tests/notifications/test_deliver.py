"""Delivery through a real mail server: one mail for each person, and the truth about each."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.notifications import make_notification
from tests.plugins.mailbox import Mailbox, free_port
from tracker.core import clock
from tracker.notifications import actions
from tracker.notifications.choices import Outcome, Status
from tracker.notifications.models import DeliveryAttempt, Notification
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


def test_everything_that_waits_for_one_person_is_one_mail(
    member: User, sponsor: User, project: Project, mailbox: Mailbox
) -> None:
    today = clock.today()
    make_notification(member, "Later", due_on=today + timedelta(days=9), link="/later/", project=project)
    make_notification(member, "Urgent & <first>", due_on=today, link="/first/", project=project)
    make_notification(sponsor, "Decide", context={"detail": "Before the audit", "by": "Mina"})
    assert actions.deliver_pending().sent == 2
    (mail,) = mailbox.to(member.email)
    assert mail["Subject"] == "2 things for you: Urgent & <first>"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert text.index("Urgent & <first>") < text.index("Later")
    assert "http://localhost:8000/first/" in text
    assert "Urgent &amp; &lt;first&gt;" in html
    assert "prefers-color-scheme: dark" in html
    (other,) = mailbox.to(sponsor.email)
    assert other["Subject"] == "Decide"
    assert "Before the audit" in other.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert set(Notification.objects.values_list("status", flat=True)) == {Status.SENT}
    assert actions.deliver_pending().sent == 0
    assert len(mailbox.mails) == 2


def test_several_messages_about_one_thing_are_told_once(
    member: User, project: Project, mailbox: Mailbox
) -> None:
    for subject in ("Due in a week", "Due today", "A day late"):
        make_notification(member, subject, about=project)
    actions.deliver_pending()
    (mail,) = mailbox.mails
    assert mail["Subject"] == "A day late"


def test_the_same_messages_go_out_under_the_same_identifier(member: User, mailbox: Mailbox) -> None:
    row = make_notification(member)
    for _ in range(2):
        Notification.objects.filter(pk=row.pk).update(status=Status.QUEUED)
        actions.deliver_pending()
    first, second = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == second
    assert first.endswith("@localhost>")


def test_an_address_that_is_refused_for_good_fails_at_once(member: User, mailbox: Mailbox) -> None:
    row = make_notification(member)
    mailbox.answer_rcpt = "550 No such mailbox"
    assert actions.deliver_pending().failed == 1
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "550" in row.problem
    assert row.attempts.get().outcome == Outcome.FAILED


def test_a_refusal_for_now_is_tried_again_later_and_given_up_in_the_end(
    member: User, mailbox: Mailbox
) -> None:
    row = make_notification(member)
    mailbox.answer_data = "451 Try again later"
    moment = clock.now()
    waits = []
    for _ in range(8):
        assert actions.deliver_pending(now=moment).failed == 1
        assert actions.deliver_pending(now=moment).failed == 0
        row.refresh_from_db()
        if row.status == Status.QUEUED:
            waits.append(row.not_before - moment)
            moment = row.not_before
    assert row.status == Status.FAILED
    assert waits == sorted(waits)
    assert len(waits) == 7
    assert row.attempts.count() == 8


def test_one_bad_address_does_not_hold_up_the_others(member: User, sponsor: User, mailbox: Mailbox) -> None:
    make_notification(member)
    make_notification(sponsor)
    Notification.objects.filter(recipient=member).update(address="a line\nbreak@example.org")
    tally = actions.deliver_pending()
    assert (tally.sent, tally.failed) == (1, 1)


def test_a_dead_mail_server_loses_nothing_and_fails_nothing(
    member: User, sponsor: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    make_notification(member)
    make_notification(sponsor)
    for minute in range(0, 60 * 24, 60):
        tally = actions.deliver_pending(now=clock.now() + timedelta(minutes=minute))
        assert "refused" in tally.unreachable.lower()
    rows = Notification.objects.all()
    assert {row.status for row in rows} == {Status.QUEUED}
    assert all("refused" in row.problem.lower() for row in rows)
    assert not DeliveryAttempt.objects.exists()


def test_a_server_that_hangs_up_after_taking_the_mail_leaves_it_unknown(
    member: User, mailbox: Mailbox
) -> None:
    row = make_notification(member)
    mailbox.hang_up_after_taking = True
    assert actions.deliver_pending().unknown == 1
    row.refresh_from_db()
    assert row.status == Status.UNKNOWN
    mailbox.hang_up_after_taking = False
    actions.deliver_pending(now=clock.now() + timedelta(days=2))
    assert len(mailbox.mails) == 1


def test_a_stale_claim_that_was_never_handed_over_goes_out_again(member: User, mailbox: Mailbox) -> None:
    row = make_notification(member)
    _claim(row, age=timedelta(minutes=16))
    assert actions.deliver_pending().sent == 1


def test_a_fresh_claim_of_another_worker_is_left_alone_even_when_the_moment_lies_ahead(
    member: User, mailbox: Mailbox
) -> None:
    row = make_notification(member)
    _claim(row, age=timedelta(minutes=14))
    assert actions.deliver_pending(now=clock.now() + timedelta(days=8)).sent == 0


def test_a_stale_claim_with_an_attempt_is_called_unknown_and_not_sent_by_guess(
    member: User, mailbox: Mailbox
) -> None:
    row = make_notification(member)
    claim = _claim(row, age=timedelta(minutes=16))
    DeliveryAttempt.objects.create(notification=row, claim=claim, message_id="<x@y>", at=clock.now())
    assert actions.deliver_pending().sent == 0
    row.refresh_from_db()
    assert (row.status, mailbox.mails) == (Status.UNKNOWN, [])


def test_who_has_lost_the_login_since_is_not_written_to(member: User, mailbox: Mailbox) -> None:
    row = make_notification(member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    actions.deliver_pending()
    row.refresh_from_db()
    assert (row.status, mailbox.mails) == (Status.WITHDRAWN, [])


def test_without_a_mail_server_each_mail_is_a_file(member: User, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    make_notification(member, "Policy is due")
    assert actions.deliver_pending().sent == 1
    (file,) = tmp_path.iterdir()
    assert "Policy is due" in file.read_text()


def test_the_administrator_sends_a_failed_one_again_and_nobody_else(
    member: User, admin: User, mailbox: Mailbox
) -> None:
    from tracker.core.errors import NotPermitted, RuleBroken

    row = make_notification(member)
    with pytest.raises(RuleBroken, match="not waiting for anybody"):
        actions.send_again(actor=admin, notification=row)
    Notification.objects.filter(pk=row.pk).update(status=Status.FAILED, problem="550")
    with pytest.raises(NotPermitted):
        actions.send_again(actor=member, notification=row)
    actions.send_again(actor=admin, notification=row)
    assert actions.deliver_pending().sent == 1


def _claim(row: Notification, *, age: timedelta) -> uuid.UUID:
    claim = uuid.uuid4()
    Notification.objects.filter(pk=row.pk).update(
        status=Status.CLAIMED, claim=claim, claimed_at=clock.now() - age
    )
    return claim

"""Posting: in the caller's transaction, to whom can be reached, and taken back when moot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories.notifications import make_notification
from tests.factories.people import make_person, make_user
from tests.plugins.mailbox import Mailbox
from tracker.core import clock
from tracker.notifications import actions, queries
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db


def test_a_message_stands_in_the_outbox_with_plain_values(member: User, project: Project) -> None:
    row = make_notification(
        member, "Policy\nis due", project=project, about=project, link="/projects/nordlicht/"
    )
    row.refresh_from_db()
    assert (row.status, row.address, row.subject) == (Status.QUEUED, member.email, "Policy is due")
    assert (row.project_id, row.project_name) == (project.pk, project.name)


def test_a_message_vanishes_with_the_change_it_tells_about(member: User) -> None:
    def post_and_fail() -> None:
        with transaction.atomic():
            make_notification(member)
            raise LookupError

    with pytest.raises(LookupError):
        post_and_fail()
    assert not Notification.objects.exists()


def test_nobody_is_told_who_cannot_be_reached() -> None:
    closed = make_user("Closed", is_active=False)
    without_address = make_person(email="")
    left = make_person(left_on=clock.today())
    for somebody in (closed, without_address, left, User.objects.system()):
        assert actions.post(recipient=somebody, kind="reminder", subject="x") is None
    assert not Notification.objects.exists()


def test_a_person_without_a_login_is_reached_by_mail_and_one_with_a_login_in_the_inbox_too() -> None:
    alone, with_login = make_person(), make_person()
    user = make_user("Lena", person=with_login)
    first = actions.post(recipient=alone, kind="reminder", subject="x")
    second = actions.post(recipient=with_login, kind="reminder", subject="x")
    assert first is not None
    assert second is not None
    assert (first.recipient, second.recipient) == (None, user)


@pytest.mark.parametrize("link", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_a_message_never_leads_to_another_site(member: User, link: str) -> None:
    with pytest.raises(ValueError, match="path on this site"):
        make_notification(member, link=link)


def test_a_moot_message_is_taken_back_and_a_sent_one_counts_as_read(
    member: User, sponsor: User, project: Project
) -> None:
    waiting = make_notification(member, about=project)
    sent = make_notification(sponsor, about=project)
    Notification.objects.filter(pk=sent.pk).update(status=Status.SENT)
    assert actions.withdraw_about(project) == 1
    waiting.refresh_from_db()
    assert waiting.status == Status.WITHDRAWN
    assert queries.unread_count(member) == queries.unread_count(sponsor) == 0
    assert [row.pk for row in queries.inbox(sponsor)] == [sent.pk]


def test_what_is_for_later_is_neither_shown_nor_sent_yet(member: User, mailbox: Mailbox) -> None:
    make_notification(member, not_before=clock.now() + timedelta(hours=1))
    assert queries.unread_count(member) == 0
    assert actions.deliver_pending().sent == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert queries.unread_count(member) == 1
        assert actions.deliver_pending().sent == 1


def test_posting_wakes_the_worker_after_commit(
    member: User, mailbox: Mailbox, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        make_notification(member)
        assert not mailbox.mails
    assert len(mailbox.to(member.email)) == 1

"""Mail comes when its reader wants it: digests, quiet hours, days off, on either side of every clock change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.notifications import make_notification
from tests.plugins.mailbox import Mailbox
from tracker.core import clock
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.notifications import actions
from tracker.notifications.choices import Rhythm, Status
from tracker.notifications.models import Mute, Notification
from tracker.notifications.windows import Window
from tracker.people.models import User

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu"]
# Both clock changes of these places in 2027, each with a day and a half around it.
CHANGES = [
    (2027, 3, 14),
    (2027, 3, 28),
    (2027, 4, 4),
    (2027, 9, 26),
    (2027, 10, 3),
    (2027, 10, 31),
    (2027, 11, 7),
]

at = datetime(2027, 5, 12, 9, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("change", CHANGES)
def test_digests_are_neither_missed_nor_doubled_when_the_clocks_change(
    zone: str, change: tuple[int, int, int]
) -> None:
    """72 hours, minute by minute at the odd times: one digest each day, at its wall-clock time or after the gap."""
    for wall in (time(2, 30), time(7), time(2, 0), time(1, 45)):
        window = Window(zone=zone, rhythm=Rhythm.DAILY, digest_at=wall)
        start = datetime(*change, tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(days=1)
        seen: list[datetime | None] = []
        moment = start
        while moment < start + timedelta(hours=72):
            last = window.last_digest(moment)
            if not seen or seen[-1] != last:
                seen.append(last)
            assert last is not None
            assert last <= moment < window.next_digest(moment)
            moment += timedelta(minutes=15)
        days = [item.astimezone(ZoneInfo(zone)).date() for item in seen if item]
        assert days == sorted(set(days))
        assert len(days) == 4


@pytest.mark.parametrize("zone", ZONES)
def test_quiet_hours_and_days_off_always_end(zone: str) -> None:
    window = Window(zone=zone, quiet_from=time(18), quiet_to=time(8, 30), days=(0, 1, 2, 3, 4))
    moment = datetime(2027, 3, 12, tzinfo=UTC)
    while moment < datetime(2027, 4, 6, tzinfo=UTC):
        opens = window.welcome(moment)
        local = opens.astimezone(ZoneInfo(zone))
        assert moment <= opens <= moment + timedelta(days=4)
        assert local.weekday() < 5
        assert time(8, 30) <= local.time() < time(18)
        assert window.welcome(opens) == opens
        moment += timedelta(hours=1, minutes=7)


@pytest.mark.django_db
def test_a_daily_digest_bundles_what_came_since_the_last_one(member: User, mailbox: Mailbox) -> None:
    window = Window(zone="Europe/Berlin", rhythm=Rhythm.DAILY, digest_at=time(7))
    actions.set_preference(actor=member, window=window)
    for hours in (0, 3, 10):
        with clock.at(at + timedelta(hours=hours)):
            make_notification(member, f"After {hours} hours")
            actions.deliver_pending()
    assert mailbox.mails == []
    for minute in (-1, 0, 1):
        actions.deliver_pending(now=datetime(2027, 5, 13, 5, 0, tzinfo=UTC) + timedelta(minutes=minute))
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("3 things for you")


@pytest.mark.django_db
def test_after_a_week_of_standing_still_the_weekly_digest_comes_once(member: User, mailbox: Mailbox) -> None:
    actions.set_preference(actor=member, window=Window(rhythm=Rhythm.WEEKLY, digest_day=4, digest_at=time(7)))
    with clock.at(at):
        make_notification(member, "Before the standstill")
    late = at + timedelta(days=9)
    for step in range(5):
        actions.deliver_pending(now=late + timedelta(minutes=step))
    assert len(mailbox.mails) == 1


@pytest.mark.django_db
def test_clocks_that_jump_by_two_hours_neither_lose_nor_double(member: User, mailbox: Mailbox) -> None:
    actions.set_preference(actor=member, window=Window(rhythm=Rhythm.DAILY, digest_at=time(7)))
    with clock.at(at):
        make_notification(member, "Once")
    seven = datetime(2027, 5, 13, 7, tzinfo=UTC)
    for hours in (-3, -1, -3, 0.1, -2, 0.2, 2, 0, 2.5):
        actions.deliver_pending(now=seven + timedelta(hours=hours))
    assert len(mailbox.mails) == 1


@pytest.mark.django_db
def test_what_is_held_back_goes_out_at_once_when_the_hours_change(member: User, mailbox: Mailbox) -> None:
    actions.set_preference(actor=member, window=Window(quiet_from=time(8), quiet_to=time(20)))
    with clock.at(at):
        make_notification(member)
        actions.deliver_pending()
        row = Notification.objects.get()
        assert (row.status, row.not_before.hour) == (Status.QUEUED, 20)
        actions.set_preference(actor=member, window=Window())
        actions.deliver_pending()
    assert len(mailbox.mails) == 1


@pytest.mark.django_db
def test_whoever_waits_before_a_locked_door_is_not_held_back(member: User, mailbox: Mailbox) -> None:
    actions.set_preference(
        actor=member, window=Window(rhythm=Rhythm.WEEKLY, quiet_from=time(8), quiet_to=time(20))
    )
    with clock.at(at):
        actions.post(recipient=member, kind="account", subject="Your password was changed")
        assert actions.deliver_pending().sent == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        (Window(zone="Mars/Olympus"), "time zone"),
        (Window(days=()), "at least one day"),
        (Window(days=(7,)), "at least one day"),
        (Window(quiet_from=time(8)), "a beginning and an end"),
        (Window(quiet_from=time(8), quiet_to=time(8)), "leave no quiet"),
        (Window(rhythm="hourly"), "how often"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(member: User, window: Window, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        actions.set_preference(actor=member, window=window)


@pytest.mark.django_db
def test_a_stale_page_does_not_undo_the_newer_choice(member: User) -> None:
    first = actions.set_preference(actor=member, window=Window(), muted=["reminder_tasks"])
    actions.set_preference(actor=member, window=Window(zone="Asia/Kathmandu"), version=first.version)
    with pytest.raises(StaleEdit):
        actions.set_preference(actor=member, window=Window(), version=first.version)
    assert not Mute.objects.exists()
    member.refresh_from_db()
    assert member.time_zone == "Asia/Kathmandu"

"""Mail that comes back is read by itself: believed where it gives back a mail of ours, once, never without bound."""

from __future__ import annotations

import io
import mailbox as mailboxes
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from iso20k import env
from tests.factories.notifications import make_notification
from tests.notifications import dsn
from tests.plugins.imap import imap_server
from tests.plugins.mailbox import Mailbox
from tracker.history.models import Activity
from tracker.notifications import actions, letterboxes
from tracker.notifications.actions.returned import take_report
from tracker.notifications.choices import Fate, Status
from tracker.notifications.models import DeliveryAttempt, DeliveryReport, FailingAddress, Notification
from tracker.notifications.post_office import Unreachable
from tracker.notifications.returned import report_in
from tracker.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sent(mailbox: Mailbox, member: User) -> Notification:
    row = make_notification(member)
    actions.deliver_pending()
    return Notification.objects.get(pk=row.pk)


def name_of(row: Notification) -> str:
    return DeliveryAttempt.objects.filter(notification=row).latest("at").message_id


FORMS = [dsn.postfix, dsn.exim, dsn.exim_of_old, dsn.exchange]


@pytest.mark.parametrize("form", FORMS, ids=[form.__name__ for form in FORMS])
def test_what_a_mail_server_refused_for_good_marks_the_address_with_the_cause(
    sent: Notification, member: User, form: Any
) -> None:
    raw = form(member.email, name_of(sent))
    assert take_report(raw) == ["refused"]
    row = FailingAddress.objects.get()
    assert row.address == member.email
    assert "550" in row.cause
    sent.refresh_from_db()
    assert sent.status == Status.FAILED
    assert row.cause in sent.problem
    entry = Activity.objects.get(verb="notifications.address_returned")
    assert entry.actor_id == User.objects.system().pk
    assert member.email not in str(list(Activity.objects.values()))


@pytest.mark.parametrize("form", FORMS, ids=[form.__name__ for form in FORMS])
def test_reading_twice_changes_nothing_even_after_the_address_was_cleared(
    sent: Notification, member: User, admin: User, form: Any
) -> None:
    raw = form(member.email, name_of(sent))
    take_report(raw)
    assert take_report(b"Received: again\r\n" + raw.replace(b"\r\n", b"\n")) == ["again"]
    actions.clear_address(actor=admin, failing=FailingAddress.objects.get())
    assert take_report(raw) == ["again"]
    assert not FailingAddress.objects.exists()


def test_a_mail_that_fails_again_after_it_was_sent_again_is_a_new_report(
    sent: Notification, member: User, admin: User
) -> None:
    take_report(dsn.postfix(member.email, name_of(sent)))
    actions.clear_address(actor=admin, failing=FailingAddress.objects.get())
    actions.send_again(actor=admin, notification=sent)
    actions.deliver_pending()
    assert take_report(dsn.postfix(member.email, name_of(sent), own="2")) == ["refused"]
    assert FailingAddress.objects.count() == 1


def test_a_mail_that_was_given_up_is_lost_and_the_address_stays_good(
    sent: Notification, member: User
) -> None:
    assert take_report(dsn.postfix(member.email, name_of(sent), status="4.4.1")) == ["lost"]
    sent.refresh_from_db()
    assert sent.status == Status.FAILED
    assert "gave up: smtp; 451 4.4.1" in sent.problem
    assert not FailingAddress.objects.exists()
    old = dsn.exim_of_old(member.email, name_of(sent), said="retry timeout exceeded")
    assert take_report(old) == ["lost"]
    assert not FailingAddress.objects.exists()


def test_a_mail_that_is_late_is_only_noted_and_seen(
    client: Client, sent: Notification, member: User, admin: User
) -> None:
    report = dsn.postfix(member.email, name_of(sent), action="delayed", status="4.4.1")
    assert take_report(report) == ["late"]
    sent.refresh_from_db()
    assert sent.status == Status.SENT
    assert not FailingAddress.objects.exists()
    client.force_login(admin)
    assert "late since" in client.get(reverse("notifications:deliveries")).content.decode()


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "unheard-of"])
def test_what_arrived_is_no_matter(sent: Notification, member: User, action: str) -> None:
    assert take_report(dsn.postfix(member.email, name_of(sent), action=action, status="2.0.0")) == ["other"]
    assert not DeliveryReport.objects.exists()


@pytest.mark.parametrize("form", [dsn.away, dsn.receipt])
def test_an_answer_while_somebody_is_away_and_a_receipt_are_no_returned_mail(
    sent: Notification, member: User, form: Any
) -> None:
    assert take_report(form(member.email, name_of(sent))) == ["other"]
    sent.refresh_from_db()
    assert sent.status == Status.SENT
    assert not FailingAddress.objects.exists()


def test_a_forged_report_changes_nothing_and_is_counted_once(
    client: Client, sent: Notification, member: User, sponsor: User, admin: User
) -> None:
    make_notification(sponsor)
    invented = dsn.postfix(member.email, "<0000000000000000000000000000000000000000@localhost>")
    of_another = dsn.postfix(sponsor.email, name_of(sent), own="2")
    assert [take_report(raw) for raw in (invented, of_another, invented)] == [
        ["foreign"],
        ["foreign"],
        ["again"],
    ]
    assert not FailingAddress.objects.exists()
    sent.refresh_from_db()
    assert sent.status == Status.SENT
    client.force_login(admin)
    page = client.get(reverse("notifications:deliveries")).content.decode()
    assert "2 delivery reports of the last 30 days give back no mail of ours" in page


def test_a_flood_of_forged_reports_fills_no_disk(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.notifications.actions.returned.MOST_FOREIGN", 3)
    tally = actions.read_returned(dsn.postfix("a@example.org", "<x@y>", own=str(n)) for n in range(9))
    assert tally["foreign"] == 9
    assert DeliveryReport.objects.count() == 3


def test_each_mail_can_have_an_address_of_its_own_to_come_back_to(
    mailbox: Mailbox, member: User, settings: Any
) -> None:
    settings.EMAIL_BOUNCES = "bounces+*@example.org"
    row = make_notification(member)
    actions.deliver_pending()
    key = name_of(row)[1:41]
    assert mailbox.senders == [f"bounces+{key}@example.org"]
    assert mailbox.mails[0]["From"] == settings.DEFAULT_FROM_EMAIL
    assert mailbox.mails[0]["Message-ID"] == name_of(row)
    # Nothing of ours is given back: the address alone says which mail it was.
    assert take_report(dsn.exchange(member.email, "", to=mailbox.senders[0])) == ["refused"]
    assert FailingAddress.objects.get().address == member.email


def test_without_a_setting_mail_comes_back_to_who_sends(
    mailbox: Mailbox, member: User, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "ISO 20K <tracker@example.org>"
    make_notification(member)
    actions.deliver_pending()
    assert mailbox.senders == ["tracker@example.org"]
    assert mailbox.mails[0]["From"] == "ISO 20K <tracker@example.org>"


def test_a_pipe_a_folder_and_a_file_are_read_and_left_as_they_are(
    sent: Notification, member: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = dsn.postfix(member.email, name_of(sent))
    folder = mailboxes.Maildir(str(tmp_path / "returns"))
    folder.add(raw)
    folder.add(dsn.away(member.email, name_of(sent)))
    file = mailboxes.mbox(str(tmp_path / "returns.mbox"))
    file.add(raw)
    file.add(dsn.exim(member.email, name_of(sent)))
    file.close()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    out = io.StringIO()
    call_command("read_bounces", "--from", str(tmp_path / "returns"), stdout=out)
    call_command("read_bounces", "--from", str(tmp_path / "returns.mbox"), stdout=out)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("read_bounces", stdout=out)
    said = out.getvalue().splitlines()
    assert said[0].startswith("2 mails: 1 came back, 0 given up")
    assert said[0].endswith("1 no report")
    assert said[1].startswith("2 mails: 1 came back")
    assert "1 known already" in said[1]
    assert said[2].startswith("1 mails: 0 came back")
    assert "1 known already" in said[2]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_place_that_is_not_there_is_a_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("read_bounces", "--from", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="BOUNCES_IMAP_HOST"):
        call_command("read_bounces", "--imap")


def test_a_mailbox_on_a_server_is_read_over_tls_and_each_mail_is_marked_as_seen(
    sent: Notification, member: User, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server(tmp_path) as server:
        place = {"host": "127.0.0.1", "port": server.server_address[1], "user": "returns"}
        settings.BOUNCES_IMAP = {**place, "password": server.password, "folder": "INBOX"}
        server.mails += [dsn.postfix(member.email, name_of(sent)), b"", b"Subject: hello\r\n\r\nhello"]
        # Nobody vouches for the server yet: nothing is read, and the next round asks again.
        assert not actions.read_mailbox()
        assert "CERTIFICATE_VERIFY_FAILED" in letterboxes.server_problem()
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        assert letterboxes.server_problem() == ""
        assert not server.seen
        assert actions.read_mailbox() == {"refused": 1, "other": 2}
        assert server.seen == {1, 2, 3}
        assert not actions.read_mailbox()
        settings.BOUNCES_IMAP = {**settings.BOUNCES_IMAP, "password": "wrong"}
        assert "wrong password" in letterboxes.server_problem()
        with pytest.raises(Unreachable):
            next(letterboxes.server())


def test_the_settings_refuse_what_is_no_address_and_a_mailbox_without_a_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for good in ("", "bounces@example.org", "bounces+*@example.org", "*@returns.example.org"):
        monkeypatch.setenv("EMAIL_BOUNCES", good)
        assert env.bounces() == good
    for bad in (
        "bounces",
        "a b@example.org",
        "**@example.org",
        "@example.org",
        "x@example.org\nBcc: y",
        "b" * 99,
    ):
        monkeypatch.setenv("EMAIL_BOUNCES", bad)
        with pytest.raises(ImproperlyConfigured, match="EMAIL_BOUNCES"):
            env.bounces()
    assert env.bounce_mailbox() == {}
    monkeypatch.setenv("BOUNCES_IMAP_HOST", "mail.example.org")
    with pytest.raises(ImproperlyConfigured, match="BOUNCES_IMAP_USER"):
        env.bounce_mailbox()
    monkeypatch.setenv("BOUNCES_IMAP_USER", "returns")
    monkeypatch.setenv("BOUNCES_IMAP_PASSWORD", "x")
    assert env.bounce_mailbox()["port"] == 993


STATUS = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
HEAD = b"Content-Type: multipart/report; boundary=b\n\n--b\n"
HOSTILE = {
    "nothing": b"",
    "no line": b"\x00\xff\xfe",
    "endless head": b"X: y\n" * 300_000,
    "endless fold": b"Content-Type: multipart/report;\n" + b" x\n" * 400_000,
    "many spaces": HEAD + b"--b" + b" " * 900_000,
    "many boundaries": HEAD + b"--b\n" * 200_000,
    "deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(15_000)
    ),
    "deep mails": HEAD + b"Content-Type: message/rfc822\n\n" * 30_000,
    "many recipients": HEAD
    + STATUS
    + b"Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.0.0\n\n" * 15_000,
    "broken charset": HEAD
    + b"Content-Type: message/delivery-status; charset*0*=\x00''x\nContent-Transfer-Encoding: base64\n\n=\xff=a",
    "address without end": HEAD + STATUS + b"Final-Recipient: rfc822; " + b"a" * 900_000,
    "name without end": b"X-Failed-Recipients: a@b\nReferences: " + b"<" * 900_000 + b"\n\nx",
    "spaces between lines": HEAD + STATUS + b"\n" + b" \t" * 400_000,
    "quoted": HEAD
    + b"Content-Transfer-Encoding: quoted-printable\nContent-Type: message/delivery-status\n\n"
    + b"=" * 900_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_is_read_without_an_error_in_little_time(raw: bytes) -> None:
    began = time.monotonic()
    report = report_in(raw)
    assert time.monotonic() - began < 2
    assert report is None or len(report.returned) <= 100


def test_what_a_report_says_becomes_one_plain_line(
    client: Client, sent: Notification, member: User, admin: User
) -> None:
    raw = dsn.postfix(member.email, name_of(sent)).replace(
        b"    no such mailbox", "\t<script>alert(1)</script>\u202e\x07\x1b[31m".encode()
    )
    assert take_report(raw) == ["refused"]
    cause = FailingAddress.objects.get().cause
    assert cause.startswith("smtp; 550 5.1.1 <script>alert(1)</script>")
    assert not set(cause) & {"\u202e", "\x07", "\x1b", "\n"}
    client.force_login(admin)
    page = client.get(reverse("notifications:deliveries")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_the_deliveries_cost_the_same_questions_with_one_report_and_with_many(
    client: Client, mailbox: Mailbox, member: User, admin: User
) -> None:
    client.force_login(admin)
    counts = []
    for n in range(3):
        row = make_notification(member, f"Number {n}")
        actions.deliver_pending()
        take_report(dsn.postfix(member.email, name_of(row), action="delayed", status="4.0.0", own=str(n)))
        take_report(dsn.postfix(member.email, "<none@nowhere>", own=f"f{n}"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("notifications:deliveries"))
        counts.append(len(seen))
    assert len(set(counts)) == 1
    assert DeliveryReport.objects.filter(fate=Fate.LATE).count() == 3

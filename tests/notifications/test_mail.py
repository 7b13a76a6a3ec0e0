"""What stands in a mail is what people typed, and nothing else: no header, no markup, no template of theirs."""

from __future__ import annotations

import pytest

from tests.factories.notifications import make_notification
from tests.plugins.mailbox import Mailbox
from tracker.notifications import mail
from tracker.notifications.actions import deliver_pending
from tracker.notifications.models import Notification
from tracker.people.models import User

pytestmark = pytest.mark.django_db

NASTY = [
    "Policy\r\nBcc: everybody@example.org",
    "Policy\nX-Evil: 1\n\n<h1>body</h1>",
    "{{ 7 * 7 }}{% for x in ().__class__.__mro__ %}x{% endfor %}",
    "%(label)s %s %d %(days)s {0} {name}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202egpj.exe\u2066 hidden\u0001\u0007",
    "Überprüfung der Leitlinie — 方針の見直し",
    "=?utf-8?q?=0D=0ABcc:_everybody@example.org?=",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_that_people_type_becomes_a_header_markup_or_a_template(
    member: User, mailbox: Mailbox, nasty: str
) -> None:
    row = make_notification(member, "x", context={"detail": nasty, "by": nasty, "button": nasty})
    Notification.objects.filter(pk=row.pk).update(subject=nasty[:300], name=nasty, project_name=nasty[:200])
    tally = deliver_pending()
    assert (tally.sent, tally.failed) == (1, 0)
    (letter,) = mailbox.mails
    assert mailbox.recipients == [member.email]
    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert len(letter.get_all("To") or []) == len(letter.get_all("Subject") or []) == 1
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script" not in html
    assert "onerror=alert" not in html or "&lt;img" in html
    if "{{" in nasty or "%(" in nasty:
        assert "49" not in letter["Subject"]
        assert nasty in letter["Subject"]
        assert nasty in text
    assert not any(mark in letter["Subject"] for mark in mail.TURNS)


def test_each_mail_says_why_it_came_and_where_to_stop_it(member: User, mailbox: Mailbox) -> None:
    make_notification(member, "One", context={"why": "This is yours.", "rule": "Rule “Tasks”: on the day"})
    make_notification(member, "Two")
    deliver_pending()
    (letter,) = mailbox.mails
    for kind in ("plain", "html"):
        content = letter.get_body((kind,)).get_content()  # type: ignore[union-attr]
        assert content.count("Why did I get this?") == 2
        assert "This is yours. Rule “Tasks”: on the day." in content
    assert letter["List-Unsubscribe"] == "<http://localhost:8000/my-notifications/>"
    assert "/my-notifications/" in letter.get_body(("html",)).get_content()  # type: ignore[union-attr]

"""A real mail server on loopback: it takes mail, refuses it, or hangs up, as a test asks."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What has arrived, and how the server answers the next mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.answer_rcpt = "250 OK"
        self.answer_data = "250 OK"
        self.hang_up_after_taking = False
        self.on_data: Callable[[], None] | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not self.answer_data.startswith("250"):
            return self.answer_data
        content: Any = envelope.original_content
        mail: Any = message_from_bytes(content, policy=policy.default)
        self.mails.append(mail)
        self.recipients.extend(envelope.rcpt_tos)
        self.senders.append(str(envelope.mail_from))
        if self.on_data is not None:
            self.on_data()
        if self.hang_up_after_taking and server.transport is not None:
            server.transport.abort()
        return self.answer_data

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(settings: Any) -> Iterator[Mailbox]:
    """Point the site's mail at a server of this test's own."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 5
    try:
        yield mailbox
    finally:
        controller.stop()

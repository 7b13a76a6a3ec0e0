"""The door to the mail server, which knows how far a message got when something went wrong."""

import smtplib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from tracker.notifications.choices import Outcome

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Unreachable(Exception):
    """The mail server, or the folder in its place, does not answer; nothing was handed over."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one mail. `final` where trying again would not help."""

    outcome: Outcome
    error: str = ""
    final: bool = False


class _Aware:
    """Notes that the body was handed over: from then on only the server knows what became of it."""

    handed_over = False

    def data(self, msg: Any) -> Any:
        self.handed_over = True
        return super().data(msg)  # type: ignore[misc]


class _Smtp(_Aware, smtplib.SMTP):
    pass


class _SmtpSsl(_Aware, smtplib.SMTP_SSL):
    pass


class _SmtpBackend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpSsl if self.use_ssl else _Smtp


class PostOffice:
    """One connection for one round of deliveries; opened when the first mail is ready."""

    def __init__(self, *, timeout: int | None = None) -> None:
        self.backend: BaseEmailBackend
        if settings.EMAIL_BACKEND == SMTP_BACKEND:
            self.backend = _SmtpBackend(timeout=timeout)
        else:
            self.backend = get_connection()

    def open(self) -> None:
        """Raises `Unreachable`."""
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as problem:
            raise Unreachable(in_short(problem)) from problem

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            # The line is dead already; the next round opens its own.
            self._forget_line()

    def send(self, mail: EmailMessage) -> Answer:
        """Hand one mail over, and say truly what is known of it."""
        line = getattr(self.backend, "connection", None)
        if isinstance(line, _Aware):
            line.handed_over = False
        try:
            self.backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _text in problem.recipients.values()]
            return Answer(Outcome.FAILED, in_short(problem), final=all(code >= 500 for code in codes))
        except smtplib.SMTPResponseException as problem:
            return Answer(Outcome.FAILED, in_short(problem), final=500 <= problem.smtp_code < 600)
        except ValueError as problem:
            # An address or a header that cannot be written down at all.
            return Answer(Outcome.FAILED, in_short(problem), final=True)
        except (OSError, smtplib.SMTPException) as problem:
            self._forget_line()
            if isinstance(line, _Aware) and line.handed_over:
                return Answer(Outcome.UNKNOWN, in_short(problem))
            return Answer(Outcome.FAILED, in_short(problem))
        return Answer(Outcome.SENT)

    def _forget_line(self) -> None:
        if isinstance(self.backend, EmailBackend):
            self.backend.connection = None


def in_short(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]

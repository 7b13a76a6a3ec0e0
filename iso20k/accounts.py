"""How accounts come to be: by invitation or from the command line, never by signing up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.notifications.actions import post, withdraw_kind
from tracker.notifications.choices import Kind
from tracker.people.models import User

RESET = "account/email/password_reset_key"


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, and letters about accounts wait in the outbox like all others."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A dead mail server costs the page nothing and the reader no letter."""
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            return
        if template_prefix == RESET:
            # The link is made when the letter goes out: it never stands in the outbox.
            withdraw_kind(Kind.PASSWORD_RESET, recipient=user)
            detail = _(
                "Somebody, most likely you, asked for a new password for your account. The link works once. "
                "If it was not you, there is nothing to do: your password stays as it is."
            )
            said = {"detail": detail, "button": _("Choose a new password")}
            post(recipient=user, kind=Kind.PASSWORD_RESET, subject=_("Choose a new password"), context=said)
            return
        letter = self.render_mail(template_prefix, email, {"request": self.request, **context})
        words = " ".join(str(letter.body).split())
        said = {"detail": words, "button": _("My account")}
        post(recipient=user, kind=Kind.ACCOUNT, subject=letter.subject, context=said, link="/me/")


def not_offered(_request: HttpRequest, **_arguments: str) -> HttpResponse:
    """Pages of the library that this site does not have: signing up, codes by mail, several addresses."""
    raise Http404

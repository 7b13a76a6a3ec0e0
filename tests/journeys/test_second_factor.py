"""Signing with a second factor: a code that an authenticator app shows, and a passkey."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.factories.people import PASSWORD
from tests.factories.signoffs import make_request
from tests.journeys.conftest import PHONE, Visit, Visitor
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs.models import SignOff, SignOffRequest

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def asked(project: Project, manager: User, sponsor: User) -> SignOffRequest:
    """In an implementation that wants a second factor of who signs."""
    project.mfa_for_signers = True
    project.save_because("stricter", by=manager)
    return make_request(project, by=manager, of=sponsor)


def test_a_code_from_an_authenticator_app_signs(visit: Visitor, asked: SignOffRequest, sponsor: User) -> None:
    phone = visit(PHONE)
    phone.log_in(sponsor)
    asked_for_a_second_factor(phone, asked)
    page = phone.page
    page.get_by_role("link", name="Set up").click()
    confirm_password_if_asked(phone)
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("Authenticator code").fill(code(secret))
    phone.shot("factor-1-app")
    page.get_by_role("button", name="Use this app").click()
    phone.sees("Recovery codes")
    open_the_sign_off(phone, asked)
    phone.shot("factor-2-signing")
    page.get_by_role("link", name="Code").click()
    # A code is taken once; the app shows the next one half a minute later.
    page.get_by_label("Authenticator code").or_(page.locator("input[name=code]")).first.fill(
        code(secret, later=1)
    )
    phone.shot("factor-3-code")
    page.keyboard.press("Enter")
    sign(phone, asked, "You confirmed with your code from an authenticator that it is you.")
    assert SignOff.objects.get().proved_with == "code"


def test_a_passkey_signs(visit: Visitor, asked: SignOffRequest, sponsor: User) -> None:
    phone = visit(PHONE)
    with_a_fingerprint_reader(phone)
    phone.log_in(sponsor)
    asked_for_a_second_factor(phone, asked)
    page = phone.page
    page.get_by_role("link", name="Add one").click()
    confirm_password_if_asked(phone)
    page.get_by_role("textbox").first.fill("My phone")
    phone.shot("factor-4-passkey")
    page.get_by_role("button", name="Add").click()
    phone.sees("Recovery codes")
    open_the_sign_off(phone, asked)
    page.get_by_role("link", name="Passkey").click()
    phone.shot("factor-5-confirm")
    page.locator("#mfa_webauthn_reauthenticate").click()
    sign(phone, asked, "You confirmed with your passkey that it is you.")
    assert SignOff.objects.get().proved_with == "passkey"


def address_of(asked: SignOffRequest) -> str:
    return reverse("signoffs:request_detail", args=[asked.project.slug, asked.pk])


def asked_for_a_second_factor(phone: Visit, asked: SignOffRequest) -> None:
    phone.go(address_of(asked))
    phone.sees("Who signs here needs a second factor.")
    assert phone.page.get_by_role("button", name="Approve").count() == 0
    phone.page.get_by_role("link", name="Set up a second factor").click()


def confirm_password_if_asked(phone: Visit) -> None:
    field = phone.page.locator("input[type=password]")
    if field.count():
        field.fill(PASSWORD)
        phone.page.keyboard.press("Enter")
        field.wait_for(state="detached")


def open_the_sign_off(phone: Visit, asked: SignOffRequest) -> None:
    phone.go(address_of(asked))
    phone.page.get_by_text("End of content").scroll_into_view_if_needed()
    phone.sees("Confirm that it is you")


def sign(phone: Visit, asked: SignOffRequest, proof: str) -> None:
    """Back on the sign-off, no password is asked for any more."""
    phone.page.wait_for_url(lambda url: url.endswith(f"{address_of(asked)}#sign"))
    phone.sees(proof)
    assert phone.page.locator("input[type=password]").count() == 0
    phone.page.get_by_text("End of content").scroll_into_view_if_needed()
    phone.sees("You read it to its end")
    phone.page.get_by_role("button", name="Approve and sign as Sara Sponsor").click()
    phone.sees("Approved by Sara Sponsor")


def code(secret: str, later: int = 0) -> str:
    """What the app of somebody with this secret shows now, or some half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def with_a_fingerprint_reader(phone: Visit) -> None:
    """The browser's own virtual authenticator: it makes keys and has its owner's finger on it."""
    session: Any = phone.page.context.new_cdp_session(phone.page)
    session.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": reader})

"""Logging in, passwords and second factors: pages of a library, in our frame and our words."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from tests.factories.people import PASSWORD, make_user
from tracker.notifications.actions import deliver_pending
from tracker.notifications.models import Notification
from tracker.people.models import User


@pytest.fixture
def user(db: None) -> User:
    return make_user("Helena Brandt")


@pytest.fixture
def inside(client: Client, user: User) -> Client:
    """Logged in, and the password given again a moment ago."""
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.headers.get("Location"))
    html = answer.content.decode()
    assert "<style" not in html
    assert not re.search(r"\sstyle=", html)
    assert html.count("<h1") == 1
    return html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/accounts/login/", "Accounts are made by invitation."),
        ("/accounts/password/reset/", "Reset your password"),
        ("/accounts/password/reset/done/", "Look in your mail"),
        ("/accounts/password/reset/key/1-set-password/", "This link is no longer good"),
        ("/accounts/password/reset/key/done/", "Your password is changed"),
        ("/accounts/inactive/", "This account is closed"),
    ],
)
def test_the_door_speaks_our_words_without_the_rail(client: Client, path: str, words: str) -> None:
    html = page(client, path)
    assert words in html
    assert 'class="k-door"' in html
    assert "k-rail" not in html


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/accounts/password/change/", "Change your password"),
        ("/accounts/2fa/", "Authenticator app"),
        ("/accounts/2fa/totp/activate/", "authenticator_secret"),
        ("/accounts/2fa/webauthn/add/", "mfa_webauthn_add"),
        ("/accounts/2fa/webauthn/", "Passkeys and security keys"),
        ("/accounts/logout/", "Drafts stay in this browser"),
    ],
)
def test_inside_the_rail_stands_beside_the_page(inside: Client, path: str, words: str) -> None:
    html = page(inside, path)
    assert words in html
    assert "k-rail" in html
    assert "Helena Brandt" in html


def test_a_wrong_password_is_said_above_the_fields_and_the_address_is_kept(
    client: Client, user: User
) -> None:
    answer = client.post("/accounts/login/", {"login": user.email, "password": "wrong"})
    html = answer.content.decode()
    assert 'class="k-note bad" role="alert"' in html
    assert f'value="{user.email}"' in html
    assert "wrong" not in html


def test_a_second_factor_is_set_up_used_and_taken_away(inside: Client, user: User) -> None:
    html = page(inside, "/accounts/2fa/totp/activate/")
    found = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', html)
    assert found
    refused = inside.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert 'class="err"' in refused.content.decode()
    found = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', refused.content.decode())
    assert found
    secret = found[1]
    assert inside.post("/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    assert "Codes that are left" in page(inside, "/accounts/2fa/recovery-codes/")
    assert re.search(
        r">\s*Make new codes\s*</button>", page(inside, "/accounts/2fa/recovery-codes/generate/")
    )
    assert "In use" in page(inside, "/accounts/2fa/")

    stranger = Client()
    stranger.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    html = page(stranger, "/accounts/2fa/authenticate/")
    assert "One more step" in html
    assert "Use a passkey instead" in html

    assert re.search(r">\s*Stop using it\s*</button>", page(inside, "/accounts/2fa/totp/deactivate/"))
    assert inside.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_letter_with_the_link_is_in_our_words(client: Client, user: User) -> None:
    client.post("/accounts/password/reset/", {"email": user.email})
    assert mail.outbox == [], "it waits in the outbox, without the link"
    [waiting] = Notification.objects.all()
    assert "key" not in f"{waiting.link}{waiting.context}"
    deliver_pending()
    [letter] = mail.outbox
    assert letter.subject == "Choose a new password"
    assert "your password stays as it is" in str(letter.body)
    assert f"Hello {user.name}" in str(letter.body)
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(letter.body))
    assert link
    html = client.get(link[1], follow=True).content.decode()
    assert "Choose a password" in html


def test_an_old_proof_asks_again_before_what_matters(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Confirm that it is you" in answer.content.decode()
    assert "It holds for five minutes." in answer.content.decode()

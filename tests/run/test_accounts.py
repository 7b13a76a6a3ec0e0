"""How people come in: nobody signs up, guessing is slowed down, and answers do not tell who exists."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

import iso20k.settings as site
from tests.factories.people import PASSWORD, make_user
from tracker.notifications.actions import deliver_pending
from tracker.people.models import User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/email/"])
def test_nobody_signs_up_or_changes_their_address(client: Client, path: str) -> None:
    words = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get(path).status_code == 404
    assert client.post(path, words).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_login_works_with_email_and_password(client: Client) -> None:
    user = make_user()
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_guessing_a_password_is_slowed_down(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = site.ACCOUNT_RATE_LIMITS
    user = make_user()
    for _ in range(6):
        client.post(LOGIN, {"login": user.email, "password": "wrong"})
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_resetting_a_password_does_not_tell_whether_the_account_exists(
    client: Client, mailoutbox: list[object]
) -> None:
    user = make_user()
    known = client.post("/accounts/password/reset/", {"email": user.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert mailoutbox == [], "both answer before any letter is sent"
    deliver_pending()
    assert len(mailoutbox) == 1


def test_the_password_page_is_not_kept_and_may_load_from_this_site_only(client: Client) -> None:
    answer = client.get(LOGIN)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in answer.headers["Cache-Control"]


def test_passwords_are_kept_with_argon2() -> None:
    assert site.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")

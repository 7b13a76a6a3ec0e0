"""Every address of the site; each room answers for its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from iso20k.accounts import not_offered

# A room without pages has no addresses.
rooms = [f"{app}.urls" for app in settings.ROOMS if find_spec(f"{app}.urls")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/signup/", not_offered, name="account_signup"),
    path("accounts/email/", not_offered, name="account_email"),
    path("accounts/confirm-email/", not_offered, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", not_offered, name="account_confirm_email"),
    path("accounts/login/code/confirm/", not_offered, name="account_confirm_login_code"),
    path("accounts/", include("allauth.urls")),
    *(path("", include(room)) for room in rooms),
]

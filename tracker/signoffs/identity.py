"""What the session knows of how its user proved who they are, for signing with a code or a passkey."""

from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from tracker.core import clock
from tracker.people.models import User
from tracker.signoffs.actions import Proof
from tracker.signoffs.choices import Method

METHODS = {"totp": Method.CODE, "recovery_codes": Method.CODE, "webauthn": Method.PASSKEY}


def proof_in_session(request: HttpRequest, user: User) -> Proof | None:
    """The last re-authentication by a second factor, as long as it is fresh."""
    for entry in reversed(get_authentication_records(request, user)):
        method = METHODS.get(str(entry.get("type", "")))
        if entry.get("method") != "mfa" or not entry.get("reauthenticated") or method is None:
            continue
        proof = Proof(method, datetime.fromtimestamp(float(entry["at"]), UTC))
        return proof if proof.is_fresh(now=clock.now()) else None
    return None


def second_factors(user: User) -> set[str]:
    """Which second factors the user has set up: totp, webauthn."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))

"""Proving once more who you are, before signing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.models import User
from tracker.signoffs.choices import Method, Verb
from tracker.signoffs.models import SignOffRequest

WRONG_AT_MOST = 5
WITHIN = timedelta(minutes=5)
PROOF_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proof:
    """How the signer showed who they are, and when. It lasts five minutes."""

    method: Method
    at: datetime

    def is_fresh(self, *, now: datetime) -> bool:
        return self.at <= now < self.at + PROOF_LASTS


def prove_with_password(*, actor: User, request: SignOffRequest, password: str) -> Proof:
    """The proof, or a refusal; after five wrong passwords in five minutes nothing is tried for a while."""
    key = f"signoff-password-{actor.pk}"
    cache.add(key, 0, WITHIN.total_seconds())
    try:
        # Counted before it is tried, so that many at once do not slip through.
        tried = cache.incr(key)
    except ValueError:
        cache.set(key, 1, WITHIN.total_seconds())
        tried = 1
    if tried > WRONG_AT_MOST:
        raise RuleBroken(_("Five wrong passwords. Wait five minutes, then try again."), field="password")
    if not actor.check_password(password):
        with transaction.atomic():
            record(actor, Verb.IDENTITY_NOT_PROVED, request, after={"tried": tried})
        raise RuleBroken(_("This is not your password."), field="password")
    cache.delete(key)
    return Proof(Method.PASSWORD, clock.now())

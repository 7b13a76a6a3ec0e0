"""Logins, invitations and sessions."""

import hashlib
import secrets
from datetime import timedelta
from zoneinfo import available_timezones

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.choices import LinkPurpose, Verb
from tracker.people.models import OneTimeLink, Person, User
from tracker.people.policies import require_admin

INVITATION_DAYS = 14


@transaction.atomic
def create_user(
    *,
    actor: User,
    email: str,
    name: str = "",
    password: str | None = None,
    is_admin: bool = False,
    person: Person | None = None,
    time_zone: str = "UTC",
) -> User:
    """Make a login. Without a password it cannot be used until an invitation is accepted."""
    require_admin(actor)
    return _new_login(actor, email, name, password, is_admin, person, time_zone)


@transaction.atomic
def open_login(*, actor: User, email: str, name: str = "", time_zone: str = "UTC") -> User:
    """A login without a password and without rights, for rooms that have permitted giving it a role."""
    return _new_login(actor, email, name, None, False, None, time_zone)


def _new_login(
    actor: User,
    email: str,
    name: str,
    password: str | None,
    is_admin: bool,
    person: Person | None,
    time_zone: str,
) -> User:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleBroken(
            _("“%(email)s” is not an e-mail address.") % {"email": email}, field="email"
        ) from None
    if User.objects.filter(email__iexact=email).exists():
        raise RuleBroken(_("There is a login for %(email)s already.") % {"email": email}, field="email")
    if person is None:
        person = Person.objects.filter(email__iexact=email, user=None).first()
    user = User.objects.create_user(
        email,
        password,
        name=name or (person.name if person else email.split("@")[0]),
        is_admin=is_admin,
        person=person,
        time_zone=time_zone,
    )
    record(actor, Verb.USER_CREATED, user, after={"is_admin": is_admin})
    return user


@transaction.atomic
def close_login(*, actor: User, user: User) -> None:
    """Nobody gets in with this login any more, sessions included; what it did stays."""
    require_admin(actor)
    user = _locked_login(actor, user)
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    user.one_time_links.filter(used_at=None).delete()
    record(actor, Verb.USER_CLOSED, user)


@transaction.atomic
def reopen_login(*, actor: User, user: User) -> None:
    """Let somebody in again."""
    require_admin(actor)
    user = _locked_login(actor, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, Verb.USER_REOPENED, user)


def _locked_login(actor: User, user: User) -> User:
    if user.is_system or user.pk == actor.pk:
        raise RuleBroken(_("You cannot close or open this login yourself."))
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Whoever is logged in with this login must log in again; asked by rooms that took rights away."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


@transaction.atomic
def change_own_profile(*, actor: User, name: str, time_zone: str) -> User:
    """What somebody may say about themselves."""
    if not name.strip():
        raise RuleBroken(_("Your name is needed."), field="name")
    if time_zone not in available_timezones():
        raise RuleBroken(_("“%(zone)s” is not a time zone.") % {"zone": time_zone}, field="time_zone")
    user = User.objects.select_for_update().get(pk=actor.pk)
    before = {"time_zone": user.time_zone}
    user.name, user.time_zone = name.strip(), time_zone
    user.save(update_fields=["name", "time_zone"])
    record(actor, Verb.PROFILE_CHANGED, user, before=before, after={"time_zone": time_zone})
    return user


@transaction.atomic
def make_invitation(*, actor: User, user: User) -> str:
    """Make the code of an invitation link; it opens once, within 14 days. Earlier ones end.

    Who may invite whom is decided by the room that gives the role.
    """
    moment = clock.now()
    user.one_time_links.filter(purpose=LinkPurpose.INVITATION, used_at=None).delete()
    code = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        user=user,
        purpose=LinkPurpose.INVITATION,
        code_digest=_digest(code),
        made_at=moment,
        ends_at=moment + timedelta(days=INVITATION_DAYS),
    )
    record(actor, Verb.USER_INVITED, user)
    return code


@transaction.atomic
def accept_invitation(*, code: str, password: str) -> User:
    """Set the first password with the code from the mail. Raises `RuleBroken` for a used or old code."""
    link = (
        OneTimeLink.objects.select_for_update()
        .filter(code_digest=_digest(code), purpose=LinkPurpose.INVITATION)
        .first()
    )
    if link is None or not _opens(link):
        raise RuleBroken(_("This invitation has been used or has ended. Ask for a new one."))
    user = link.user
    _set_password(user, password)
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    record(user, Verb.INVITATION_ACCEPTED, user)
    return user


def invited_by(code: str) -> User | None:
    """Whom an invitation that still opens was made for; looking does not use it up."""
    link = (
        OneTimeLink.objects.select_related("user")
        .filter(code_digest=_digest(code), purpose=LinkPurpose.INVITATION)
        .first()
    )
    return link.user if link and _opens(link) else None


@transaction.atomic
def set_first_password(*, actor: User, user: User, password: str) -> None:
    """For logins made from the command line."""
    require_admin(actor)
    _set_password(user, password)


def _opens(link: OneTimeLink) -> bool:
    return link.used_at is None and link.ends_at > clock.now() and link.user.is_active


def _set_password(user: User, password: str) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        raise RuleBroken(" ".join(problem.messages), field="password") from None
    user.set_password(password)
    user.save(update_fields=["password"])


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()

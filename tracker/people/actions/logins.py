"""Logins, invitations and sessions."""

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
from tracker.people.links import code_of, digest_of, new_link, opens
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
    email = _free_address(email)
    if person is None:
        person = Person.objects.filter(email__iexact=email, user=None).first()
    if person is not None and person.time_zone and time_zone == "UTC":
        time_zone = person.time_zone
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


@transaction.atomic
def edit_login(
    *, actor: User, user: User, name: str, email: str, is_admin: bool, person: Person | None, reason: str = ""
) -> User:
    """Change name, address, rights or the entry in the staff register that a login belongs to."""
    require_admin(actor)
    user = User.objects.select_for_update().get(pk=user.pk)
    email = _free_address(email, but=user)
    if user.is_system:
        raise RuleBroken(_("This login belongs to the program."))
    if user.pk == actor.pk and not is_admin:
        raise RuleBroken(_("You cannot take the rights of an administrator from yourself."), field="is_admin")
    if person is not None and User.objects.filter(person=person).exclude(pk=user.pk).exists():
        raise RuleBroken(_("%(name)s has another login.") % {"name": person.name}, field="person")
    before = {"is_admin": user.is_admin, "person": user.person_id}
    moved = email != user.email
    user.name, user.email, user.is_admin, user.person = name.strip() or user.name, email, is_admin, person
    if user.pk != actor.pk and (moved or before["is_admin"] != is_admin):
        user.session_epoch += 1
    user.save(update_fields=["name", "email", "is_admin", "person", "session_epoch"])
    after = {"is_admin": is_admin, "person": user.person_id, "address_changed": moved}
    record(actor, Verb.USER_CHANGED, user, before=before, after=after, reason=reason.strip())
    return user


def _free_address(email: str, but: User | None = None) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleBroken(
            _("“%(email)s” is not an e-mail address.") % {"email": email}, field="email"
        ) from None
    same = User.objects.filter(email__iexact=email)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise RuleBroken(_("There is a login for %(email)s already.") % {"email": email}, field="email")
    return email


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
def end_other_sessions(*, actor: User) -> User:
    """Somebody logs themselves out everywhere; who called keeps this one by taking the new hash."""
    user = User.objects.select_for_update().get(pk=actor.pk)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    record(actor, Verb.SESSIONS_ENDED, user)
    return user


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
def make_invitation_link(*, actor: User, user: User) -> OneTimeLink:
    """Make an invitation; it opens once, within 14 days. Earlier ones end.

    Who may invite whom is decided by the room that gives the role.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise RuleBroken(_("This login is closed. An administrator can open it again."))
    if user.has_usable_password():
        raise RuleBroken(_("%(name)s has a password already.") % {"name": user.name})
    _end_invitations(user)
    link = new_link(user, LinkPurpose.INVITATION, lasts=timedelta(days=INVITATION_DAYS))
    link.save(force_insert=True)
    record(actor, Verb.USER_INVITED, user)
    return link


def make_invitation(*, actor: User, user: User) -> str:
    """The same for who hands the code over in person."""
    return code_of(make_invitation_link(actor=actor, user=user))


@transaction.atomic
def end_invitation(*, actor: User, user: User, reason: str = "") -> bool:
    """Take an invitation back; False where none is open. Who may is decided by the room that calls."""
    ended = _end_invitations(user)
    if ended:
        record(actor, Verb.INVITATION_WITHDRAWN, user, reason=reason)
    return ended


def _end_invitations(user: User) -> bool:
    return bool(user.one_time_links.filter(purpose=LinkPurpose.INVITATION, used_at=None).delete()[0])


@transaction.atomic
def accept_invitation(*, code: str, password: str) -> User:
    """Set the first password with the code from the mail. Raises `RuleBroken` for a used or old code."""
    link = (
        OneTimeLink.objects.select_for_update()
        .filter(code_digest=digest_of(code), purpose=LinkPurpose.INVITATION)
        .first()
    )
    if link is None or not opens(link):
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
        .filter(code_digest=digest_of(code), purpose=LinkPurpose.INVITATION)
        .first()
    )
    return link.user if link and opens(link) else None


@transaction.atomic
def set_first_password(*, actor: User, user: User, password: str) -> None:
    """For logins made from the command line."""
    require_admin(actor)
    _set_password(user, password)


def _set_password(user: User, password: str) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        raise RuleBroken(" ".join(problem.messages), field="password") from None
    user.set_password(password)
    user.save(update_fields=["password"])

"""Letting somebody in: a login, the letter with the link that opens it once, and taking that back."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.notifications.actions import post, withdraw_kind
from tracker.notifications.choices import Kind
from tracker.people.actions import create_user, end_invitation, make_invitation_link, open_login
from tracker.people.models import Person, User
from tracker.people.policies import require_admin
from tracker.projects.actions.roles import put_role
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require


@dataclass(frozen=True, slots=True)
class Invited:
    """A role given; `by_letter` where the login opens with the link in a letter that waits to be sent."""

    membership: Membership
    by_letter: bool


@transaction.atomic
def invite_member(
    *,
    actor: User,
    project: Project,
    email: str,
    role: str,
    name: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Invited:
    """Give a role to who owns the address; without a login one is opened, to be accepted by mail."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        user = open_login(actor=actor, email=email, name=name, time_zone=project.zone)
    elif not user.is_active:
        raise RuleBroken(_("This login is closed. An administrator can open it again."), field="email")
    membership = put_role(actor, project, user, Role(role), starts_on, ends_on)
    if not user.has_usable_password():
        _write_to(user, by=actor, project=project)
        return Invited(membership, by_letter=True)
    subject = _("You are %(role)s in %(project)s")
    post(
        recipient=user,
        kind="role_given",
        subject=subject % {"role": membership.get_role_display().lower(), "project": project.name},
        link=f"/projects/{project.slug}/",
        project=project,
        about=membership,
    )
    return Invited(membership, by_letter=False)


@transaction.atomic
def invite_login(
    *, actor: User, email: str, name: str = "", is_admin: bool = False, person: Person | None = None
) -> User:
    """An administrator makes a login and invites who is to use it."""
    user = create_user(actor=actor, email=email, name=name, is_admin=is_admin, person=person)
    _write_to(user, by=actor, project=None)
    return user


@transaction.atomic
def invite_again(*, actor: User, user: User, project: Project | None = None) -> None:
    """Write once more; what went out before opens nothing any more."""
    _require_to_let_in(actor, user, project)
    _write_to(user, by=actor, project=project)


@transaction.atomic
def withdraw_invitation(*, actor: User, user: User, project: Project | None = None, reason: str = "") -> None:
    """The link in the letter opens nothing any more, and a letter that waits is not sent."""
    _require_to_let_in(actor, user, project)
    withdraw_kind(Kind.INVITATION, recipient=user)
    if not end_invitation(actor=actor, user=user, reason=reason):
        raise RuleBroken(_("No invitation of %(name)s is open.") % {"name": user.name})


def _require_to_let_in(actor: User, user: User, project: Project | None) -> None:
    """An administrator anybody; who manages the members of a project those of this project."""
    if project is None:
        require_admin(actor)
        return
    require(actor, Permission.MEMBERS_MANAGE, project)
    if not Membership.objects.of(project).filter(user=user).exists() or user.is_admin:
        raise RuleBroken(_("Only an administrator may do this for this login."))


def _write_to(user: User, *, by: User, project: Project | None) -> None:
    withdraw_kind(Kind.INVITATION, recipient=user)
    link = make_invitation_link(actor=by, user=user)
    detail = _("Open the address within 14 days and choose a password. It works once.")
    post(
        recipient=user,
        kind=Kind.INVITATION,
        subject=_("Your invitation to ISO 20K"),
        context={"detail": detail, "by": by.name, "button": _("Choose a password")},
        project=project,
        about=link,
    )

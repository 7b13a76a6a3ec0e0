"""Who holds which role, from when until when."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.actions import end_sessions
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.projects.choices import Role, Verb
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require, roles_of


@transaction.atomic
def give_role(
    *,
    actor: User,
    project: Project,
    user: User,
    role: Role,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Let a user hold a role in the project, from–to where it has an end; an external auditor's has one."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return put_role(actor, project, user, role, starts_on, ends_on)


def put_role(
    actor: User, project: Project, user: User, role: Role, starts_on: date | None, ends_on: date | None
) -> Membership:
    """The same for verbs of this room that have asked for the permission already."""
    if user.is_system:
        raise RuleBroken(_("This login belongs to the program."), field="user")
    _check_days(role, starts_on, ends_on)
    held = Membership.objects.of(project).filter(user=user, role=role).first()
    membership = lock(Membership, held.pk) if held else Membership(project=project, user=user, role=role)
    membership.starts_on, membership.ends_on = starts_on, ends_on
    membership.save_because(_("role given"), by=actor)
    record(
        actor,
        Verb.ROLE_CHANGED if held else Verb.ROLE_GIVEN,
        membership,
        after={"role": role, "user": user.pk, "starts_on": starts_on, "ends_on": ends_on},
    )
    return membership


@transaction.atomic
def change_role(
    *,
    actor: User,
    membership: Membership,
    version: int,
    role: str,
    starts_on: date | None,
    ends_on: date | None,
    reason: str = "",
) -> Membership:
    """Another role, or other days, for somebody who holds one; they log in again where rights changed."""
    require(actor, Permission.MEMBERS_MANAGE, membership)
    membership = _locked(membership, version)
    project, user = membership.project, membership.user
    if role not in Role.values:
        raise RuleBroken(_("There is no such role."), field="role")
    _check_days(Role(role), starts_on, ends_on)
    same = Membership.objects.of(project).filter(user=user, role=role).exclude(pk=membership.pk)
    if same.exists():
        raise RuleBroken(_("%(name)s holds this role already.") % {"name": user.name}, field="role")
    before = {"role": membership.role, "starts_on": membership.starts_on, "ends_on": membership.ends_on}
    after = {"role": role, "starts_on": starts_on, "ends_on": ends_on}
    if before == after:
        return membership
    membership.role, membership.starts_on, membership.ends_on = Role(role), starts_on, ends_on
    reason = reason.strip()
    membership.save_because(reason or _("role changed"), by=actor)
    if before["role"] == Role.PROJECT_MANAGER:
        _keep_a_manager(project)
    record(actor, Verb.ROLE_CHANGED, membership, before=before, after=after, reason=reason)
    if user.pk != actor.pk and before["role"] != role:
        end_sessions(user=user)
    return membership


@transaction.atomic
def end_role(*, actor: User, membership: Membership, reason: str = "") -> None:
    """Take a role away at once; a project keeps at least one project manager."""
    require(actor, Permission.MEMBERS_MANAGE, membership)
    membership = _locked(membership, None)
    project, user = membership.project, membership.user
    record(actor, Verb.ROLE_ENDED, membership, before={"role": membership.role}, reason=reason.strip())
    was = membership.role
    membership.delete_because(reason.strip() or _("role ended"), by=actor)
    if was == Role.PROJECT_MANAGER:
        _keep_a_manager(project)
    if user.pk != actor.pk:
        end_sessions(user=user)


def require_member(actor: User, project: Project) -> None:
    """Raises `NotPermitted` for who holds no role in the project."""
    if not (actor.is_system or roles_of(actor, project)):
        raise NotPermitted(_("You hold no role in this implementation."))


def _locked(membership: Membership, version: int | None) -> Membership:
    # The project is locked first, so that two people cannot end each other's role at the same moment.
    lock(Project, membership.project_id)
    rows = Membership.objects.select_related("user", "project")
    found: Membership = lock_telling(rows, membership.pk, version=version)
    return found


def _check_days(role: Role, starts_on: date | None, ends_on: date | None) -> None:
    if role == Role.EXTERNAL_AUDITOR and not (starts_on and ends_on):
        raise RuleBroken(_("An external auditor's access needs a first and a last day."), field="ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleBroken(_("The last day lies before the first."), field="ends_on")


def _keep_a_manager(project: Project) -> None:
    """Asked after the change, which is undone where nobody would be left who can undo it."""
    held = Membership.objects.of(project).filter(role=Role.PROJECT_MANAGER, user__is_active=True)
    if not held.held(on=project.today()).exists():
        raise RuleBroken(
            _("A project needs a project manager today. Give the role to somebody else first."), field="role"
        )

"""The verbs of this room: a project, its scope, its objectives, its roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import post
from tracker.people.actions import (
    StaffImport,
    StaffLine,
    end_sessions,
    enter_person,
    make_invitation,
    open_login,
    take_staff,
)
from tracker.people.models import Organization, Person, User
from tracker.people.policies import require_admin
from tracker.projects.choices import Role, ScopeKind, Verb
from tracker.projects.models import Membership, Objective, Project, Scope, ScopeItem
from tracker.projects.permissions import Permission
from tracker.projects.policies import require, roles_of
from tracker.standard.models import Edition

CHANGEABLE = frozenset(
    {"name", "starts_on", "target_on", "zone", "tolerance_days", "training_target", "mfa_for_signers"}
)


@transaction.atomic
def create_project(
    *,
    actor: User,
    organization: Organization,
    edition: Edition,
    name: str,
    slug: str,
    starts_on: date,
    target_on: date,
    zone: str = "UTC",
    scope_statement: str = "",
    manager: User | None = None,
    mfa_for_signers: bool = True,
) -> Project:
    """Begin an implementation; `manager` (or who creates it) becomes its project manager.

    The rooms above open their parts (checklist, reminder rules) when told by `dashboard`'s door or a command.
    """
    require_admin(actor)
    _check_project(name=name, slug=slug, starts_on=starts_on, target_on=target_on, zone=zone)
    if Project.objects.filter(slug=slug).exists():
        raise RuleBroken(_("The short name “%(slug)s” is taken.") % {"slug": slug}, field="slug")
    project = Project(
        organization=organization,
        edition=edition,
        name=name.strip(),
        slug=slug,
        starts_on=starts_on,
        target_on=target_on,
        zone=zone,
        mfa_for_signers=mfa_for_signers,
    ).save_because(_("created"), by=actor)
    Scope(project=project, statement=scope_statement).save_because(_("created"), by=actor)
    record(actor, Verb.PROJECT_CREATED, project, after={"starts_on": starts_on, "target_on": target_on})
    lead = manager or (None if actor.is_system else actor)
    if lead is not None:
        _give_role(actor, project, lead, Role.PROJECT_MANAGER, None, None)
    return project


def _check_project(*, name: str, slug: str, starts_on: date, target_on: date, zone: str) -> None:
    if not name.strip():
        raise RuleBroken(_("An implementation needs a name."), field="name")
    if not slug or slugify(slug) != slug:
        raise RuleBroken(_("The short name takes small letters, digits and hyphens."), field="slug")
    if target_on <= starts_on:
        raise RuleBroken(_("The certificate cannot be wanted before the start."), field="target_on")
    if zone not in available_timezones():
        raise RuleBroken(_("“%(zone)s” is not a time zone.") % {"zone": zone}, field="zone")


@transaction.atomic
def change_project(*, actor: User, project: Project, version: int, **values: Any) -> Project:
    """Change name, dates, zone, tolerance or targets of a project."""
    require(actor, Permission.PROJECT_EDIT, project)
    project = lock(Project, project.pk, version=version)
    before = {key: getattr(project, key) for key in values.keys() & CHANGEABLE}
    for key in before:
        setattr(project, key, values[key])
    _check_project(
        name=project.name,
        slug=project.slug,
        starts_on=project.starts_on,
        target_on=project.target_on,
        zone=project.zone,
    )
    project.save_because(_("settings changed"), by=actor)
    record(actor, Verb.PROJECT_CHANGED, project, before=before, after={k: values[k] for k in before})
    return project


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """One service, site, unit or supplier, inside or outside."""

    kind: ScopeKind
    name: str
    included: bool = True
    note: str = ""


@transaction.atomic
def change_scope(
    *,
    actor: User,
    project: Project,
    statement: str,
    lines: Sequence[ScopeLine],
    people_in_scope: int | None = None,
    version: int | None = None,
    reason: str = "",
) -> Scope:
    """Replace the scope statement and its list of what is in and out."""
    require(actor, Permission.PROJECT_EDIT, project)
    scope = lock(Scope, project.scope.pk, version=version)
    names = [(line.kind, line.name.strip().lower()) for line in lines]
    if len(set(names)) < len(names):
        raise RuleBroken(_("A name stands twice in the scope."), field="lines")
    reason = reason or _("scope changed")
    scope.statement, scope.people_in_scope = statement.strip(), people_in_scope
    scope.save_because(reason, by=actor)
    present = {(item.kind, item.name.lower()): item for item in ScopeItem.objects.of(project)}
    kept = []
    for line in lines:
        item = present.pop((line.kind, line.name.strip().lower()), None) or ScopeItem(project=project)
        item.kind, item.name = line.kind, line.name.strip()
        item.included, item.note = line.included, line.note
        kept.append(item)
    bulk_delete_because(
        ScopeItem.objects.filter(pk__in=[gone.pk for gone in present.values()]), reason=reason, by=actor
    )
    bulk_save_because(kept, reason=reason, by=actor)
    record(actor, Verb.SCOPE_CHANGED, project, after={"items": len(kept)}, reason=reason)
    return scope


@transaction.atomic
def set_objective(
    *,
    actor: User,
    project: Project,
    title: str,
    measure: str,
    target: str,
    due_on: date,
    baseline: str = "",
    owner: Person | None = None,
    objective: Objective | None = None,
    version: int | None = None,
) -> Objective:
    """Set a new objective or change one; without measure, target and date it is none."""
    require(actor, Permission.PROJECT_EDIT, project)
    for value, field in ((title, "title"), (measure, "measure"), (target, "target")):
        if not value.strip():
            raise RuleBroken(_("An objective needs words, a measure, a target and a date."), field=field)
    verb = Verb.OBJECTIVE_SET if objective is None else Verb.OBJECTIVE_CHANGED
    row = (
        Objective(project=project)
        if objective is None
        else lock(Objective.objects.of(project), objective.pk, version=version)
    )
    row.title, row.measure, row.target, row.baseline = title, measure, target, baseline
    row.due_on, row.owner = due_on, owner
    row.save_because(_("objective set"), by=actor)
    record(actor, verb, row, after={"due_on": due_on, "target": target})
    return row


@transaction.atomic
def remove_objective(*, actor: User, objective: Objective, reason: str) -> None:
    """Give up an objective; its history keeps it with the reason."""
    require(actor, Permission.PROJECT_EDIT, objective)
    if not reason.strip():
        raise RuleBroken(_("Say why the objective is given up."), field="reason")
    objective = lock(Objective, objective.pk)
    record(actor, Verb.OBJECTIVE_REMOVED, objective, reason=reason)
    objective.delete_because(reason, by=actor)


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
    return _give_role(actor, project, user, role, starts_on, ends_on)


def _give_role(
    actor: User, project: Project, user: User, role: Role, starts_on: date | None, ends_on: date | None
) -> Membership:
    if user.is_system:
        raise RuleBroken(_("This login belongs to the program."), field="user")
    if role == Role.EXTERNAL_AUDITOR and not (starts_on and ends_on):
        raise RuleBroken(_("An external auditor's access needs a first and a last day."), field="ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleBroken(_("The last day lies before the first."), field="ends_on")
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


@dataclass(frozen=True, slots=True)
class Invited:
    """A role given; `code` opens the invitation page for who has never logged in, else it is empty."""

    membership: Membership
    code: str


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
    membership = _give_role(actor, project, user, Role(role), starts_on, ends_on)
    code = "" if user.has_usable_password() else make_invitation(actor=actor, user=user)
    if not code:
        post(
            recipient=user,
            kind="role_given",
            subject=_("You are %(role)s in %(project)s")
            % {
                "role": membership.get_role_display().lower(),
                "project": project.name,
            },
            link=f"/projects/{project.slug}/",
            project=project,
            about=membership,
        )
    return Invited(membership, code)


@transaction.atomic
def end_role(*, actor: User, membership: Membership, reason: str = "") -> None:
    """Take a role away at once; a project keeps at least one project manager."""
    require(actor, Permission.MEMBERS_MANAGE, membership)
    membership = lock(Membership.objects.select_related("user", "project"), membership.pk)
    project = membership.project
    managers = Membership.objects.of(project).filter(role=Role.PROJECT_MANAGER).held(on=project.today())
    if membership.role == Role.PROJECT_MANAGER and not managers.exclude(pk=membership.pk).exists():
        raise RuleBroken(_("A project needs a project manager. Give the role to somebody else first."))
    record(actor, Verb.ROLE_ENDED, membership, before={"role": membership.role}, reason=reason)
    user = membership.user
    membership.delete_because(reason or _("role ended"), by=actor)
    if user.pk != actor.pk:
        end_sessions(user=user)


@transaction.atomic
def import_staff(*, actor: User, project: Project, lines: Sequence[StaffLine]) -> StaffImport:
    """A staff list into the register of the organization whose implementation this is."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return take_staff(actor=actor, organization=project.organization, lines=lines)


@transaction.atomic
def add_staff(*, actor: User, project: Project, **facts: Any) -> Person:
    """One more in the staff register of the organization."""
    require(actor, Permission.MEMBERS_MANAGE, project)
    return enter_person(actor=actor, organization=project.organization, **facts)


def require_member(actor: User, project: Project) -> None:
    """Raises `NotPermitted` for who holds no role in the project."""
    if not (actor.is_system or roles_of(actor, project)):
        raise NotPermitted(_("You hold no role in this implementation."))

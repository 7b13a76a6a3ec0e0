"""An implementation itself: begun, changed, and what its scope is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import Organization, User
from tracker.people.policies import require_admin
from tracker.projects.actions.roles import put_role
from tracker.projects.choices import Role, ScopeKind, Verb
from tracker.projects.models import Project, Scope, ScopeItem
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
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
        put_role(actor, project, lead, Role.PROJECT_MANAGER, None, None)
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
def change_project(
    *, actor: User, project: Project, version: int, reason: str = "", **values: Any
) -> Project:
    """Change name, dates, zone, tolerance or targets of a project."""
    require(actor, Permission.PROJECT_EDIT, project)
    project = lock_telling(Project, project.pk, version=version)
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
    changed = [key for key in before if before[key] != values[key]]
    if not changed:
        return project
    reason = reason.strip()
    project.save_because(reason or _("settings changed"), by=actor)
    record(
        actor,
        Verb.PROJECT_CHANGED,
        project,
        before={key: before[key] for key in changed},
        after={key: values[key] for key in changed},
        reason=reason,
    )
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
    scope = lock_telling(Scope, project.scope.pk, version=version)
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

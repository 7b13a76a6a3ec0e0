"""May this person do this here? One question, asked at the start of each verb."""

from typing import Protocol

from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import NotPermitted
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission, granted


class InProject(Protocol):
    @property
    def project(self) -> Project: ...


def roles_of(user: User, project: Project) -> list[Role]:
    """The roles that the user holds in the project today, by the project's own calendar."""
    if not user.is_active:
        return []
    held = Membership.objects.filter(user=user, project=project).held(on=clock.today(project.zone))
    return [Role(role) for role in held.values_list("role", flat=True)]


def permissions_of(user: User, project: Project) -> frozenset[Permission]:
    """Everything that the user may do in the project today; within a request it is asked once."""
    known = project.permissions_known.get(user.pk)
    return granted(roles_of(user, project)) if known is None else known


def may(actor: User, permission: Permission, obj: InProject) -> bool:
    """The program itself may do what its own verbs ask of it."""
    return actor.is_system or permission in permissions_of(actor, obj.project)


def require(actor: User, permission: Permission, obj: InProject) -> None:
    """Raises `NotPermitted` unless one of the actor's roles in the project grants the permission."""
    if not may(actor, permission, obj):
        raise NotPermitted(_("Your role in this implementation does not allow this."))

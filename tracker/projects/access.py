"""How views find a project: scoped first, so that a stranger gets the same 404 as for nothing."""

from django.http import Http404, HttpRequest

from tracker.core import clock
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission, granted
from tracker.projects.policies import require


def project_for(request: HttpRequest, slug: str, permission: Permission = Permission.PROJECT_VIEW) -> Project:
    """The project of this address with `my_permissions` of who asks: one query, over the roles held in it.

    A stranger gets 404; a member without `permission` gets `NotPermitted`.
    """
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise Http404
    roles = Membership.objects.filter(user=user, project__slug=slug)
    given = list(roles.select_related("project__organization", "project__edition").order_by())
    if not any(role.is_held(on=clock.today()) for role in given):
        raise Http404
    project: Project = given[0].project
    today = project.today()
    project.my_permissions = granted([Role(role.role) for role in given if role.is_held(on=today)])
    project.permissions_known = {user.pk: project.my_permissions}
    request.project = project  # type: ignore[attr-defined]
    if permission not in project.my_permissions:
        require(user, permission, project)
    return project

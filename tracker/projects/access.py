"""How views find a project: scoped first, so that a stranger gets the same 404 as for nothing."""

from django.http import Http404, HttpRequest

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import permissions_of, require


def project_for(request: HttpRequest, slug: str, permission: Permission = Permission.PROJECT_VIEW) -> Project:
    """The project of this address, with `my_permissions` of who asks.

    A stranger gets 404; a member without `permission` gets `NotPermitted`.
    """
    user = request.user
    if not isinstance(user, User):
        raise Http404
    found = Project.objects.visible_to(user).filter(slug=slug)
    project: Project | None = found.select_related("organization", "edition").first()
    if project is None:
        raise Http404
    project.my_permissions = permissions_of(user, project)
    if permission not in project.my_permissions:
        require(user, permission, project)
    return project

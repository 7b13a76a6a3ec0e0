"""Where somebody lands: on the one implementation they have, or on the list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.projects.policies import roles_of

WORKERS = {Role.TEAM_MEMBER, Role.PROCESS_OWNER}


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who works lands on My work, who decides on the overview; several implementations are listed."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    mine = list(Project.objects.visible_to(user)[:2])
    if len(mine) != 1:
        return redirect("projects:project_list")
    roles = set(roles_of(user, mine[0]))
    page = "dashboard:my_work" if roles and roles <= WORKERS else "dashboard:overview"
    return redirect(page, mine[0].slug)

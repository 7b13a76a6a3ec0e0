"""Questions across projects and roles."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tracker.core import clock
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, MembershipQuerySet, Objective, Project, ScopeItem


def holders(project: Project, *roles: Role, on: date | None = None) -> list[User]:
    """Who holds one of the roles in the project on that day (today without one), by name."""
    held = Membership.objects.of(project).filter(role__in=roles).held(on=on or project.today())
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name"))


def members(project: Project) -> MembershipQuerySet:
    """All roles ever given and not taken away, with their users."""
    found: MembershipQuerySet = Membership.objects.of(project).select_related("user", "user__person")
    return found


def scope_items(project: Project) -> dict[str, list[ScopeItem]]:
    """What is in and out, by kind."""
    by_kind: dict[str, list[ScopeItem]] = defaultdict(list)
    for item in ScopeItem.objects.of(project):
        by_kind[item.kind].append(item)
    return dict(by_kind)


def objectives(project: Project) -> list[Objective]:
    """The objectives by date, with their owners."""
    return list(Objective.objects.of(project).select_related("owner"))


@dataclass(frozen=True, slots=True)
class MyProject:
    """An implementation and the roles one holds in it."""

    project: Project
    roles: tuple[Role, ...]


def mine(user: User) -> list[MyProject]:
    """Where the user holds a role today, in two queries."""
    found = Project.objects.visible_to(user).select_related("organization", "edition")
    roles: dict[UUID, list[Role]] = defaultdict(list)
    held = Membership.objects.filter(user=user).held(on=clock.today())
    for project_id, role in held.values_list("project_id", "role"):
        roles[project_id].append(Role(role))
    return [MyProject(project, tuple(roles[project.pk])) for project in found]

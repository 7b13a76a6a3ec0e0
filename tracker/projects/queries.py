"""Questions across projects and roles."""

from collections import defaultdict
from datetime import date

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

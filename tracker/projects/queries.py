"""Questions across projects and roles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tracker.core import clock
from tracker.notifications.choices import Kind, Status
from tracker.notifications.models import Notification
from tracker.people.choices import LinkPurpose
from tracker.people.models import OneTimeLink, User
from tracker.projects.choices import Role
from tracker.projects.models import (
    Membership,
    MembershipQuerySet,
    Objective,
    Project,
    ProjectQuerySet,
    ScopeItem,
)
from tracker.projects.permissions import ROLE_GRANTS, Permission


def holders(project: Project, *roles: Role, on: date | None = None) -> list[User]:
    """Who holds one of the roles in the project on that day (today without one), by name."""
    held = Membership.objects.of(project).filter(role__in=roles).held(on=on or project.today())
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name"))


def people_who_may(project: Project, permission: Permission) -> list[User]:
    """The logins that may do this today by one of their roles, by name."""
    return holders(project, *(role for role, grants in ROLE_GRANTS.items() if permission in grants))


def projects_where(user: User, permission: Permission) -> ProjectQuerySet:
    """The implementations in which the user may do this today by one of their roles."""
    roles = [role for role, grants in ROLE_GRANTS.items() if permission in grants]
    held = Membership.objects.filter(user=user, role__in=roles).held(on=clock.today())
    return Project.objects.filter(pk__in=held.values("project_id"))


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
    return list(
        Objective.objects.of(project).select_related("owner").order_by("closed_on", "due_on", "title")
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What an objective's measure said on a day."""

    latest: str
    latest_on: date


def values_of(objective: Objective) -> list[Measured]:
    """Every value that was written down, newest first; a corrected one counts as it stands last."""
    rows = objective.history.exclude(latest_on=None).order_by("-latest_on", "-history_date", "-history_id")
    found: dict[date, Measured] = {}
    for latest, latest_on in rows.values_list("latest", "latest_on"):
        found.setdefault(latest_on, Measured(latest, latest_on))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Letter:
    """An invitation that is open: until when its link opens, and how far the letter got."""

    made_at: datetime
    ends_at: datetime
    status: str

    @property
    def word(self) -> str:
        """The word of the letter's state; none where no letter was written (the link was handed over)."""
        return str(Status(self.status).label) if self.status else ""


def open_invitations(users: Sequence[UUID]) -> dict[UUID, Letter]:
    """By login, in two queries."""
    links = OneTimeLink.objects.filter(
        user__in=users, purpose=LinkPurpose.INVITATION, used_at=None, ends_at__gt=clock.now()
    )
    found = list(links.order_by("made_at"))
    letters = Notification.objects.filter(kind=Kind.INVITATION, about_id__in=[str(link.pk) for link in found])
    states = dict(letters.order_by("made_at").values_list("about_id", "status"))
    return {link.user_id: Letter(link.made_at, link.ends_at, states.get(str(link.pk), "")) for link in found}


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

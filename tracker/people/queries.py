"""Questions on the staff register and the logins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from tracker.core import clock
from tracker.people.choices import LinkPurpose
from tracker.people.models import SYSTEM_EMAIL, Department, OneTimeLink, Organization, Person, User


def register(organization: Organization, *, words: str = "", left: bool = False) -> Any:
    """The staff of an organization by name, or who has left; `words` is looked for in names and titles."""
    today = clock.today()
    rows = Person.objects.filter(organization=organization).select_related("department", "manager", "user")
    rows = rows.filter(left_on__lte=today) if left else rows.staff(on=today)
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(job_title__icontains=word)
            | Q(department__name__icontains=word)
        )
    return rows.order_by("name", "pk")


def departments(organization: Organization, *, on: date) -> Any:
    """Departments with how many work there."""
    there = Q(people__left_on=None) | Q(people__left_on__gt=on)
    return Department.objects.filter(organization=organization).annotate(
        staff=Count("people", filter=Q(people__isnull=False) & there)
    )


@dataclass(frozen=True, slots=True)
class Login:
    """A login and how it stands: active, invited, or closed."""

    user: User
    state: str


def logins() -> list[Login]:
    """Everybody who has or had a login."""
    waiting = OneTimeLink.objects.filter(
        user=OuterRef("pk"), purpose=LinkPurpose.INVITATION, used_at=None, ends_at__gt=clock.now()
    )
    users = User.objects.exclude(email=SYSTEM_EMAIL).annotate(invited=Exists(waiting)).order_by("name")
    return [Login(user, _state(user)) for user in users]


def _state(user: Any) -> str:
    if not user.is_active:
        return "inactive"
    if user.has_usable_password():
        return "active"
    return "waiting" if user.invited else "expired"

"""What was done here, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from tracker.awareness import choices as awareness
from tracker.checklist import choices as checklist
from tracker.checks import choices as checks
from tracker.core.formats import day_year
from tracker.core.render import render
from tracker.core.statuses import STATUSES
from tracker.evidence import choices as evidence
from tracker.governance import choices as governance
from tracker.history.models import Activity
from tracker.history.queries import of_projects
from tracker.people import choices as people
from tracker.people.models import User
from tracker.plan import choices as plan
from tracker.progress import choices as progress
from tracker.projects import choices as projects
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.reminders import choices as reminders
from tracker.reporting import choices as reporting
from tracker.reviews import choices as reviews
from tracker.signoffs import choices as signoffs
from tracker.training import choices as training

ROOMS_THAT_ACT: tuple[Any, ...] = (
    people,
    projects,
    evidence,
    signoffs,
    plan,
    checklist,
    checks,
    training,
    awareness,
    governance,
    progress,
    reviews,
    reporting,
    reminders,
)
PHRASES: dict[str, Any] = {
    str(verb): phrase for room in ROOMS_THAT_ACT for verb, phrase in room.VERB_PHRASES.items()
}
ROOMS = {
    "plan": lazy("Plan"),
    "progress": lazy("Exceptions"),
    "checklist": lazy("Checklist"),
    "evidence": lazy("Evidence"),
    "training": lazy("Training"),
    "governance": lazy("Leadership"),
    "reviews": lazy("Reviews"),
    "signoffs": lazy("Sign-offs"),
    "reporting": lazy("Reports"),
    "reminders": lazy("Reminders"),
    "projects": lazy("Settings"),
}
FIELDS = {
    "state": "",
    "due_on": lazy("due"),
    "starts_on": lazy("starts"),
    "finished_on": lazy("finished"),
    "percent": lazy("percent done"),
    "target_on": lazy("wanted by"),
    "actual_start_on": lazy("really started"),
    "expires_on": lazy("expires"),
    "effective_from": lazy("in force from"),
}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the page."""

    actor: str
    did: str
    reason: str
    changes: list[str]
    at: datetime
    position: int


@login_required
@require_safe
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first, by room and person."""
    project = project_for(request, slug, Permission.ACTIVITY_VIEW)
    room, person = request.GET.get("room", ""), request.GET.get("person", "")
    entries = of_projects([project.pk])
    if room in ROOMS:
        entries = entries.filter(verb__startswith=f"{room}.")
    if (who := _identity(person)) is not None:
        entries = entries.filter(actor_id=who)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    members = User.objects.filter(memberships__project=project).distinct().order_by("name")
    context = {
        "project": project,
        "nav": "activity",
        "page": page,
        "entries": [_entry(row) for row in page],
        "rooms": [("", _("All rooms")), *ROOMS.items()],
        "people": [("", _("Everybody")), *((str(user.pk), user.name) for user in members)],
        "room": room if room in ROOMS else "",
        "person": person if who else "",
        "may_export": Permission.PACK_DOWNLOAD in project.my_permissions,
    }
    return render(request, "dashboard/activity.html", context)


def _identity(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _entry(row: Activity) -> Entry:
    label = getattr(row, "label", None)
    words: dict[str, Any] = (label.words if label else None) or {}
    phrase = PHRASES.get(row.verb)
    subject = words.get("subject") or _("something")
    # The name goes in by replacement: it may hold braces of its own.
    did = str(phrase).replace("{subject}", str(subject)) if phrase else f"{row.verb} {subject}"
    return Entry(
        actor=words.get("actor") or _("Somebody whose name was erased"),
        did=did,
        reason=words.get("reason") or "",
        changes=_changes(row.before or {}, row.after or {}),
        at=row.at,
        position=row.position,
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Values that people know, from what they were to what they became."""
    found = []
    for name, word in FIELDS.items():
        old, new = before.get(name), after.get(name)
        if name not in after or old == new or new is None:
            continue
        shown = _told(new) if old in (None, "") else f"{_told(old)} → {_told(new)}"
        found.append(f"{word} {shown}" if word else shown)
    return found


def _told(value: Any) -> str:
    text = str(value)
    if text in STATUSES:
        return str(STATUSES[text].word).lower()
    try:
        return day_year(datetime.fromisoformat(text).date())
    except ValueError:
        return text

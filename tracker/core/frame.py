"""What the frame of every page offers: rooms of an implementation, search, languages, words for scripts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _


class HasSlug(Protocol):
    slug: str


@dataclass(frozen=True)
class Room:
    """A place in the rail; `counted` says in words what its figure counts, `needs` the permission to enter."""

    key: str
    word: Promise | str
    icon: str
    view: str
    group: int
    counted: Promise | str = ""
    in_project: bool = True
    needs: str = ""
    for_admins: bool = False


@dataclass(frozen=True)
class Item:
    """A room with its address."""

    key: str
    word: Promise | str
    icon: str
    href: str
    group: int
    counted: Promise | str


ROOMS = (
    Room("overview", _("Overview"), "layout-dashboard", "dashboard:overview", 1),
    Room("my_work", _("My work"), "checkbox", "dashboard:my_work", 1, _("due or overdue")),
    Room("plan", _("Plan"), "timeline-event", "plan:task_list", 2, needs="plan:view"),
    Room("checklist", _("Checklist"), "checklist", "checklist:clause_list", 2, needs="checklist:view"),
    Room(
        "evidence",
        _("Evidence"),
        "file-certificate",
        "evidence:evidence_list",
        2,
        _("to confirm"),
        needs="evidence:view",
    ),
    Room("training", _("Training"), "school", "training:matrix", 2, needs="training:view"),
    Room("awareness", _("Awareness"), "speakerphone", "awareness:home", 2, needs="training:view"),
    Room("governance", _("Leadership"), "building-bank", "governance:case", 2, needs="governance:view"),
    Room("raid", _("Risks"), "alert-triangle", "raid:register", 2, needs="raid:view"),
    Room("reviews", _("Reviews"), "calendar", "reviews:review_list", 2, needs="governance:view"),
    Room(
        "signoffs",
        _("Sign-offs"),
        "signature",
        "signoffs:request_list",
        2,
        _("waiting for you"),
        needs="signoff:view",
    ),
    Room("reports", _("Reports"), "file-text", "reporting:report_list", 3, needs="report:view"),
    Room("activity", _("Activity"), "activity", "dashboard:activity", 3, needs="activity:view"),
    Room("settings", _("Settings"), "settings", "projects:settings", 3),
)
HOUSE_ROOMS = (
    Room("projects", _("Implementations"), "target", "projects:project_list", 1, in_project=False),
    Room("my_work", _("My work"), "checkbox", "dashboard:my_work_everywhere", 1, in_project=False),
    Room("inbox", _("Reminders"), "bell", "notifications:inbox", 1, in_project=False),
    Room("people", _("People"), "users", "people:person_list", 2, in_project=False, for_admins=True),
    Room("logins", _("Logins"), "key", "projects:logins", 2, in_project=False, for_admins=True),
    Room(
        "deliveries",
        _("Deliveries"),
        "mail",
        "notifications:deliveries",
        2,
        in_project=False,
        for_admins=True,
    ),
)


def rooms_of(project: HasSlug | None, user: object = None) -> list[Item]:
    """The rooms that this person can enter from here, in the order of the rail."""
    items: list[Item] = []
    held = getattr(project, "my_permissions", None)
    is_admin = bool(getattr(user, "is_admin", False))
    for room in ROOMS if project is not None else HOUSE_ROOMS:
        href = address(room.view, project.slug) if project is not None else address(room.view)
        allowed = not held or not room.needs or room.needs in held
        if href and allowed and (is_admin or not room.for_admins):
            items.append(Item(room.key, room.word, room.icon, href, room.group, room.counted))
    return items


def search_url(project: HasSlug | None) -> str | None:
    """Where the search field sends its words; there is none outside an implementation."""
    return address("dashboard:search", project.slug) if project is not None else None


def address(view: str, *args: Any) -> str | None:
    """The address of a view, or None where that room is not installed."""
    return _address(view, args, get_urlconf())


@lru_cache(maxsize=4096)
def _address(view: str, args: tuple[Any, ...], urlconf: str | None) -> str | None:
    """The frame asks for the same few addresses on every page."""
    try:
        return reverse(view, urlconf=urlconf, args=args)
    except NoReverseMatch:
        return None


def language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def languages() -> list[tuple[str, str]]:
    """Every language on offer, each in its own words."""
    return [
        (code, str(get_language_info(code)["name_local"]).capitalize()) for code, _name in settings.LANGUAGES
    ]


def script_texts() -> str:
    """Sentences that scripts show, translated with the page."""
    return _script_texts(language())


@lru_cache(maxsize=64)
def _script_texts(language: str) -> str:
    """One text for each language; the argument is the key, gettext knows the language itself."""
    return json.dumps(
        {
            "offline": gettext("No connection. What you typed is kept; try again when you are back."),
            "failed": gettext("That did not work on our side. Nothing was changed; try again in a moment."),
            "forbidden": gettext("You may not do this here. Ask the project manager if you should."),
            "stale": gettext(
                "Someone else changed this meanwhile. Load the page again and repeat your change."
            ),
            "gone": gettext("This is no longer here. Load the page again."),
            "large": gettext("That is more than can be sent at once. Choose fewer or smaller files."),
            "login": gettext("You are logged out. Log in again; what you typed is kept."),
            "draft": gettext("Your draft from %(when)s is back."),
            "discard": gettext("Discard it"),
            "remove": gettext("Remove %(name)s"),
            "sending": gettext("Sending… %(percent)s %%") % {"percent": "%(percent)s"},
            "many": gettext(
                "At most %(most)s files go at once; %(left)s were left out. Send these, then the rest."
            )
            % {"most": "%(most)s", "left": "%(left)s"},
            "part": gettext("Sending %(name)s: %(percent)s %%")
            % {"name": "%(name)s", "percent": "%(percent)s"},
            "waiting": gettext(
                "The connection is broken. %(name)s goes on at %(percent)s %% as soon as it is back."
            )
            % {"name": "%(name)s", "percent": "%(percent)s"},
            "halted": gettext(
                "%(name)s did not get through. What has arrived is kept for a day: send again to go on."
            )
            % {"name": "%(name)s"},
            "arrived": gettext("%(name)s, %(size)s, has arrived") % {"name": "%(name)s", "size": "%(size)s"},
            "leave": gettext("You have not saved this yet."),
        }
    )

"""A staff list beside the register: what it would add and change, who is missing from it, what is wrong with it.

Nothing is written here. The register is read as plain values and each line is looked at once, so that a list of
tens of thousands is compared within a request.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import LineProblem
from tracker.people.models import Organization

# A preview whose mark begins so was asked to take the list for the whole staff.
WHOLE = "whole:"


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One line of a staff list as it came in; `line` counts from 1 with the heading."""

    line: int
    name: str
    email: str = ""
    department: str = ""
    job_title: str = ""
    manager_email: str = ""
    contractor: str = ""  # yes, no, or nothing said
    in_scope: str = ""
    time_zone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says about somebody, as far as a list can change it."""

    pk: UUID
    name: str
    email: str
    job_title: str
    department: str
    manager_id: UUID | None
    joined_on: date | None
    left_on: date | None
    contractor: bool
    in_scope: bool
    time_zone: str
    language: str


YES, NO = {"yes", "y", "true", "1", "x"}, {"no", "n", "false", "0"}


def yes_or_no(said: str, otherwise: bool) -> bool:
    """What a cell says; what it does not say stays."""
    return said.lower() in YES if said else otherwise


@dataclass(frozen=True, slots=True)
class StaffPreview:
    """What an import would do, line by line; nothing is written."""

    added: list[StaffLine]
    changed: list[tuple[StaffLine, list[str]]]
    same: int
    departments: list[str]
    problems: list[LineProblem]
    left: list[Entry]
    whole: bool = False
    entries: dict[int, Entry] = field(default_factory=dict)  # line: whom it speaks of already
    emails: dict[str, UUID] = field(default_factory=dict)  # who can be named as a manager

    @property
    def mark(self) -> str:
        """The same for the same effect on the same register, and for no other."""
        left = [str(entry.pk) for entry in self.left]
        said = [self.added, self.changed, self.same, self.departments, self.problems, left]
        return (WHOLE if self.whole else "") + hashlib.sha256(repr(said).encode()).hexdigest()


def preview_staff(
    *, organization: Organization, lines: Sequence[StaffLine], whole: bool = False
) -> StaffPreview:
    """What an import would add and change, who would have left, and what it would refuse; two queries."""
    register = _entries(organization)
    known = {entry.email.lower(): entry for entry in register if entry.email}
    nameless = _told_by_name(register, lines)
    addresses = {entry.pk: email for email, entry in known.items()}
    added: list[StaffLine] = []
    changed: list[tuple[StaffLine, list[str]]] = []
    entries: dict[int, Entry] = {}
    same = 0
    for line in lines:
        entry = known.get(line.email.lower()) if line.email else nameless.get(line.name.lower())
        if entry is None:
            added.append(line)
            continue
        entries[line.line] = entry
        if found := _differences(entry, line, addresses):
            changed.append((line, found))
        else:
            same += 1
    there = {name.lower() for name in organization.departments.values_list("name", flat=True)}
    new = {line.department.lower(): line.department for line in reversed(lines)}
    departments = sorted(name for key, name in new.items() if key and key not in there)
    problems = _problems(lines, known, addresses)
    gone = _gone(lines, known) if whole else []
    emails = {email: entry.pk for email, entry in known.items()}
    return StaffPreview(added, changed, same, departments, problems, gone, whole, entries, emails)


SIMPLE = ("contractor", "in_scope", "time_zone", "language")


def _entries(organization: Organization) -> list[Entry]:
    rows = organization.people.order_by("created_at", "pk").values_list(
        "pk", "name", "email", "job_title", "department__name", "manager_id", "joined_on", "left_on", *SIMPLE
    )
    return [
        Entry(pk, name, email, title, department or "", *rest)
        for pk, name, email, title, department, *rest in rows.iterator(chunk_size=2000)
    ]


def _told_by_name(register: Sequence[Entry], lines: Sequence[StaffLine]) -> dict[str, Entry]:
    """Who has no e-mail address is told by the name, where one person and one line have it."""
    here = [entry for entry in register if not entry.email]
    often = Counter(entry.name.lower() for entry in here)
    sent = Counter(line.name.lower() for line in lines if not line.email)
    return {
        entry.name.lower(): entry
        for entry in here
        if often[entry.name.lower()] == 1 and sent[entry.name.lower()] == 1
    }


def _differences(entry: Entry, line: StaffLine, addresses: dict[UUID, str]) -> list[str]:
    manager = addresses.get(entry.manager_id, "") if entry.manager_id else ""
    same_unit = line.department.lower() == entry.department.lower()
    found = [
        _("%(before)s becomes %(after)s") % {"before": before or "–", "after": after}
        for before, after in (
            (entry.name, line.name),
            (entry.job_title, line.job_title),
            (entry.department, "" if same_unit else line.department),
            (manager, line.manager_email.lower()),
        )
        if after and after != before
    ]
    found += _simple_differences(entry, line)
    return [*found, _("is back")] if entry.left_on else found


def _simple_differences(entry: Entry, line: StaffLine) -> Iterator[str]:
    if yes_or_no(line.contractor, entry.contractor) != entry.contractor:
        yield _("no contractor any more") if entry.contractor else _("a contractor now")
    if yes_or_no(line.in_scope, entry.in_scope) != entry.in_scope:
        yield _("out of scope now") if entry.in_scope else _("in scope now")
    for before, after in ((entry.time_zone, line.time_zone), (entry.language, line.language)):
        if after and after != before:
            yield _("%(before)s becomes %(after)s") % {"before": before or "–", "after": after}


def _gone(lines: Sequence[StaffLine], known: dict[str, Entry]) -> list[Entry]:
    """Who works there, can be told by an address, and stands nowhere in the list."""
    named = {line.email.lower() for line in lines if line.email}
    today = clock.today()
    rows = [
        entry
        for email, entry in known.items()
        if email not in named
        and (entry.left_on is None or entry.left_on > today)
        and (entry.joined_on is None or entry.joined_on <= today)
    ]
    return sorted(rows, key=lambda entry: (entry.name.lower(), str(entry.pk)))


def _problems(
    lines: Sequence[StaffLine], known: dict[str, Entry], addresses: dict[UUID, str]
) -> list[LineProblem]:
    problems = list(_line_problems(lines))
    wanted = known.keys() | {line.email.lower() for line in lines if line.email}
    problems += [
        LineProblem(line.line, _("manager %(email)s is unknown") % {"email": line.manager_email})
        for line in lines
        if line.manager_email and line.manager_email.lower() not in wanted
    ]
    above = {
        email: addresses[entry.manager_id]
        for email, entry in known.items()
        if entry.manager_id in addresses and entry.manager_id is not None
    }
    above |= {line.email.lower(): line.manager_email.lower() for line in lines if line.manager_email}
    above.pop("", None)
    circled = _circled(above)
    problems += [
        LineProblem(line.line, _("%(email)s would be their own manager") % {"email": line.email})
        for line in lines
        if line.manager_email and line.email.lower() in circled
    ]
    return sorted(problems, key=lambda problem: problem.line)


def _circled(above: dict[str, str]) -> set[str]:
    """Who would become their own manager, directly or over others; each is walked over once."""
    circled: set[str] = set()
    walked: dict[str, int] = {}
    for turn, start in enumerate(above):
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in walked:
            walked[at] = turn
            path.append(at)
            at = above.get(at)
        if at is not None and walked[at] == turn:
            circled.update(path[path.index(at) :])
    return circled


def _line_problems(lines: Sequence[StaffLine]) -> Iterator[LineProblem]:
    first_seen: dict[str, int] = {}
    zones = available_timezones()
    for line in lines:
        if not line.name:
            yield LineProblem(line.line, _("no name"))
        if max(len(line.name), len(line.job_title), len(line.department), len(line.email)) > 200:
            yield LineProblem(line.line, _("a cell is longer than 200 characters"))
        yield from _cell_problems(line, zones)
        if not line.email:
            continue
        try:
            validate_email(line.email)
        except ValidationError:
            words = {"email": line.email}
            yield LineProblem(line.line, _("“%(email)s” is not an e-mail address") % words)
        email = line.email.lower()
        if email in first_seen:
            words = {"email": email, "first": str(first_seen[email])}
            yield LineProblem(line.line, _("%(email)s stands in line %(first)s already") % words)
        first_seen.setdefault(email, line.line)


def _cell_problems(line: StaffLine, zones: set[str]) -> Iterator[LineProblem]:
    for said in (line.contractor, line.in_scope):
        if said and said.lower() not in YES | NO:
            yield LineProblem(line.line, _("“%(said)s” is neither yes nor no") % {"said": said[:40]})
    if line.time_zone and line.time_zone not in zones:
        yield LineProblem(line.line, _("“%(zone)s” is not a time zone") % {"zone": line.time_zone[:40]})
    if line.language and line.language not in dict(settings.LANGUAGES):
        words = {"code": line.language[:40]}
        yield LineProblem(line.line, _("the program does not speak “%(code)s” yet") % words)


def staff_lines(rows: Sequence[Any]) -> list[StaffLine]:
    """Read a table with the usual headings (name, e-mail, department, job title, manager)."""
    return [
        StaffLine(
            line=row.line,
            name=_cell(row, "name", "full name"),
            email=_cell(row, "email", "e-mail", "mail"),
            department=_cell(row, "department", "unit"),
            job_title=_cell(row, "job title", "title", "position"),
            manager_email=_cell(row, "manager", "manager email", "manager e-mail"),
            contractor=_cell(row, "contractor", "external"),
            in_scope=_cell(row, "in scope", "scope"),
            time_zone=_cell(row, "time zone", "timezone"),
            language=_cell(row, "language"),
        )
        for row in rows
    ]


def _cell(row: Any, *headings: str) -> str:
    return next((" ".join(str(row.cells[name]).split()) for name in headings if row.cells.get(name)), "")

"""What both documents say: the head of every page, and the sign-offs."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tracker.core import keys
from tracker.core.past import rows_at
from tracker.history.models import Activity
from tracker.people.models import Organization, User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reporting.content import Head, RoleLine, SignoffLine
from tracker.reporting.models import BuiltDocument
from tracker.signoffs import queries as signoffs
from tracker.signoffs.choices import Seat, State
from tracker.signoffs.models import Signer, SignOff, SignOffRequest


def log_place(project: Project, at: datetime) -> tuple[int, str]:
    """The last entry of the project's log at the moment: its position and digest."""
    last = Activity.objects.filter(chain=str(project.pk), at__lte=at).order_by("-position").first()
    return (last.position, last.digest) if last else (0, "")


def head_of(document: BuiltDocument) -> Head:
    project = document.project
    return Head(
        organization=_name_at(project.organization, document.as_of),
        project=_name_at(project, document.as_of),
        slug=project.slug,
        edition=project.edition.name,
        as_of=document.as_of,
        language=document.language,
        log_position=document.log_position,
        log_digest=document.log_digest,
        key_fingerprint=keys.fingerprint(),
    )


def _name_at(row: Organization | Project, at: datetime) -> str:
    """What it was called then; what it is called now where it is younger than the moment."""
    found = rows_at(type(row), at, ("name",), id=row.pk)
    return found[0]["name"] if found else row.name


def role_lines(project: Project, at: datetime) -> tuple[RoleLine, ...]:
    """Who held which role at the moment, by name."""
    day = at.date()
    names = dict(User.objects.values_list("pk", "name"))
    held: dict[UUID, list[Role]] = defaultdict(list)
    fields = ("user_id", "role", "starts_on", "ends_on")
    for row in rows_at(Membership, at, fields, project_id=project.pk):
        if (row["starts_on"] or day) <= day <= (row["ends_on"] or day):
            held[row["user_id"]].append(Role(row["role"]))
    lines = [
        RoleLine(name=names.get(user, ""), role=", ".join(str(role.label) for role in sorted(roles)))
        for user, roles in held.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.name, line.role)))


REQUEST_FIELDS = (
    "id",
    "title",
    "meaning",
    "asked_of_id",
    "digest",
    "state",
    "due_on",
    "created_at",
    "panel",
)


def signoff_lines(project: Project, at: datetime) -> tuple[SignoffLine, ...]:
    """Every question to management up to the moment, with what was answered by then."""
    given: dict[UUID, list[SignOff]] = defaultdict(list)
    answers = SignOff.objects.of(project).filter(at__lte=at).select_related("request__project")
    for signoff in answers.order_by("at", "number"):
        given[signoff.request_id].append(signoff)
    names = dict(User.objects.values_list("pk", "name"))
    rows = rows_at(SignOffRequest, at, REQUEST_FIELDS, project_id=project.pk)
    rows.sort(key=lambda row: (row["created_at"], str(row["id"])))
    open_places = _open_places(project, at)
    lines: list[SignoffLine] = []
    for row in rows:
        said = given.get(row["id"], [])
        if row["panel"]:
            lines += _lines_of_several(row, said, [names.get(pk, "") for pk in open_places[row["id"]]])
        else:
            lines.append(_line(row, said, names.get(row["asked_of_id"], "")))
    return tuple(lines)


def _open_places(project: Project, at: datetime) -> dict[UUID, list[UUID]]:
    """Who of several had not answered at the moment, in their order."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = rows_at(Signer, at, ("request_id", "user_id", "number", "state"), project_id=project.pk)
    for row in sorted(rows, key=lambda row: row["number"]):
        if row["state"] in {Seat.ASKED, Seat.LATER}:
            found[row["request_id"]].append(row["user_id"])
    return found


def _lines_of_several(row: dict[str, Any], given: list[SignOff], open_: list[str]) -> list[SignoffLine]:
    """One line for each signature, and one for each that was still to come; none stands for the others."""
    lines = []
    for answer in given:
        if answer.withdraws_id is None:
            taken_back = [each for each in given if each.withdraws_id == answer.pk]
            lines.append(_line(row, [answer, *taken_back], ""))
    return lines + [_line(row, [], name) for name in open_] or [_line(row, [], "")]


def _who(answer: SignOff) -> str:
    if answer.for_id is None:
        return answer.signer_name
    return _("%(name)s for %(whom)s") % {"name": answer.signer_name, "whom": answer.for_name}


def _line(row: dict[str, Any], given: list[SignOff], asked_of: str) -> SignoffLine:
    answer = next((each for each in given if each.withdraws_id is None), None)
    taken_back = any(each.withdraws_id is not None for each in given)
    if answer is None:
        state = State(row["state"])
        return SignoffLine(
            title=row["title"],
            who=asked_of,
            role="",
            meaning=row["meaning"],
            at=None,
            proof="",
            digest=row["digest"],
            state=state.value,
            word=_("not yet signed") if state == State.WAITING else str(state.label).lower(),
            receipt="",
        )
    holds = signoffs.verify(answer).holds
    state = State.WITHDRAWN if taken_back else State(answer.decision)
    return SignoffLine(
        title=row["title"],
        who=_who(answer),
        role=answer.role,
        meaning=answer.meaning,
        at=answer.at,
        proof=answer.get_proved_with_display().lower(),
        digest=answer.digest,
        state=state.value if holds else "changed",
        word=str(state.label).lower() if holds else _("changed since signing"),
        receipt=answer.receipt,
        conditions=answer.conditions,
        holds=holds,
    )

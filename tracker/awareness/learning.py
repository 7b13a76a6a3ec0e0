"""Questions on learning from each other: figures of a session, a tip or a department, never of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from tracker.awareness.models import (
    Mentoring,
    Misconception,
    PeerQuestion,
    PeerSeat,
    PeerSession,
    Tip,
    TipHelp,
)
from tracker.awareness.queries import FEWEST
from tracker.core import clock
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

HELD_SHOWN = 20
QUESTIONS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with its seats, and whether the reader has one. What helped is shown from three answers on."""

    session: PeerSession
    taken: int
    came: int
    helped: int
    answered: int
    mine: PeerSeat | None

    @property
    def free(self) -> int:
        return max(self.session.capacity - self.taken, 0)

    @property
    def tells(self) -> bool:
        return self.answered >= FEWEST


def sessions(project: Project, reader: User) -> tuple[list[SessionRow], list[SessionRow]]:
    """Those that lie ahead, the next first, and those that were held, the last first."""
    rows, now = PeerSession.objects.of(project), clock.now()
    held = rows.filter(starts_at__lte=now, cancelled_at=None).order_by("-starts_at", "pk")[:HELD_SHOWN]
    return _session_rows(rows.filter(starts_at__gt=now), reader), _session_rows(held, reader)


def session_row(session: PeerSession, reader: User) -> SessionRow:
    return _session_rows(PeerSession.objects.filter(pk=session.pk), reader)[0]


def _session_rows(rows: Any, reader: User) -> list[SessionRow]:
    found = rows.select_related("host", "department", "clause").annotate(
        taken=Count("seats"),
        there=Count("seats", filter=Q(seats__came=True)),
        helps=Count("seats", filter=Q(seats__helped=True)),
        answers=Count("seats", filter=Q(seats__helped__isnull=False)),
    )
    own = PeerSeat.objects.filter(person=reader.person_id) if reader.person_id else PeerSeat.objects.none()
    found = found.prefetch_related(Prefetch("seats", queryset=own, to_attr="own"))
    return [
        SessionRow(row, row.taken, row.there, row.helps, row.answers, row.own[0] if row.own else None)
        for row in found
    ]


def seats(session: PeerSession) -> list[PeerSeat]:
    """Who comes; for who holds the session."""
    return list(session.seats.select_related("person__department").order_by("person__name", "pk"))


def tips(project: Project, reader: User) -> Any:
    """Tips that answer no question, the newest first, with how many they helped."""
    return _with_help(Tip.objects.of(project).filter(question=None), reader)


def questions(project: Project, reader: User) -> list[PeerQuestion]:
    """What was asked, what nobody has answered yet first; each with its answers."""
    answers = Tip.objects.filter(question=OuterRef("pk"), dropped_at=None)
    rows = PeerQuestion.objects.of(project).annotate(answered=Exists(answers)).select_related("asked_by")
    with_tips = Prefetch("tips", queryset=_with_help(Tip.objects.all(), reader), to_attr="said")
    return list(rows.order_by("answered", "-created_at", "pk").prefetch_related(with_tips)[:QUESTIONS_SHOWN])


def _with_help(rows: Any, reader: User) -> Any:
    mine = TipHelp.objects.filter(tip=OuterRef("pk"), user=reader)
    kept = Misconception.objects.filter(tip=OuterRef("pk"))
    found = rows.filter(dropped_at=None).select_related("said_by", "clause", "question")
    return found.annotate(helped=Count("helps"), mine=Exists(mine), kept=Exists(kept)).order_by(
        "-created_at", "pk"
    )


def pairs(project: Project, reader: User) -> list[Mentoring]:
    """The reader's own pairs; all of them for who manages the implementation."""
    rows = Mentoring.objects.of(project).select_related("mentor__user", "mentee__user")
    if Permission.MEMBERS_MANAGE not in project.my_permissions:
        if reader.person_id is None:
            return []
        rows = rows.filter(Q(mentor=reader.person_id) | Q(mentee=reader.person_id))
    return list(rows.order_by("ended_at", "ends_on", "pk"))

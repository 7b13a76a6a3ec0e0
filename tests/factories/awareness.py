"""What people learn from each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.factories.people import make_person, make_user
from tests.factories.projects import give_role
from tracker.awareness import actions
from tracker.awareness.models import Mentoring, PeerQuestion, PeerSession, Tip
from tracker.core import clock
from tracker.people.models import Person, User
from tracker.projects.choices import Role
from tracker.projects.models import Project


def make_peer_session(project: Project, *, host: User | None = None, **facts: Any) -> PeerSession:
    wanted = {
        "topic": "What a record is",
        "place": "Room 7",
        "starts_at": clock.now() + timedelta(days=2),
        **facts,
    }
    return actions.offer_session(actor=host or _somebody(project), project=project, **wanted)


def make_tip(project: Project, *, by: User | None = None, **facts: Any) -> Tip:
    return actions.give_tip(
        actor=by or _somebody(project), project=project, **{"text": "Begin with one.", **facts}
    )


def make_peer_question(project: Project, *, by: User | None = None) -> PeerQuestion:
    return actions.ask_colleagues(
        actor=by or _somebody(project), project=project, text="Where does it stand?"
    )


def make_pair(project: Project, *, mentor: Person | None = None, mentee: Person | None = None) -> Mentoring:
    of = {"organization": project.organization}
    return actions.propose_pair(
        actor=User.objects.system(),
        project=project,
        mentor=mentor or make_person(**of),
        mentee=mentee or make_person(**of),
        about="The first audit",
        starts_on=project.today(),
        ends_on=project.today() + timedelta(days=60),
    )


def _somebody(project: Project) -> User:
    user = make_user()
    user.person = make_person(organization=project.organization, name=user.name)
    user.save()
    give_role(project, user, Role.VIEWER)
    return user

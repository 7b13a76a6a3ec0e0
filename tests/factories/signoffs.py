"""Requests for sign-off, and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tracker.core import clock
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs import actions
from tracker.signoffs.choices import Method
from tracker.signoffs.content import Section, content_of
from tracker.signoffs.models import SignOff, SignOffRequest


def make_content(due: str = "12 May 2027", **rows: str) -> dict[str, Any]:
    return content_of(
        title="Stage 1 audit passed",
        sections=[
            Section(title="Dates", rows=[("Due", due), *rows.items()]),
            Section(title="Criteria", text=["Every clause has current evidence."]),
            Section(
                title="Evidence", heads=["Name", "Digest"], table=[["Policy", "ab12"], ["Scope", "cd34"]]
            ),
        ],
    )


def make_request(project: Project, *, by: User, of: User, **facts: Any) -> SignOffRequest:
    facts = {
        "subject": project,
        "title": "Stage 1 audit passed",
        "meaning": "As sponsor I accept that the criteria are met.",
        "content": make_content(),
        "due_on": project.today() + timedelta(days=3),
        **facts,
    }
    return actions.request_signoff(actor=by, project=project, asked_of=of, **facts)


def make_proof() -> actions.Proof:
    return actions.Proof(Method.PASSWORD, clock.now())


def make_signoff(request: SignOffRequest, *, by: User, **facts: Any) -> SignOff:
    return actions.sign(actor=by, request=request, **{"proof": make_proof(), "read_to_end": True, **facts})

"""An implementation project on a small edition, and roles in it."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tests.factories.people import make_organization
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project, Scope
from tracker.standard.models import Clause, Edition, Requirement

_number = count(1)

SMALL_CATALOGUE = {
    "4": ("Context of the organization", []),
    "4.1": ("Understanding the organization and its context", ["Outside and inside issues are known."]),
    "5": ("Leadership", []),
    "5.2": ("Policy", ["There is a policy.", "The policy is made known."]),
    "8": ("Operation", []),
    "8.7": ("Service assurance", []),
    "8.7.1": ("Service availability management", ["Availability is measured against its targets."]),
}


def make_edition(**facts: Any) -> Edition:
    """Three branches of different depth with four requirements in all."""
    number = next(_number)
    edition = Edition.objects.create(
        **{
            "code": f"small-{number}",
            "name": f"Small edition {number}",
            "title": "Service management system requirements",
            "published_on": date(2018, 9, 15),
            **facts,
        }
    )
    clauses: dict[str, Clause] = {}
    for clause_number, (title, texts) in SMALL_CATALOGUE.items():
        clauses[clause_number] = Clause.objects.create(
            edition=edition,
            number=clause_number,
            title=title,
            parent=clauses.get(clause_number.rpartition(".")[0]),
            level=clause_number.count(".") + 1,
            is_leaf=bool(texts),
            auditable=True,
        )
        for position, text in enumerate(texts, start=1):
            Requirement.objects.create(
                clause=clauses[clause_number],
                position=position,
                code=f"{clause_number}-{position}",
                text=text,
            )
    return edition


def make_project(*, manager: User | None = None, **facts: Any) -> Project:
    """With its scope, and with nobody in it but the manager given."""
    for name, make in (("organization", make_organization), ("edition", make_edition)):
        if name not in facts:
            facts[name] = make()
    number = next(_number)
    facts = {
        "name": f"Implementation {number}",
        "slug": f"implementation-{number}",
        "starts_on": date(2026, 3, 2),
        "target_on": date(2027, 6, 30),
        "mfa_for_signers": False,
        **facts,
    }
    project = Project(**facts).save_because("made for a test", by=User.objects.system())
    Scope(project=project, statement="Hosting for the region").save_because("made", by=User.objects.system())
    if manager is not None:
        give_role(project, manager, Role.PROJECT_MANAGER)
    return project


def give_role(project: Project, user: User, role: Role, **facts: Any) -> Membership:
    membership = Membership(project=project, user=user, role=role, **facts)
    return membership.save_because("made for a test", by=User.objects.system())

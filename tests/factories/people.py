"""Organizations, departments, staff and logins."""

from __future__ import annotations

from itertools import count
from typing import Any

from tracker.people.models import Department, Organization, Person, User

_number = count(1)
PASSWORD = "correct horse battery staple"


def make_organization(**facts: Any) -> Organization:
    facts = {"name": f"Organization {next(_number)}", **facts}
    return Organization(**facts).save_because("made for a test", by=User.objects.system())


def make_department(**facts: Any) -> Department:
    if "organization" not in facts:
        facts["organization"] = make_organization()
    facts = {"name": f"Department {next(_number)}", **facts}
    return Department(**facts).save_because("made for a test", by=User.objects.system())


def make_person(**facts: Any) -> Person:
    if "organization" not in facts:
        facts["organization"] = make_organization()
    number = next(_number)
    facts = {"name": f"Person {number}", "email": f"person{number}@example.org", **facts}
    return Person(**facts).save_because("made for a test", by=User.objects.system())


def make_user(name: str = "", **facts: Any) -> User:
    name = name or f"User {next(_number)}"
    facts = {"email": f"{name.lower().replace(' ', '.')}@example.org", "password": PASSWORD, **facts}
    return User.objects.create_user(facts.pop("email"), facts.pop("password"), name=name, **facts)

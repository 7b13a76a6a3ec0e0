"""Organizations, departments, staff and logins."""

from __future__ import annotations

from itertools import count
from typing import Any

from tracker.core import clock
from tracker.people.models import Department, Organization, Person, StaffListRun, User

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


def make_staff_run(**facts: Any) -> StaffListRun:
    """A long list whose file is gone by now."""
    now = clock.now()
    facts = {"name": "staff.csv", "digest": "0" * 64, "lines": 3000, "mark": "", **facts}
    by = User.objects.system()
    return StaffListRun.objects.create(requested_by=by, requested_at=now, beat_at=now, **facts)

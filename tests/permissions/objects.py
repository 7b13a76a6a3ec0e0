"""What stands in an address: one real object of the project for each argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence
from tracker.people.models import User
from tracker.projects.models import Project

Provider = Callable[[Project, User], Any]


def arguments_for(name: str, wanted: tuple[str, ...], project: Project, manager: User) -> dict[str, Any]:
    """Arguments are looked up by the whole name first, then by room, then alone."""
    room = name.split(":")[0]
    found = {}
    for argument in wanted:
        keys = (f"{name}:{argument}", f"{room}:{argument}", argument)
        provider = next((PROVIDERS[key] for key in keys if key in PROVIDERS), None)
        if provider is None:
            raise LookupError(
                f"{name} wants “{argument}”: say in tests/permissions/objects.py what to put there"
            )
        found[argument] = provider(project, manager)
    return found


PROVIDERS: dict[str, Provider] = {
    "slug": lambda project, _: project.slug,
    "number": lambda *_: "4.1",
    "checklist:pk": lambda project, _: make_checklist(project)[0].pk,
    "checklist:evidence": lambda project, manager: make_evidence(project=project, actor=manager).pk,
    # Third-party pages: a key that opens nothing, an authenticator that nobody has.
    "account_confirm_email:key": lambda *_: "nothing",
    "account_reset_password_from_key:key": lambda *_: "nothing",
    "account_reset_password_from_key:uidb36": lambda *_: "0",
    "mfa_edit_webauthn:pk": lambda *_: 0,
    "mfa_remove_webauthn:pk": lambda *_: 0,
}

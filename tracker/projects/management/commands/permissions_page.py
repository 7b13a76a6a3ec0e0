"""Write docs/permissions.md from the grants table."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tracker.projects.choices import Role
from tracker.projects.permissions import ROLE_GRANTS, Permission


def page() -> str:
    """The grants table in Markdown."""
    lines = [
        "# Who may do what",
        "",
        "Made by `manage.py permissions_page` from `tracker/projects/permissions.py`; do not edit by hand.",
        "",
        "A role is held in one implementation, from a day until a day where it has an end. Who holds no role"
        " there gets 404 at every address of it. Somebody who holds several roles may do what any of them may.",
        "An administrator of the installation keeps organizations, the staff register and logins, begins"
        " implementations, and sees none without a role in it.",
        "",
        "What a permission alone cannot say stands in the policies: nobody confirms an own assessment or own"
        " evidence, and nobody signs what they asked for.",
        "",
        "| Permission | " + " | ".join(str(role.label) for role in Role) + " |",
        "|---" * (len(Role) + 1) + "|",
    ]
    for permission in Permission:
        marks = ["yes" if permission in ROLE_GRANTS[role] else "" for role in Role]
        lines.append(f"| `{permission}` | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Write the permissions page of the documentation from the grants table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", default="docs/permissions.md", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        options["out"].write_text(page(), encoding="utf-8")
        self.stdout.write(f"{options['out']} written")

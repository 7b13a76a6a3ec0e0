"""Write the plan of a project as Microsoft Project XML, XLSX or CSV."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.plan.exporting import Format, plan_file
from tracker.projects.models import Project


class Command(BaseCommand):
    help = "Write the plan of a project as Microsoft Project XML (mspdi), XLSX or CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True)
        parser.add_argument("--out", metavar="FILE", type=Path, required=True)
        parser.add_argument(
            "--format",
            choices=[kind.value for kind in Format],
            help="default: as FILE ends; .xml and whatever else is Microsoft Project XML",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(_("There is no project %(slug)s.") % {"slug": options["project"]})
        out: Path = options["out"]
        by_name = out.suffix.removeprefix(".").lower()
        kind = options["format"] or (by_name if by_name in set(Format) else Format.MSPDI)
        try:
            out.write_bytes(plan_file(project, Format(kind)))
        except OSError as broken:
            said = {"file": out, "why": broken.strerror}
            raise CommandError(_("%(file)s cannot be written: %(why)s.") % said) from broken
        self.stdout.write(_("The plan of %(project)s is in %(file)s.") % {"project": project, "file": out})

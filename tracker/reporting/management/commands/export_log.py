"""`manage.py export_log --project SLUG --out FILE|DIR`: the log with its verifier, as a ZIP or a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core import keys
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions


class Command(BaseCommand):
    help = "Writes the log of a project with its signed head and verify.py, which checks it anywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="short name of the project")
        parser.add_argument(
            "--out", required=True, type=Path, help="a ZIP to write (….zip), or a new or empty folder"
        )

    def handle(self, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        out: Path = options["out"]
        if out.suffix == ".zip" and out.exists():
            raise CommandError(f"{out} exists already; name a new file.")
        try:
            entries = self._write(project, out)
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem.strerror or problem}.") from problem
        self.stdout.write(f"{out}: {entries} entries\nkey fingerprint {keys.fingerprint()}")

    def _write(self, project: Project, out: Path) -> int:
        system = User.objects.system()
        if out.suffix != ".zip":
            return actions.export_log(actor=system, project=project, target=out)
        with out.open("xb") as target:
            return actions.export_log(actor=system, project=project, target=target)

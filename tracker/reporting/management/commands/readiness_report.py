"""`manage.py readiness_report --project SLUG --out FILE`: build a report here and now."""

from __future__ import annotations

import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core import files
from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions
from tracker.reporting.models import Report


class Command(BaseCommand):
    help = "Builds the readiness report of a project as one PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="short name of the project")
        parser.add_argument("--out", required=True, type=Path, help="the PDF to write")

    def handle(self, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        out: Path = options["out"]
        if not out.parent.is_dir():
            raise CommandError(f"There is no folder {out.parent}.")
        if out.is_dir():
            raise CommandError(f"{out} is a folder; name the PDF to write.")
        if not os.access(out if out.exists() else out.parent, os.W_OK):
            raise CommandError(f"{out} cannot be written; name another place.")
        try:
            report = actions.request_report(actor=User.objects.system(), project=project, enqueue=False)
            actions.build_report(report.pk)
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from refusal
        report = Report.objects.get(pk=report.pk)
        if not report.is_ready:
            raise CommandError(report.error)
        try:
            with files.open_verified(report.digest) as source, out.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror or error}.") from error
        self.stdout.write(f"{out}\nSHA-256 {report.digest}")

"""Reread every byte of every stored file and name those that are damaged or gone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.evidence.scrub import scrub


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")

    def handle(self, *args: Any, **options: Any) -> None:
        report = scrub()
        for damage in report.damaged:
            self.stdout.write(f"{damage.digest}: {damage.why}; used by {damage.used_by}")
        if report.damaged:
            raise CommandError(f"{len(report.damaged)} of {report.files} files are damaged or missing.")
        if not options["quiet"]:
            self.stdout.write(f"{report.files} files read, {report.size} bytes, all as they were stored.")

"""`manage.py backup FILE`: all rows, files and the chained log in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core.backup import write_backup
from tracker.core.errors import RuleBroken
from tracker.core.files import FileDamaged


class Command(BaseCommand):
    help = "Write all rows, all stored files and the seal key to FILE (a ZIP; guard it like the database)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = write_backup(options["file"])
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from refusal
        except FileDamaged as damage:
            raise CommandError(
                f"The stored file {damage.digest} is {damage.why}; no backup was made."
            ) from damage
        except OSError as problem:
            raise CommandError(f"{options['file']} could not be written: {problem.strerror}.") from problem
        self.stdout.write(f"{report.rows} rows and {report.files} files; digest of the rows {report.digest}")

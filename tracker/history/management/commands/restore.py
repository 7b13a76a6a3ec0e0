"""`manage.py restore FILE`: put a backup into an empty installation, on either database engine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core.backup import restore_backup
from tracker.core.errors import RuleBroken
from tracker.history.queries import verify_log


class Command(BaseCommand):
    help = "Restore FILE into a migrated, empty database and an empty file store, then check the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = restore_backup(options["file"])
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as problem:
            raise CommandError(f"{options['file']} could not be read: {problem.strerror}.") from problem
        log = verify_log()
        if not log.whole:
            raise CommandError(f"Restored, but the log is not whole: {log.problems[0]}")
        self.stdout.write(
            f"{report.rows} rows and {report.files} files restored; digest of the rows {report.digest}; "
            f"the log is whole ({log.entries} entries)."
        )

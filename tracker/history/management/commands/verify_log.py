"""`manage.py verify_log`: is the log whole? Exit status 1 where it is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.history.queries import verify_log


class Command(BaseCommand):
    help = "Recompute the chained log, compare heads and signatures, and name what does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print only what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_log()
        for problem in report.problems:
            self.stderr.write(problem)
        if not report.whole:
            raise CommandError(f"{len(report.problems)} problems in the log.", returncode=1)
        if not options["quiet"]:
            self.stdout.write(
                f"The log is whole: {report.entries} entries in {report.chains} chains, "
                f"{report.signed_heads} signed heads, {report.erased} entries with names erased."
            )

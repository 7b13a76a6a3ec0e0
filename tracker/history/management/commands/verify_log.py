"""`manage.py verify_log`: is the log whole, and does it hold what was told of it? Exit status 1 where not."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.history.queries import unlike_told, verify_log


def told(text: str) -> tuple[str, int, str]:
    """CHAIN:ENTRY:DIGEST, as the weekly mail gives it."""
    found = re.fullmatch(r"([\w-]{1,40}):(\d{1,18}):([0-9a-f]{64})", text.strip().lower())
    if found is None:
        raise ArgumentTypeError(
            f"“{text}” is no head; it looks like CHAIN:ENTRY:DIGEST, the digest with 64 digits."
        )
    return found[1], int(found[2]), found[3]


class Command(BaseCommand):
    help = "Recompute the chained log, compare heads and signatures, and name what does not fit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="print only what is wrong")
        parser.add_argument(
            "--head",
            type=told,
            action="append",
            default=[],
            metavar="CHAIN:ENTRY:DIGEST",
            help="a head that was kept outside, from a mail or a pack; the log must still hold it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_log()
        problems = [*report.problems, *filter(None, (unlike_told(*head) for head in options["head"]))]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems in the log.", returncode=1)
        if not options["quiet"]:
            self.stdout.write(
                f"The log is whole: {report.entries} entries in {report.chains} chains, "
                f"{report.signed_heads} signed heads, {report.erased} entries with names erased."
            )

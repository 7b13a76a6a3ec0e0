"""Read the words inside stored evidence, so that they are found; what has been read is left alone."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from tracker.evidence.actions import forget_readings, read_waiting


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="read every file anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            forget_readings()
        counts: Counter[str] = Counter()
        for digest, reading in read_waiting(most=None):
            counts[str(reading.label)] += 1
            if options["verbosity"] > 1:
                self.stdout.write(f"{digest}: {reading.label}")
        told = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
        self.stdout.write(f"{sum(counts.values())} files looked into{': ' + told if told else ''}.")

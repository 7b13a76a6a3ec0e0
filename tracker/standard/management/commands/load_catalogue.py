"""Load the catalogue of the standard; safe to repeat."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core.errors import RuleBroken
from tracker.standard.actions import SHIPPED_CATALOGUE, load_catalogue


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "fixture",
            nargs="?",
            type=Path,
            default=SHIPPED_CATALOGUE,
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_catalogue(path=options["fixture"])
        except RuleBroken as broken:
            raise CommandError(str(broken.sentence)) from broken
        for each in loaded:
            self.stdout.write(
                f"{each.edition.name}: {each.added} rows added, "
                f"{each.changed} changed, {each.unchanged} as before."
            )

"""`manage.py verify_pack DIR-or-ZIP --public-key FILE` or `--fingerprint HEX`: check a pack or an export of the log.

Needs no database.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tracker.core.proof import command


class Command(BaseCommand):
    help = (
        "Checks an evidence pack or an export of the log. Exit code 0: intact, signer proven; 1: something is "
        "changed, missing or extra; 2: cannot be read; 3: intact, signer unproven (no key from outside given)."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        command.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        code = command.run(
            options["path"],
            options["public_key"],
            self.stdout,
            options["fingerprint"],
            tuple(options["head"]),
        )
        if code:
            sys.exit(code)

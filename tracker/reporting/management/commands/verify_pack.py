"""`manage.py verify_pack DIR-or-ZIP --public-key FILE` or `--fingerprint HEX`: check a pack; needs no database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tracker.reporting import verify


class Command(BaseCommand):
    help = (
        "Checks an evidence pack. Exit code 0: intact, signer proven; 1: damaged, missing or extra files; "
        "2: cannot be read as a pack; 3: intact, signer unproven (no key from outside given)."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder or the ZIP")
        parser.add_argument("--public-key", help="the signer's key, received by another way than the pack")
        parser.add_argument(
            "--fingerprint", help="the fingerprint of that key, from the settings page or a mail"
        )

    def handle(self, **options: Any) -> None:
        code = verify.run(options["path"], options["public_key"], self.stdout, options["fingerprint"])
        if code:
            sys.exit(code)

"""`manage.py read_bounces`: mail that came back, from a mail server's pipe, a folder, a file or a mailbox."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.notifications import letterboxes
from tracker.notifications.actions import read_returned
from tracker.notifications.post_office import Unreachable


class Command(BaseCommand):
    help = (
        "Read delivery reports: one mail from standard input, or all of a Maildir, an mbox file "
        "or the IMAP mailbox of the settings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        place = parser.add_mutually_exclusive_group()
        place.add_argument(
            "--from", dest="path", type=Path, help="a Maildir or an mbox file; it is not changed"
        )
        place.add_argument("--imap", action="store_true", help="the mailbox that the settings name")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["imap"] and not settings.BOUNCES_IMAP:
            raise CommandError("No mailbox is named: set BOUNCES_IMAP_HOST, _USER and _PASSWORD_FILE.")
        try:
            tally = read_returned(self._mails(options))
        except Unreachable as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(_sentence(tally))

    def _mails(self, options: dict[str, Any]) -> Any:
        if options["imap"]:
            return letterboxes.server()
        if options["path"]:
            return letterboxes.folder_or_file(options["path"])
        return letterboxes.pipe(sys.stdin.buffer)


def _sentence(tally: Counter[str]) -> str:
    return (
        f"{tally.total()} mails: {tally['refused']} came back, {tally['lost']} given up, {tally['late']} late, "
        f"{tally['foreign']} of no mail of ours, {tally['again']} known already, {tally['other']} no report"
    )

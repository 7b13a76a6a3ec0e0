"""One tick by hand: raise what is due and deliver what waits."""

from argparse import ArgumentParser
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from tracker.core import clock
from tracker.notifications.actions import deliver_pending
from tracker.reminders.actions import raise_due

FIRST_YEAR, LAST_YEAR = 1900, 2999


class Command(BaseCommand):
    help = "Raise every reminder that is due and deliver the messages that wait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", help="act as if it were this moment, such as 2027-05-12T08:00:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = _moment(options["now"]) if options["now"] else clock.now()
        raised = raise_due(now=moment, at_once=True)
        tally = deliver_pending(now=moment)
        self.stdout.write(
            f"{raised} reminders raised, {tally.sent} mails sent, {tally.failed} failed, {tally.unknown} unknown"
        )
        if tally.unreachable:
            raise CommandError(f"The mail server does not answer, everything waits: {tally.unreachable}")


def _moment(text: str) -> datetime:
    """A moment without a zone is UTC; a day alone is its noon."""
    try:
        moment = parse_datetime(text)
        day = parse_date(text) if len(text) <= len("2027-05-12") else None
    except ValueError as problem:
        raise CommandError(f"--now is “{text}”: {problem}.") from problem
    if day is not None:
        moment = datetime.combine(day, time(12))
    if moment is None:
        raise CommandError(f"--now is “{text}”: write it like 2027-05-12T08:00:00Z.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CommandError(f"--now is “{text}”: write a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""Begin an implementation from the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.dashboard.actions import begin_implementation
from tracker.people.actions import create_organization
from tracker.people.models import Organization, User
from tracker.standard.actions import load_catalogue
from tracker.standard.models import Edition

USUAL_DAYS = 395
LAST_START = date.max - timedelta(days=USUAL_DAYS)


class Command(BaseCommand):
    help = "Begin an implementation with its checklist and reminders."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name for addresses: small letters, digits, hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--organization", default="", help="its name; made if there is none (default: --name)"
        )
        parser.add_argument("--edition", default="", help="code of the edition (default: the newest)")
        parser.add_argument("--starts", type=_day, default=None, help="YYYY-MM-DD (default: today)")
        parser.add_argument("--target", type=_day, default=None, help="YYYY-MM-DD (default: 13 months on)")
        parser.add_argument("--zone", default="UTC", help="time zone, such as Europe/Oslo")
        parser.add_argument("--manager", default="", metavar="EMAIL", help="who leads it; needs a login")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                project = self._begin(options)
        except RuleBroken as refused:
            raise CommandError(refused.sentence) from None
        checkpoints = project.checkpoints.count()
        self.stdout.write(
            f"{project.name} has begun: {checkpoints} checkpoints, address /projects/{project.slug}/"
        )

    def _begin(self, options: dict[str, Any]) -> Any:
        system = User.objects.system()
        name = options["organization"] or options["name"]
        organization = Organization.objects.filter(name__iexact=name).first()
        starts = options["starts"] or clock.today(None)
        return begin_implementation(
            actor=system,
            organization=organization or create_organization(actor=system, name=name),
            edition=_edition(options["edition"]),
            name=options["name"],
            slug=options["slug"],
            starts_on=starts,
            target_on=options["target"] or min(starts, LAST_START) + timedelta(days=USUAL_DAYS),
            zone=options["zone"],
            manager=_manager(options["manager"]),
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day; write it like 2027-05-12.") from None


def _edition(code: str) -> Edition:
    if not Edition.objects.exists():
        load_catalogue()
    found = Edition.objects.filter(code=code).first() if code else Edition.objects.newest()
    if found is None:
        known = ", ".join(Edition.objects.values_list("code", flat=True))
        raise CommandError(f"There is no such edition. Known: {known}.")
    return found


def _manager(email: str) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no login for {email}. Make one with manage.py create_user {email}")
    return found

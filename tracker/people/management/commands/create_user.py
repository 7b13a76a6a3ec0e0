"""Make a login from the command line: the way in for the first administrator."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from tracker.core.errors import RuleBroken
from tracker.people.actions import create_user, make_invitation, set_first_password
from tracker.people.addresses import whole_address
from tracker.people.models import User


class Command(BaseCommand):
    help = "Make a login; without --password-stdin it prints a one-time link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--admin", action="store_true", help="may create implementations and logins")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                self._make(options)
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from None

    def _make(self, options: dict[str, Any]) -> None:
        system = User.objects.system()
        user = create_user(
            actor=system, email=options["email"], name=options["name"], is_admin=options["admin"]
        )
        if options["password_stdin"]:
            password = sys.stdin.readline().rstrip("\r\n")
            set_first_password(actor=system, user=user, password=password)
            self.stdout.write(f"{user.email} can log in.")
            return
        code = make_invitation(actor=system, user=user)
        address = whole_address(reverse("people:invitation", args=[code]))
        self.stdout.write(f"{user.email} chooses a password here, once, within 14 days:\n{address}")

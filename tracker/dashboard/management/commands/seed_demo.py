"""`manage.py seed_demo`: a believable implementation to look at and to try things on."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.core.errors import RuleBroken
from tracker.core.queue import left_to_the_next_tick
from tracker.dashboard.demo.cast import DOMAIN, LOGINS, PASSWORD
from tracker.dashboard.demo.tell import tell
from tracker.standard.actions import load_catalogue
from tracker.standard.models import Edition

ACCOUNTS = "demo_accounts.json"


class Command(BaseCommand):
    help = "Make the demonstration: Fjellbach IT Services, eight months into its way to the certificate."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not Edition.objects.exists():
                load_catalogue()
            with left_to_the_next_tick():
                tell()
        except RuleBroken as refused:
            raise CommandError(refused.sentence) from refused
        accounts = [{"role": login, "email": f"{login}@{DOMAIN}", "password": PASSWORD} for login in LOGINS]
        (settings.DATA_ROOT / ACCOUNTS).write_text(json.dumps(accounts), encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write("The demonstration is there. Log in as:")
            for account in accounts:
                self.stdout.write(f"  {account['role']:<10} {account['email']:<28} {account['password']}")

"""`manage.py seed_demo`: a provider eight months into its way, to look around in."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tracker.core.errors import RuleBroken
from tracker.dashboard.demo.begin import seed
from tracker.standard.models import Edition


class Command(BaseCommand):
    help = "Make the demonstration in a migrated database; refuses where it stands already."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Edition.objects.exists():
            call_command("load_catalogue", stdout=self.stdout)
        try:
            with transaction.atomic():
                made = seed()
        except RuleBroken as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{made.project} is ready ({made.deeds} deeds). Log in as one of:")
        for email, name in made.logins:
            self.stdout.write(f"  {email:<32} {name}")
        self.stdout.write(f"with the password {made.password}")

"""What a later version reminds of, in implementations that were begun with an earlier one."""

from typing import Any

from django.core.management.base import BaseCommand

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders.actions import open_rules
from tracker.reminders.models import ReminderRule


class Command(BaseCommand):
    help = (
        "Give each implementation the usual reminder rules that this version knows and it does not have yet."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        system = User.objects.system()
        # One that has no rule at all never opened its reminders; that is for its manager to begin.
        ruled = Project.objects.filter(pk__in=ReminderRule.objects.values("project"))
        new = {
            project.slug: len(open_rules(actor=system, project=project)) for project in ruled.order_by("slug")
        }
        for slug, many in new.items():
            if many:
                self.stdout.write(f"{slug}: {many} new rules")

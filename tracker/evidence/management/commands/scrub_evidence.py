"""Reread every byte of the evidence store; name what is altered, missing or too many, and all that uses it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.evidence.actions import begin_scrub, scrub_store
from tracker.evidence.actions.scrub import Found


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")

    def handle(self, *args: Any, **options: Any) -> None:
        run = begin_scrub()
        for found in scrub_store(run):
            self.stdout.write(_told(found))
        run.refresh_from_db()
        if run.faults:
            raise CommandError(f"{run.faults} of {run.files} files are damaged, missing or too many.")
        if not options["quiet"]:
            self.stdout.write(f"{run.files} files read, {run.size} bytes, all as they were stored.")


def _told(found: Found) -> str:
    lines = [f"{found.name}: {found.fault.label}"]
    for use in found.uses:
        revision = use.revision
        where = ", ".join(str(place) for place in use.places) or "no place"
        lines.append(
            f"  “{revision.evidence}” revision {revision.number} in {revision.project}: used in {where}"
        )
    return "\n".join(lines)

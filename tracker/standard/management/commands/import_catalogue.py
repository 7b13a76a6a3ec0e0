"""Import an OSCAL catalogue (JSON) as a further edition; safe to repeat."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core.errors import RuleBroken
from tracker.standard.actions import Imported, import_catalogue


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a catalog in OSCAL JSON")
        parser.add_argument(
            "--code",
            default="",
            help="what the edition is called here; without it, made from title and version",
        )
        parser.add_argument(
            "--preview", action="store_true", help="say what it would change, and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_catalogue(path=options["file"], code=options["code"], preview=options["preview"])
        except RuleBroken as broken:
            raise CommandError(str(broken.sentence)) from broken
        self.stdout.write(json.dumps(asdict(done), ensure_ascii=False) if options["json"] else _told(done))


def _told(done: Imported) -> str:
    lead = "Would import" if done.preview else "Imported"
    lines = [
        f"{lead} {done.name} as {done.edition}: {done.clauses} clauses, {done.requirements} requirements.",
        f"{done.added} rows added, {done.changed} changed, {done.unchanged} as before.",
    ]
    if done.related:
        lines.append(f"{done.related} pairs of its requirements have to do with each other.")
    if done.withdrawn:
        lines.append(f"{done.withdrawn} withdrawn controls are left out.")
    if done.kept:
        lines.append(
            f"{done.kept} rows are no longer in the file and stay, because checkpoints may rest on them."
        )
    return "\n".join(lines)

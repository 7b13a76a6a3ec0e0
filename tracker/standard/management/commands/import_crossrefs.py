"""Bring in cross references between editions from a CSV or XLSX; safe to repeat. docs/crossrefs.md has the columns."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.errors import BadInput, LineProblem, RuleBroken
from tracker.people.models import User
from tracker.standard.actions import CrossrefsTaken, import_crossrefs


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--preview", action="store_true", help="say what it would change, write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--as", dest="actor", metavar="EMAIL", help="who does it; the system without it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        actor = self._actor(options["actor"])
        try:
            with path.open("rb") as source:
                taken = import_crossrefs(
                    actor=actor, source=source, name=path.name, preview=options["preview"]
                )
        except OSError as broken:
            words = {"file": path, "why": broken.strerror}
            raise CommandError(_("%(file)s cannot be read: %(why)s.") % words) from broken
        except RuleBroken as refused:
            self._refuse(refused, as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_plain(taken) | {"written": not options["preview"]}))
        else:
            self._tell(taken, preview=options["preview"])

    def _actor(self, email: str | None) -> User:
        if email is None:
            return User.objects.system()
        actor = User.objects.filter(email__iexact=email, is_active=True).first()
        if actor is None:
            raise CommandError(_("Nobody logs in as %(email)s.") % {"email": email})
        return actor

    def _refuse(self, refused: RuleBroken, *, as_json: bool) -> None:
        lines: list[LineProblem] = refused.lines if isinstance(refused, BadInput) else []
        if as_json:
            problems = [{"line": each.line, "column": each.column, "reason": each.message} for each in lines]
            told = {"refused": refused.sentence, "problems": problems}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for problem in lines:
                self.stderr.write(str(problem))
        raise CommandError(refused.sentence) from refused

    def _tell(self, taken: CrossrefsTaken, *, preview: bool) -> None:
        for sign, lines in (("+", taken.added), ("~", taken.changed), ("-", taken.removed)):
            for line in lines:
                self.stdout.write(f"{line.line:>6}  {sign} {line.told}: {line.relation}")
        words = {
            "added": len(taken.added),
            "changed": len(taken.changed),
            "removed": len(taken.removed),
            "unchanged": taken.unchanged,
            "twice": taken.twice,
        }
        told = _(
            "%(added)s added, %(changed)s changed, %(removed)s removed, %(unchanged)s as before, "
            "%(twice)s lines said again."
        )
        self.stdout.write((_("Preview, nothing written: ") if preview else "") + told % words)


def _plain(taken: CrossrefsTaken) -> dict[str, Any]:
    lines = {"added": taken.added, "changed": taken.changed, "removed": taken.removed}
    found: dict[str, Any] = {name: [each.line for each in held] for name, held in lines.items()}
    return found | {"rows": taken.rows, "unchanged": taken.unchanged, "twice": taken.twice}

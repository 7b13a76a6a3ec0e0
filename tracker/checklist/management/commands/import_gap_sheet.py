"""Take over a gap sheet (XLSX or CSV, whatever its columns), or only show what it would change."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.checklist.actions import GapTaken, take_gap_sheet
from tracker.checklist.choices import State
from tracker.checklist.exchange.gapsheet import rows_of, sheets_of, to_mend, words_of
from tracker.checklist.exchange.gapwords import FIELDS, KEEP, guess, plain
from tracker.core.errors import BadInput, LineProblem, RuleBroken
from tracker.core.tables import Row, write_xlsx
from tracker.people.models import User
from tracker.projects.models import Project


class Command(BaseCommand):
    help = "Take over an existing gap sheet (XLSX or CSV) into a project's checklist, or preview it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", metavar="SLUG", required=True)
        parser.add_argument("--preview", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="say it as JSON")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help=f"which column is {', '.join(FIELDS)}; nothing after = for none",
        )
        parser.add_argument(
            "--word",
            action="append",
            default=[],
            metavar="WORD=STATE",
            help="what a status word means: " + ", ".join([*State.values, KEEP]),
        )
        parser.add_argument("--sheet", default="", help="which sheet of a workbook; the likeliest without it")
        parser.add_argument(
            "--leave-out", action="store_true", help="take the good lines, leave the bad ones"
        )
        parser.add_argument(
            "--mend", type=Path, metavar="FILE.xlsx", help="write the bad lines there to mend"
        )
        parser.add_argument("--as", dest="actor", metavar="EMAIL", help="who takes it; the system without it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(_("There is no project %(slug)s.") % {"slug": options["project"]})
        if options["mend"] and not (options["preview"] or options["leave_out"]):
            raise CommandError(_("--mend goes with --preview or --leave-out."))
        actor = self._actor(options["actor"])
        try:
            sheet, rows = self._rows(path, options["sheet"])
            mapping = self._mapping(
                options["map"], [*dict.fromkeys(key for row in rows for key in row.cells)]
            )
            words = words_of(rows, mapping.get("status", "")) | self._words(options["word"])
            found = take_gap_sheet(
                actor=actor,
                project=project,
                rows=rows,
                mapping=mapping,
                words=words,
                name=path.name,
                preview=options["preview"],
                leave_out=options["leave_out"],
            )
            if options["mend"] and found.problems:
                heading, lines = to_mend(rows, mapping, found.problems)
                options["mend"].write_bytes(write_xlsx(heading, lines, _("To mend")))
        except OSError as broken:
            place = broken.filename or path
            told = _("%(file)s cannot be read or written: %(why)s.") % {"file": place, "why": broken.strerror}
            raise CommandError(told) from broken
        except RuleBroken as refused:
            self._refuse(refused, as_json=options["json"])
        if options["json"]:
            said = {"sheet": sheet, "mapping": mapping, "words": words, "written": not options["preview"]}
            self.stdout.write(json.dumps(said | _as_plain(found), ensure_ascii=False, indent=1))
        else:
            self._tell(found, sheet, mapping, preview=options["preview"])
        if found.problems and not options["leave_out"]:
            raise CommandError(_("Correct these lines, or leave them out with --leave-out."))

    def _rows(self, path: Path, sheet: str) -> tuple[str, list[Row]]:
        """The sheet that was named, else the one that looks most like a gap sheet."""
        with path.open("rb") as source:
            best = sheet or sheets_of(source, path.name)[1]
            source.seek(0)
            return best, rows_of(source, path.name, best)

    def _mapping(self, given: list[str], headings: list[str]) -> dict[str, str]:
        """The guess, and before it what was said."""
        said: dict[str, str] = {}
        for pair in given:
            name, equals, heading = pair.partition("=")
            if not equals:
                raise CommandError(_("Write --map field=heading, not “%(pair)s”.") % {"pair": pair})
            said[name.strip().lower()] = " ".join(heading.lower().split())
        free = [heading for heading in headings if heading not in said.values()]
        guessed = {name: heading for name, heading in guess(free).items() if name not in said}
        return guessed | {name: heading for name, heading in said.items() if heading}

    def _words(self, given: list[str]) -> dict[str, str]:
        said: dict[str, str] = {}
        for pair in given:
            word, _equals, state = pair.rpartition("=")
            if state not in {*State.values, KEEP} or not word:
                raise CommandError(_("Write --word word=state, not “%(pair)s”.") % {"pair": pair})
            said[plain(word)] = state
        return said

    def _actor(self, email: str | None) -> User:
        if email is None:
            return User.objects.system()
        actor = User.objects.filter(email__iexact=email, is_active=True).first()
        if actor is None:
            raise CommandError(_("Nobody logs in as %(email)s.") % {"email": email})
        return actor

    def _refuse(self, refused: RuleBroken, *, as_json: bool) -> None:
        """Say why nothing was written, as lines on the error channel or on the output as JSON."""
        lines = refused.lines if isinstance(refused, BadInput) else []
        if as_json:
            told = {"refused": refused.sentence, "problems": _reasons(lines)}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for problem in lines:
                self.stderr.write(str(problem))
        raise CommandError(refused.sentence) from refused

    def _tell(self, found: GapTaken, sheet: str, mapping: dict[str, str], *, preview: bool) -> None:
        if sheet:
            self.stdout.write(_("sheet: %(sheet)s") % {"sheet": sheet})
        for name, heading in mapping.items():
            self.stdout.write(f"{name}: {heading}")
        for change in found.changes:
            said = ", ".join(f"{name}: {_short(change.after[name])}" for name in change.after)
            whole = (
                _(" (all of clause %(number)s)") % {"number": change.line.whole} if change.line.whole else ""
            )
            lowered = _(" (said to be met, not proved here)") if change.line.lowered else ""
            self.stdout.write(f"{change.line.line:>6}  {change.line.point.code}{whole}{lowered}  {said}")
        for problem in found.problems:
            self.stderr.write(str(problem))
        words = {"changed": len(found.changes), "lines": found.rows, "lowered": found.lowered}
        if preview:
            told = _("Preview: %(changed)s checkpoints would change, %(lowered)s of them only partly met "
                     "for want of proof; nothing written.")  # fmt: skip
        else:
            told = _(
                "%(changed)s checkpoints changed, %(lowered)s of them only partly met for want of proof."
            )
        self.stdout.write(told % words)


def _short(value: Any) -> str:
    text = " ".join(str(value or "–").split())
    return f"{text[:57]}…" if len(text) > 58 else text


def _reasons(problems: list[LineProblem]) -> list[dict[str, Any]]:
    return [{"line": each.line, "column": each.column, "reason": each.message} for each in problems]


def _as_plain(found: GapTaken) -> dict[str, Any]:
    changes = [
        {
            "line": each.line.line,
            "code": each.line.point.code,
            "clause": each.line.whole,
            "lowered": each.line.lowered,
            "before": _values(each.before),
            "after": _values(each.after),
        }
        for each in found.changes
    ]
    return {"rows": found.rows, "changes": changes, "problems": _reasons(found.problems)}


def _values(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}

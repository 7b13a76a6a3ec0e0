"""Import a plan from Microsoft Project XML, XLSX or CSV; or only show what it would make."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.errors import BadInput, LineProblem, RuleBroken
from tracker.people.models import User
from tracker.plan.actions import Against, Choice, Taken, held_against, import_plan, reimport_plan, strangers
from tracker.plan.importing import ImportedPlan, as_json, read_plan
from tracker.plan.importing.comparing import Comparison, Difference
from tracker.plan.importing.telling import comparison_as_json, told
from tracker.projects.models import Project


class Command(BaseCommand):
    help = "Import a plan (Microsoft Project XML, XLSX or CSV) into a project, or preview it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", metavar="SLUG", help="the project that takes the plan")
        parser.add_argument("--preview", action="store_true", help="write nothing; needs no project")
        parser.add_argument(
            "--again",
            action="store_true",
            help="change the plan that is there as the file says, line by line",
        )
        parser.add_argument(
            "--also-gone", action="store_true", help="with --again: what the file has not leaves the plan"
        )
        parser.add_argument("--json", action="store_true", help="say it as JSON")
        parser.add_argument("--as", dest="actor", metavar="EMAIL", help="who imports; the system without it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as source:
                plan = read_plan(source, path.name)
            if options["again"] or options["also_gone"]:
                self._again(plan, path.name, options)
                return
            unknown = self._strangers(plan, options["project"]) if options["preview"] else []
            made = None if options["preview"] else self._import(plan, path.name, options)
        except OSError as broken:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s.") % {"file": path, "why": broken.strerror}
            ) from broken
        except RuleBroken as refused:
            self._refuse(refused, as_lines=not options["json"])
        if options["json"]:
            told = {
                "imported": made,
                "unknown": [{"line": problem.line, "reason": problem.message} for problem in unknown],
            }
            self.stdout.write(json.dumps(as_json(plan) | told, ensure_ascii=False, indent=1))
        else:
            for problem in unknown:
                self.stdout.write(str(problem))
            self._tell(plan, made)

    def _strangers(self, plan: ImportedPlan, slug: str | None) -> list[LineProblem]:
        """People and clauses that the project, where one is named and exists, does not know."""
        project = Project.objects.filter(slug=slug).first() if slug else None
        return strangers(project, plan) if project else []

    def _again(self, plan: ImportedPlan, name: str, options: dict[str, Any]) -> None:
        """What differs, and unless it is only looked at, the plan changed so."""
        if not options["again"]:
            raise CommandError(_("--also-gone goes with --again."))
        project = self._project(options["project"])
        actor = self._actor(options["actor"])
        against = held_against(project, plan)
        found = against.found
        taken = None
        if not (options["preview"] or Choice.of_all(found, also_gone=options["also_gone"]).is_empty):
            also_gone = options["also_gone"]
            taken = reimport_plan(
                actor=actor,
                project=project,
                plan=plan,
                source=name,
                previewed=against.mark,
                also_gone=also_gone,
            )
        if options["json"]:
            applied = taken and {"added": taken.added, "changed": taken.changed, "gone": taken.gone}
            refused = _as_plain(list(against.refused.values()))
            whole = comparison_as_json(found) | {"refused_lines": refused, "applied": applied}
            self.stdout.write(json.dumps(whole, ensure_ascii=False, indent=1))
        else:
            self._tell_differences(against)
            self.stdout.write(self._sum(found, taken))

    def _sum(self, found: Comparison, taken: Taken | None) -> str:
        counts = {"added": len(found.added), "changed": len(found.changed), "gone": len(found.gone)}
        said = _("%(added)s new, %(changed)s changed, %(gone)s gone, %(same)s the same.")
        said %= {**counts, "same": found.same}
        if taken is None:
            return f"{said}\n{_('Nothing is written.')}"
        done = _("Taken: %(added)s new, %(changed)s changed, %(gone)s gone.")
        done %= {"added": taken.added, "changed": taken.changed, "gone": taken.gone}
        return f"{said}\n{done}"

    def _tell_differences(self, against: Against) -> None:
        for task in against.found.added:
            self.stdout.write(f"+ {task.uid:>6}  {task.name}  {task.start:%Y-%m-%d} – {task.finish:%Y-%m-%d}")
        for change in against.found.changed:
            self.stdout.write(f"~ {change.now.uid:>6}  {change.now.name}")
            for one in change.differences:
                self.stdout.write(f"          {_told(one)}")
        for task in against.found.gone:
            self.stdout.write(f"- {task.uid:>6}  {task.name}")
        for problem in against.refused.values():
            self.stdout.write(str(problem))

    def _project(self, slug: str | None) -> Project:
        if not slug:
            raise CommandError(_("Say which project takes the plan (--project SLUG), or --preview."))
        project = Project.objects.filter(slug=slug).first()
        if project is None:
            raise CommandError(_("There is no project %(slug)s.") % {"slug": slug})
        return project

    def _import(self, plan: ImportedPlan, name: str, options: dict[str, Any]) -> dict[str, int]:
        project = self._project(options["project"])
        made = import_plan(actor=self._actor(options["actor"]), project=project, plan=plan, source=name)
        return {
            "tasks": made.tasks,
            "milestones": made.milestones,
            "links": made.links,
            "offset": made.offset,
        }

    def _actor(self, email: str | None) -> User:
        if email is None:
            return User.objects.system()
        actor = User.objects.filter(email__iexact=email, is_active=True).first()
        if actor is None:
            raise CommandError(_("Nobody logs in as %(email)s.") % {"email": email})
        return actor

    def _refuse(self, refused: RuleBroken, *, as_lines: bool) -> None:
        """Say why nothing was written, on the error channel as lines or on the output as JSON."""
        lines = refused.lines if isinstance(refused, BadInput) else []
        if as_lines:
            for problem in lines:
                self.stderr.write(str(problem))
        else:
            told = {"refused": refused.sentence, "problems": _as_plain(lines)}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        raise CommandError(refused.sentence) from refused

    def _tell(self, plan: ImportedPlan, made: dict[str, int] | None) -> None:
        for task in plan.tasks:
            hangs = ", ".join(f"{link.predecessor}{link.kind}" for link in task.links)
            dates = f"{task.start:%Y-%m-%d} – {task.finish:%Y-%m-%d}"
            self.stdout.write(f"{task.uid:>6}  {'  ' * task.level}{task.name}  {dates}  {hangs}".rstrip())
        for item in plan.unread:
            line = _("line %(line)s, %(where)s: %(reason)s")
            self.stdout.write(line % {"line": item.line, "where": item.where, "reason": item.reason})
        if made is None:
            said = _(
                "Preview: %(tasks)s tasks, %(links)s links, %(unread)s things not understood; nothing written."
            )
        else:
            said = _("Imported: %(tasks)s tasks, %(links)s links; %(unread)s things not understood.")
        links = sum(len(task.links) for task in plan.lines)
        self.stdout.write(said % {"tasks": len(plan.lines), "links": links, "unread": len(plan.unread)})


def _told(one: Difference) -> str:
    field, before, after = told(one)
    return f"{field}: {before} → {after}"


def _as_plain(problems: list[LineProblem]) -> list[dict[str, Any]]:
    return [{"line": problem.line, "reason": problem.message} for problem in problems]

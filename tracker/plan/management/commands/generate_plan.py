"""Make the plan of a project from a method template, or say what it would be."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.people.models import User
from tracker.plan.actions import generate_plan
from tracker.plan.methods import FACTS, METHODS, Facts, Formality, Size, Wish
from tracker.plan.queries.methods import Proposal, facts_of_scope, propose
from tracker.projects.models import Project


class Command(BaseCommand):
    help = "Make the plan of a project from PRINCE2 7, PMBOK 8 or the hybrid, tailored; or show what it would be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True, help="whose plan")
        parser.add_argument("--method", choices=METHODS, required=True)
        parser.add_argument(
            "--size", choices=list(Size), default=None, help="the size the scope suggests if not said"
        )
        parser.add_argument("--formality", choices=list(Formality), default=Formality.STANDARD)
        parser.add_argument("--stages", type=int, default=8, help="3 to 8")
        parser.add_argument("--start", type=date.fromisoformat, help="the project's own if not said")
        parser.add_argument("--target", type=date.fromisoformat, help="the project's own if not said")
        for name in FACTS:
            parser.add_argument(f"--{name}", type=int, help="from the scope if not said")
        parser.add_argument(
            "--drop", metavar="KEY=REASON", action="append", default=[], help="leave out work or a product"
        )
        parser.add_argument("--preview", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(_("There is no project %(slug)s.") % {"slug": options["project"]})
        try:
            proposal = _proposed(project, options)
            if not options["preview"]:
                generate_plan(actor=User.objects.system(), project=project, wish=proposal.wish)
        except RuleBroken as refused:
            if options["json"]:
                self.stdout.write(json.dumps({"refused": refused.sentence}, ensure_ascii=False))
            raise CommandError(refused.sentence) from refused
        if options["json"]:
            self.stdout.write(
                json.dumps(_as_json(proposal, not options["preview"]), ensure_ascii=False, indent=1)
            )
        else:
            self._tell(proposal)

    def _tell(self, proposal: Proposal) -> None:
        dated = proposal.dated
        for piece in sorted(dated.tailored.pieces, key=lambda piece: dated.days[piece.key]):
            starts_on, due_on = dated.days[piece.key]
            stage = dated.tailored.stages[piece.stage].code
            self.stdout.write(f"{starts_on} – {due_on} {piece.hours:>7g} h  {stage:<6} {piece.name}")
        estimate = dated.tailored.estimate
        for row in dated.tailored.left_out:
            self.stdout.write(_("Left out: %(name)s (%(why)s)") % {"name": row.name, "why": row.why})
        for note in (*dated.tailored.notes, *filter(None, [dated.too_tight])):
            self.stdout.write(note)
        self.stdout.write(
            _("%(hours)s hours planned; usual for this scope: %(low)s to %(high)s. Certificate on %(day)s.")
            % {
                "hours": f"{dated.tailored.hours:g}",
                "low": estimate.low,
                "high": estimate.high,
                "day": dated.certificate_on.isoformat(),
            }
        )


def _proposed(project: Project, options: dict[str, Any]) -> Proposal:
    scope = facts_of_scope(project)
    said = {name: options[name] if options[name] is not None else getattr(scope, name) for name in FACTS}
    wish = Wish(
        method=options["method"],
        size=Size(options["size"] or Size.M),
        formality=Formality(options["formality"]),
        stages=options["stages"],
        starts_on=options["start"] or project.starts_on,
        target_on=options["target"] or project.target_on,
        facts=Facts(**said),
        dropped=_dropped(options["drop"]),
    )
    proposal = propose(project, wish)
    fits = proposal.dated.tailored.fits
    if options["size"] is None and fits != wish.size:
        return _proposed(project, {**options, "size": fits})
    return proposal


def _dropped(said: Sequence[str]) -> dict[str, str]:
    return {key.strip(): reason for key, _sign, reason in (each.partition("=") for each in said)}


def _as_json(proposal: Proposal, made: bool) -> dict[str, Any]:
    dated, tailored = proposal.dated, proposal.dated.tailored
    return {
        "made": made,
        "method": proposal.method.name,
        "words": dict(proposal.method.words),
        "size": proposal.wish.size,
        "size_that_fits": tailored.fits,
        "formality": proposal.wish.formality,
        "phases": [{"code": stage.code, "name": stage.name} for stage in tailored.stages],
        "tasks": [_line(proposal, piece) for piece in tailored.pieces if not piece.milestone],
        "milestones": [_line(proposal, piece) for piece in tailored.pieces if piece.milestone],
        "hours": tailored.hours,
        "estimate": asdict(tailored.estimate),
        "left_out": [asdict(row) for row in tailored.left_out],
        "notes": list(tailored.notes),
        "certificate_on": dated.certificate_on.isoformat(),
        "latest_start": dated.latest_start.isoformat(),
        "room_in_working_days": dated.room,
        "too_tight": dated.too_tight or None,
    }


def _line(proposal: Proposal, piece: Any) -> dict[str, Any]:
    starts_on, due_on = proposal.dated.days[piece.key]
    return {
        "key": piece.key,
        "kind": piece.milestone or piece.kind,
        "name": piece.name,
        "phase": proposal.dated.tailored.stages[piece.stage].code,
        "role": proposal.method.roles[piece.role][0],
        "start": starts_on.isoformat(),
        "due": due_on.isoformat(),
        "hours": piece.hours,
        "after": [{"key": key, "lag_days": lag} for key, lag in piece.after],
        "clauses": list(piece.clauses),
        "criteria": piece.criteria,
        "deliverables": [
            {
                "key": product.key,
                "name": product.name,
                "information": product.information or None,
                "accepted_when": product.accept,
                "reviewer": proposal.method.roles[product.reviewer][0],
                "reviewed_in": review,
            }
            for product, review in piece.products
        ],
    }

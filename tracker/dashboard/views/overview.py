"""Ninety seconds for the sponsor: will we make it, what is in the way, what is asked of me."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tracker.checklist.choices import Held
from tracker.checklist.queries import Required, required_in_writing
from tracker.core import charts, clock
from tracker.core.formats import day, day_year, weekday
from tracker.core.render import render
from tracker.evidence.queries import revision_facts
from tracker.governance.queries import asked_of_management, signal_of
from tracker.people.access import user_of
from tracker.plan.queries.health import in_words, lateness
from tracker.progress.queries import FAR_BELOW, Standing, pitfalls, standing
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.signoffs.models import SignOffRequest
from tracker.signoffs.queries import waiting_in
from tracker.training.facts import needed_today
from tracker.training.queries import DepartmentCoverage, coverage, coverage_by_department

SHOWN = 5


@login_required
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer first, then the picture, then the rows."""
    project = project_for(request, slug)
    proofs = revision_facts(project)
    led = Permission.GOVERNANCE_VIEW in project.my_permissions
    now = standing(project, evidence=proofs, beside=asked_of_management(project) if led else ())
    taught = needed_today(project)
    waiting = list(waiting_in(project).marking(user_of(request)))
    mine = [row for row in waiting if row.for_me]
    context = {
        "project": project,
        "nav": "overview",
        "now": now,
        "at": clock.now(),
        "month": _month(project, now),
        "sentence": sentence(project, now),
        "then": _asked(mine, waiting),
        "lede": _lede(now),
        "marks": (marks := _marks(project, now)),
        "strip": charts.milestone_strip(marks, now.today),
        "decisions": [_decision(project, row) for row in (mine or waiting)[:SHOWN]],
        "clauses": [_clause(project, clause) for clause in now.clauses],
        "before": day(now.before_on) if now.before_on else "",
        "pitfalls": pitfalls(project, now, taught, waiting),
        "commitment": signal_of(now.beside) if led else None,
        "training": coverage(project, facts=taught),
        "bars": _bars(project, coverage_by_department(project, facts=taught)),
        "evidence": _evidence(required_in_writing(project, proofs)),
    }
    return render(request, "dashboard/overview.html", context)


def sentence(project: Project, now: Standing) -> str:
    """The answer that the page opens with, and the readiness report too."""
    end = now.certificate
    if end is None:
        return _("There is no plan to the certificate yet.")
    if end.done:
        return _("The certificate is there, since %(day)s.") % {"day": day_year(end.day)}
    words = {"day": day_year(end.day), "late": lateness(now.slip)}
    if not now.slip:
        return _("Certification is forecast for %(day)s, on plan.") % words
    return _("Certification is forecast for %(day)s, %(late)s.") % words


def _asked(mine: list[SignOffRequest], waiting: list[SignOffRequest]) -> str:
    rows = mine or waiting
    number = in_words(len(rows))
    if mine:
        words = ngettext("%(n)s decision waits for you.", "%(n)s decisions wait for you.", len(mine))
    elif waiting:
        words = ngettext(
            "%(n)s decision waits for an answer.", "%(n)s decisions wait for an answer.", len(waiting)
        )
    else:
        return _("No decision waits.")
    return (words % {"n": number})[:1].upper() + (words % {"n": number})[1:]


def _lede(now: Standing) -> str:
    said = _("%(met)s of %(total)s checkpoints are met, %(ready)s of them are ready") % {
        "met": now.met,
        "total": now.total,
        "ready": now.ready,
    }
    if now.gained is None:
        return said + "."
    if now.gained >= 0:
        return said + _("; %(n)s more are met than a month ago.") % {"n": now.gained}
    return said + _("; %(n)s fewer are met than a month ago.") % {"n": -now.gained}


def _month(project: Project, now: Standing) -> str:
    """Month 8 of 13, counted from the start to the forecast end."""
    end = now.certificate.day if now.certificate else project.target_on
    gone, whole = (_months(project.starts_on, day) for day in (now.today, end))
    if not 0 <= gone <= whole:
        return ""
    return _("month %(n)s of %(total)s") % {"n": gone + 1, "total": whole + 1}


def _months(start: date, end: date) -> int:
    """Whole months between two days."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _marks(project: Project, now: Standing) -> list[charts.Milestone]:
    return [
        charts.Milestone(
            name=fact.name,
            day=fact.day,
            baseline=fact.baseline_on,
            done=fact.done,
            href=f"/projects/{project.slug}/plan/milestones/{fact.id}/"
            if fact.id != fact.task_id
            else f"/projects/{project.slug}/plan/tasks/{fact.task_id}/",
        )
        for fact in now.milestones
    ]


def _decision(project: Project, row: Any) -> dict[str, Any]:
    today = project.today()
    waits = (today - clock.on_day(row.created_at, project.zone)).days
    age = ngettext("Waits %(n)s day · due %(due)s", "Waits %(n)s days · due %(due)s", waits)
    return {
        "row": row,
        "age": age % {"n": waits, "due": weekday(row.due_on)},
        "tone": "bad" if row.due_on < today else "warn" if (row.due_on - today).days <= 2 else "",
        "text": " ".join(_standing(row)),
        "mine": row.for_me,
    }


def _standing(row: Any) -> list[str]:
    """How many have signed where several are asked, and for whom it waits where it is somebody else."""
    counted = {"n": row.approvals, "all": row.asked_count}
    said = [_("Signed by %(n)s of %(all)s.") % counted] if row.several else []
    if row.in_name_of:
        said.append(_("You sign for %(name)s.") % {"name": row.in_name_of})
    return said if row.for_me else [*said, _("Asked of %(name)s.") % {"name": row.asked_of}]


def _clause(project: Project, clause: Any) -> charts.ClauseTally:
    now = clause.now
    return charts.ClauseTally(
        clause=now.clause,
        title=now.title,
        ready=now.met,
        total=now.total,
        partly=now.partly,
        before=clause.met_before,
        href=f"/projects/{project.slug}/checklist/{now.clause}/",
    )


def _bars(project: Project, rows: list[DepartmentCoverage]) -> list[charts.Coverage]:
    return [
        charts.Coverage(
            name=row.name or _("No department"),
            part=row.covered,
            total=row.people,
            off=project.training_target - row.percent > FAR_BELOW,
            href=f"/projects/{project.slug}/training/",
        )
        for row in rows
    ]


def _evidence(required: list[Required]) -> dict[str, Any]:
    """The documents and records that the standard asks for in writing, by how they are held."""
    counts = {state: sum(row.held == state for row in required) for state in Held}
    bad = [row for row in required if row.held in {Held.MISSING, Held.EXPIRED}]
    return {"total": len(required), "counts": counts, "gaps": bad[:SHOWN], "more": max(len(bad) - SHOWN, 0)}

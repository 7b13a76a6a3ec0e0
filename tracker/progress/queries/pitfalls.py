"""The three ways to fail, made visible: commitment of top management, training, project control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core import clock
from tracker.core.formats import day
from tracker.progress.queries.standing import Standing
from tracker.projects.models import Project
from tracker.signoffs.models import SignOffRequest
from tracker.signoffs.queries import waiting_in
from tracker.training.facts import Facts, needed_today
from tracker.training.queries import coverage, coverage_by_department, ending

PATIENCE_DAYS = 7
FAR_BELOW = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact behind a pitfall, with the page that cures it."""

    state: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Pitfall:
    """As bad as its worst reason."""

    key: str
    title: str
    clauses: tuple[str, ...]
    reasons: list[Reason]

    @property
    def state(self) -> str:
        states = {reason.state for reason in self.reasons}
        return next((state for state in ("off_track", "at_risk") if state in states), "on_track")


def pitfalls(
    project: Project,
    now: Standing,
    facts: Facts | None = None,
    waiting: Sequence[SignOffRequest] | None = None,
) -> list[Pitfall]:
    """All three, each with its reasons from live data.

    `facts` are those of training, `waiting` the decisions that wait, where they have been read already.
    """
    facts = facts or needed_today(project)
    waiting = list(waiting_in(project)) if waiting is None else waiting
    return [
        Pitfall("commitment", _("Commitment"), ("5.1",), _commitment(project, now, waiting)),
        Pitfall("training", _("Training"), ("7.2", "7.3"), _training(project, facts)),
        Pitfall("control", _("Project control"), ("6.3",), _control(project, now)),
    ]


def _commitment(project: Project, now: Standing, waiting: Sequence[SignOffRequest]) -> list[Reason]:
    link = f"/projects/{project.slug}/signoffs/"
    reasons = [*_sponsor(project, now), *_decisions(project, waiting, link)]
    given = now.decided
    words = ngettext("%(n)s decision in 30 days", "%(n)s decisions in 30 days", given) % {"n": given}
    reasons.append(Reason("on_track" if given else "at_risk", words, link))
    return reasons


def _sponsor(project: Project, now: Standing) -> list[Reason]:
    if now.sponsored:
        return []
    return [Reason("off_track", _("No sponsor is named"), f"/projects/{project.slug}/settings/")]


def _decisions(project: Project, waiting: Sequence[SignOffRequest], link: str) -> list[Reason]:
    if not waiting:
        return [Reason("on_track", _("No decision waits"), link)]
    today = project.today()
    oldest = max((today - clock.on_day(row.created_at, project.zone)).days for row in waiting)
    late = any(row.due_on < today for row in waiting)
    words = ngettext(
        "%(n)s decision waits, for %(days)s days",
        "%(n)s decisions wait, the longest for %(days)s days",
        len(waiting),
    ) % {"n": len(waiting), "days": oldest}
    state = "off_track" if late else "at_risk" if oldest > PATIENCE_DAYS else "on_track"
    return [Reason(state, words, link)]


def _training(project: Project, facts: Facts) -> list[Reason]:
    link = f"/projects/{project.slug}/training/"
    whole = coverage(project, facts=facts)
    if not whole.people:
        return [Reason("at_risk", _("Nobody is known to need a course yet"), link)]
    words = _("Coverage %(percent)s %%, target %(target)s %%") % {
        "percent": whole.percent,
        "target": project.training_target,
    }
    missing = project.training_target - whole.percent
    state = "off_track" if missing > FAR_BELOW else "at_risk" if missing > 0 else "on_track"
    reasons = [Reason(state, words, link)]
    worst = coverage_by_department(project, facts=facts)[-1]
    if worst.percent < project.training_target:
        words = _("%(name)s %(percent)s %%") % {
            "name": worst.name or _("No department"),
            "percent": worst.percent,
        }
        far = project.training_target - worst.percent > FAR_BELOW
        reasons.append(Reason("off_track" if far else "at_risk", words, link))
    soonest = sorted(
        (min(days), facts.courses[course]["name"], len(days)) for course, days in ending(facts).items()
    )
    reasons += [
        Reason(
            "at_risk",
            ngettext(
                "%(n)s person: %(course)s ends on %(day)s",
                "%(n)s people: %(course)s ends on %(day)s",
                people,
            )
            % {"n": people, "course": name, "day": day(first_on)},
            link,
        )
        for first_on, name, people in soonest[:1]
    ]
    return reasons


def _risks(project: Project, now: Standing) -> list[Reason]:
    """No risk work is one of the ways to fail: never assessed, high and unanswered, not looked at again."""
    link = f"/projects/{project.slug}/risks/"
    bare, overdue, approved = now.risks
    reasons = []
    if not approved:
        words = _("The initial risk assessment is not approved")
        reasons.append(Reason("at_risk", words, f"{link}assessment/"))
    if bare:
        words = ngettext("%(n)s high risk has no response", "%(n)s high risks have no response", bare)
        reasons.append(Reason("off_track", words % {"n": bare}, link))
    if overdue:
        words = ngettext(
            "%(n)s risk was to be looked at again", "%(n)s risks were to be looked at again", overdue
        )
        reasons.append(Reason("at_risk", words % {"n": overdue}, link))
    return reasons or [Reason("on_track", _("Every high risk has a response"), link)]


def _control(project: Project, now: Standing) -> list[Reason]:
    link = f"/projects/{project.slug}/plan/"
    open_tasks = [task for task in now.view.tasks if not (task.is_summary or task.is_done)]
    reasons = [_forecast(project, now, link), *_risks(project, now)]
    overdue = [task for task in open_tasks if task.due_on < now.today]
    if overdue:
        words = ngettext("%(n)s task is overdue", "%(n)s tasks are overdue", len(overdue))
        many = len(overdue) * 10 > len(open_tasks)
        reasons.append(Reason("off_track" if many else "at_risk", words % {"n": len(overdue)}, link))
    bare = [task for task in open_tasks if not (task.owner_id or task.is_milestone)]
    if bare:
        words = ngettext("%(n)s task has no owner", "%(n)s tasks have no owner", len(bare)) % {"n": len(bare)}
        reasons.append(Reason("at_risk", words, link))
    elif open_tasks:
        reasons.append(Reason("on_track", _("Every task has an owner and a date"), link))
    if now.view.tasks and not now.view.has_baseline:
        reasons.append(Reason("at_risk", _("The plan has no baseline"), link))
    return [*reasons, *_exceptions(project, now), *_creep(project, now)]


def _exceptions(project: Project, now: Standing) -> list[Reason]:
    """What lies beyond its tolerance and nobody has decided on."""
    if not now.undecided:
        return []
    words = ngettext("%(n)s exception is undecided", "%(n)s exceptions are undecided", now.undecided)
    link = f"/projects/{project.slug}/plan/exceptions/"
    return [Reason("off_track", words % {"n": now.undecided}, link)]


def _creep(project: Project, now: Standing) -> list[Reason]:
    """What came into the plan or left it since the baseline, and nobody approved."""
    if not now.crept:
        return []
    words = ngettext(
        "Scope creep: %(n)s task came or went unapproved",
        "Scope creep: %(n)s tasks came or went unapproved",
        now.crept,
    ) % {"n": now.crept}
    far = now.crept * 100 > FAR_BELOW * len(now.view.tasks)
    link = f"/projects/{project.slug}/plan/baselines/"
    return [Reason("off_track" if far else "at_risk", words, link)]


def _forecast(project: Project, now: Standing, link: str) -> Reason:
    if now.certificate is None:
        return Reason("off_track", _("There is no plan to the certificate"), link)
    if now.slip <= 0:
        return Reason("on_track", _("Forecast %(day)s, on plan") % {"day": day(now.certificate.day)}, link)
    words = ngettext(
        "Forecast %(n)s day late; tolerance is %(limit)s",
        "Forecast %(n)s days late; tolerance is %(limit)s",
        now.slip,
    ) % {"n": now.slip, "limit": project.tolerance_days}
    return Reason("off_track" if now.slip > project.tolerance_days else "at_risk", words, link)

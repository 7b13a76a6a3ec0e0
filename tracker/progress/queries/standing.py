"""Where the project stands: the forecast, the slip, readiness now and a month ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.checklist.queries import ClauseReadiness, readiness
from tracker.plan.queries import MilestoneFact, Outlook, certificate, milestones, outlook
from tracker.progress.models import ProgressSnapshot
from tracker.projects.models import Project

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause now, and how many of its checkpoints were met and ready a month ago."""

    now: ClauseReadiness
    met_before: int | None
    ready_before: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the overview says first. `slip` in calendar days; `state` is on_track, at_risk or off_track."""

    state: str
    today: date
    view: Outlook
    milestones: list[MilestoneFact]
    certificate: MilestoneFact | None
    slip: int
    clauses: list[Clause]
    before_on: date | None

    @property
    def total(self) -> int:
        return sum(clause.now.total for clause in self.clauses)

    @property
    def met(self) -> int:
        return sum(clause.now.met for clause in self.clauses)

    @property
    def ready(self) -> int:
        return sum(clause.now.ready for clause in self.clauses)

    @property
    def gained(self) -> int | None:
        """Checkpoints met now beyond those of a month ago."""
        if self.before_on is None:
            return None
        return self.met - sum(clause.met_before or 0 for clause in self.clauses)


def standing(project: Project, on: date | None = None) -> Standing:
    """Everything the first screen needs of plan and checklist, in a fixed number of queries."""
    view = outlook(project, on)
    facts = milestones(project, view)
    end = certificate(facts)
    slip = _slip(project, end)
    before = _snapshot_before(project, view.today)
    tallies = before.clauses if before else {}
    clauses = [
        Clause(
            now=row,
            met_before=tallies.get(row.clause, {}).get("met") if before else None,
            ready_before=tallies.get(row.clause, {}).get("ready") if before else None,
        )
        for row in readiness(project)
    ]
    return Standing(
        state=_state(project, slip, end),
        today=view.today,
        view=view,
        milestones=facts,
        certificate=end,
        slip=slip,
        clauses=clauses,
        before_on=before.day if before else None,
    )


def trend(project: Project, days: int = 400) -> list[ProgressSnapshot]:
    """The snapshots of the last days, oldest first."""
    since = project.today() - timedelta(days=days)
    return list(ProgressSnapshot.objects.of(project).filter(day__gte=since).order_by("day"))


def _slip(project: Project, end: MilestoneFact | None) -> int:
    """Against the baseline; without one, against the day on which the certificate is wanted."""
    if end is None:
        return 0
    return (end.day - (end.baseline_on or project.target_on)).days


def _state(project: Project, slip: int, end: MilestoneFact | None) -> str:
    if end is not None and end.done:
        return "done"
    if slip > project.tolerance_days:
        return "off_track"
    return "at_risk" if slip > 0 else "on_track"


def _snapshot_before(project: Project, today: date) -> ProgressSnapshot | None:
    """The nearest snapshot a month back, up to two weeks older."""
    wanted = today - MONTH
    rows = ProgressSnapshot.objects.of(project).filter(day__lte=wanted, day__gte=wanted - timedelta(days=14))
    found: ProgressSnapshot | None = rows.order_by("-day").first()
    return found

"""Where the project stands: the forecast, the slip, readiness now and a month ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tracker.checklist.queries import ClauseReadiness, readiness
from tracker.core import clock
from tracker.core.counting import CountOf
from tracker.evidence.queries import RevisionFact
from tracker.plan.models import Baseline, BaselineRow, Task
from tracker.plan.queries import MilestoneFact, Outlook, certificate, milestones, outlook
from tracker.progress.choices import ExceptionState
from tracker.progress.models import ExceptionReport, ProgressSnapshot
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.raid.queries import asked_of_risks
from tracker.signoffs.models import SignOff

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause now, and how many of its checkpoints were met and ready a month ago."""

    now: ClauseReadiness
    met_before: int | None
    ready_before: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the overview says first. `slip` in calendar days; `state` is on_track, at_risk or off_track.

    `decided` counts the decisions that management gave in the last month, `undecided` the exceptions that nobody
    has decided on, `gone` the tasks of the baseline in force that are no longer in the plan, `risks` the high
    risks without a response, the looks that are overdue and the approvals of the assessment, `beside` what the
    asker wanted counted with them.
    """

    state: str
    today: date
    view: Outlook
    milestones: list[MilestoneFact]
    certificate: MilestoneFact | None
    slip: int
    clauses: list[Clause]
    before_on: date | None
    sponsored: bool
    decided: int
    undecided: int
    gone: int
    risks: tuple[int, ...]
    beside: tuple[int, ...]

    @property
    def crept(self) -> int:
        """Tasks that came into the plan or left it since the baseline in force, without approval."""
        if not self.view.has_baseline:
            return 0
        return self.gone + sum(not (task.planned_due or task.is_summary) for task in self.view.tasks)

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


@dataclass(frozen=True, slots=True)
class _Single:
    """What is one value of the whole project, read together."""

    before_on: date | None
    before: dict[str, dict[str, int]] | None
    sponsored: bool
    decided: int
    undecided: int
    gone: int
    risks: tuple[int, ...]
    beside: tuple[int, ...]


def standing(
    project: Project,
    on: date | None = None,
    evidence: dict[UUID, list[RevisionFact]] | None = None,
    beside: Sequence[QuerySet[Any]] = (),
) -> Standing:
    """Everything the first screen needs of plan and checklist, in a fixed number of queries.

    `evidence` are today's revisions, where they have been read already; `beside` are rows of other
    rooms that the same question counts.
    """
    view = outlook(project, on)
    facts = milestones(project, view)
    end = certificate(facts)
    slip = _slip(project, end)
    single = _single(project, view.today, beside)
    tallies = single.before or {}
    clauses = [
        Clause(
            now=row,
            met_before=tallies.get(row.clause, {}).get("met"),
            ready_before=tallies.get(row.clause, {}).get("ready"),
        )
        for row in readiness(project, facts=evidence)
    ]
    return Standing(
        state=_state(project, slip, end),
        today=view.today,
        view=view,
        milestones=facts,
        certificate=end,
        slip=slip,
        clauses=clauses,
        before_on=single.before_on,
        sponsored=single.sponsored,
        decided=single.decided,
        undecided=single.undecided,
        gone=single.gone,
        risks=single.risks,
        beside=single.beside,
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


def _single(project: Project, today: date, beside: Sequence[QuerySet[Any]]) -> _Single:
    """The nearest snapshot a month back, up to two weeks older, the sponsor, and what is counted; one query."""
    wanted = today - MONTH
    rows = ProgressSnapshot.objects.of(project).filter(day__lte=wanted, day__gte=wanted - timedelta(days=14))
    nearest = rows.order_by("-day")[:1]
    newest = Baseline.objects.filter(project=project).order_by("-number").values("pk")[:1]
    gone = BaselineRow.objects.filter(baseline=Subquery(newest)).exclude(is_summary=True)
    gone = gone.filter(~Exists(Task.objects.filter(pk=OuterRef("task_id"))))
    sponsors = Membership.objects.of(project).filter(role=Role.SPONSOR, user__is_active=True)
    found = Project.objects.filter(pk=project.pk).values_list(
        Subquery(nearest.values("day")),
        Subquery(nearest.values("clauses")),
        Exists(sponsors.held(on=project.today())),
        CountOf(SignOff.objects.of(project).filter(at__gte=clock.now() - MONTH)),
        CountOf(ExceptionReport.objects.of(project).exclude(state=ExceptionState.DECIDED)),
        CountOf(gone),
        *map(CountOf, asked_of_risks(project, today)),
        *map(CountOf, beside),
    )[0]
    day, clauses, sponsored, decided, undecided, left, *others = found
    return _Single(day, clauses, sponsored, decided, undecided, left, tuple(others[:3]), tuple(others[3:]))

"""Questions about documents: which there are, and who has taken them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.evidence.models import EvidenceRevision
from tracker.evidence.queries import damaged_files
from tracker.governance.queries import case_of
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.models import Phase
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.exceptions import exception_sentence
from tracker.projects.models import Project
from tracker.reporting.choices import Kind, State, Verb
from tracker.reporting.difference import Difference, difference
from tracker.reporting.models import BuiltDocument, DocumentQuerySet, EvidencePack, Report

MOST = 50


def damaged_evidence(project: Project) -> list[str]:
    """Current evidence whose stored file is damaged, in words; no pack can be built over it."""
    damaged = damaged_files(project)
    if not damaged:
        return []
    revisions = EvidenceRevision.objects.of(project).current().filter(digest__in=damaged)
    return [
        f"{revision} ({damaged[revision.digest].get_fault_display()})"
        for revision in revisions.select_related("evidence").order_by("evidence__name")
    ]


@dataclass(frozen=True, slots=True)
class Taking:
    """One download."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One document with who has taken it, the last first."""

    document: BuiltDocument
    taken: tuple[Taking, ...]


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a report can be about: undecided and decided exceptions, stages, and whether there is a case."""

    exceptions: list[tuple[str, str]]
    stages: list[tuple[str, str]]
    has_case: bool


def subjects(project: Project) -> Subjects:
    exceptions = ExceptionReport.objects.of(project).select_related("phase")
    stages = Phase.objects.of(project)
    return Subjects(
        [(str(row.pk), f"{row.number}: {exception_sentence(row)}") for row in exceptions[:MOST]],
        [(str(row.pk), row.name) for row in stages],
        case_of(project) is not None,
    )


def about_of(project: Project, kind: str, subject: str) -> str:
    """What the report is about in words, of what is there; a refusal where it is not."""
    there = subjects(project)
    if kind == Kind.BRIEFING and not there.has_case:
        raise RuleBroken(_("There is no business case to brief on."), field="kind")
    if kind == Kind.EXCEPTION and subject not in dict(there.exceptions):
        raise RuleBroken(_("Choose the exception that the report is about."), field="exception")
    if kind == Kind.STAGE_END and subject not in dict(there.stages):
        raise RuleBroken(_("Choose the stage that the report is about."), field="stage")
    wanted = {Kind.EXCEPTION: there.exceptions, Kind.STAGE_END: there.stages}.get(Kind(kind), [])
    return dict(wanted).get(subject, "")[:300]


def last_highlight_on(project: Project) -> date | None:
    """The day of the last highlight report: the next one begins after it, on a later day."""
    rows = Report.objects.of(project).filter(kind=Kind.HIGHLIGHT, state=State.READY).order_by("-as_of")
    days = (clock.on_day(at, project.zone) for at in rows.values_list("as_of", flat=True)[:MOST])
    return next((day for day in days if day < project.today()), None)


def difference_of(earlier: EvidencePack, later: EvidencePack) -> Difference | None:
    """How they differ; nothing can be said where it was not kept what one of them holds."""
    if earlier.entries is None or later.entries is None:
        return None
    return difference(earlier.entries, later.entries)


def readable_reports(project: Project, *, governance: bool) -> DocumentQuerySet:
    """The reports that somebody may see who may or may not read governance; without what they said."""
    reports = Report.objects.of(project).select_related("requested_by").defer("content")
    return reports if governance else reports.filter(kind=Kind.READINESS)


def earlier_packs(pack: EvidencePack) -> list[EvidencePack]:
    """The packs that it can be compared with: those for the same purpose first, then the newest."""
    rows = EvidencePack.objects.of(pack.project).filter(
        state__in=[State.READY, State.EXPIRED], entries__isnull=False, as_of__lt=pack.as_of
    )
    found = list(rows.order_by("-as_of", "id")[:MOST])
    return sorted(found, key=lambda row: row.purpose != pack.purpose)


def runs(project: Project, *, packs: bool = True, governance: bool = True) -> list[Run]:
    """Reports and packs, the newest first; a fixed number of queries."""
    found: list[BuiltDocument] = list(readable_reports(project, governance=governance)[:MOST])
    if packs:
        found += list(EvidencePack.objects.of(project).select_related("requested_by").defer("entries")[:MOST])
    for document in found:
        document.project = project
    takings = _takings(project, [str(document.pk) for document in found])
    found.sort(key=lambda document: (document.requested_at, str(document.pk)), reverse=True)
    return [Run(document, tuple(takings.get(str(document.pk), ()))) for document in found]


def _takings(project: Project, keys: list[str]) -> dict[str, list[Taking]]:
    names = dict(User.objects.values_list("pk", "name"))
    verbs = (Verb.PACK_DOWNLOADED, Verb.REPORT_DOWNLOADED)
    rows = (
        Activity.objects.of_projects([project.pk]).filter(verb__in=verbs, subject_id__in=keys).newest_first()
    )
    found: dict[str, list[Taking]] = defaultdict(list)
    for key, actor, at in rows.values_list("subject_id", "actor_id", "at"):
        found[key].append(Taking(names.get(actor, ""), at))
    return found

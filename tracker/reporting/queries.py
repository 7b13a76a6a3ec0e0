"""Questions about documents: which there are, and who has taken them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from tracker.evidence.models import EvidenceRevision
from tracker.evidence.queries import damaged_files
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting.choices import Verb
from tracker.reporting.models import BuiltDocument, EvidencePack, ReadinessReport

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


def runs(project: Project, *, packs: bool = True) -> list[Run]:
    """Reports and packs, the newest first; a fixed number of queries."""
    found: list[BuiltDocument] = list(
        ReadinessReport.objects.of(project).select_related("requested_by")[:MOST]
    )
    if packs:
        found += list(EvidencePack.objects.of(project).select_related("requested_by")[:MOST])
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

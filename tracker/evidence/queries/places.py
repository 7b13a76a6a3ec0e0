"""Where evidence is used, and which of its stored files are damaged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tracker.evidence.models import Evidence, EvidenceRevision, FileFinding, Sampling, ScrubRun
from tracker.projects.models import Project

# What belongs to a piece of evidence and is no use of it.
PARTS = (EvidenceRevision, Sampling)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that a piece of evidence is used."""

    what: str  # app.model
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def places_of(evidence: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """Where each is used, in every room that points at evidence: one query for each of them."""
    keys = set(evidence)
    places: dict[UUID, list[Place]] = {}
    for relation in Evidence._meta.related_objects:
        model: Any = relation.related_model
        if model in PARTS or not keys:
            continue
        name = relation.field.name
        target = _target_of(model, name)
        rows = model._default_manager.filter(**{f"{name}__in": keys}).select_related()
        for row in rows if target is not None else rows.select_related(*_single_links(model)):
            place = getattr(row, target) if target else row
            said = Place(type(place)._meta.label_lower, str(type(place)._meta.verbose_name), str(place))
            places.setdefault(getattr(row, f"{name}_id"), []).append(said)
    return {key: sorted(found, key=lambda place: (place.kind, place.name)) for key, found in places.items()}


def _target_of(model: Any, evidence: str) -> str | None:
    """What a row that only links says evidence serves; None for a row that is something itself."""
    others = [name for name in _single_links(model) if name not in {evidence, "project"}]
    return others[0] if len(others) == 1 else None


def _single_links(model: Any) -> list[str]:
    return [each.name for each in model._meta.concrete_fields if each.many_to_one]


def contents_of(project: Project, evidence: UUID) -> dict[UUID, list[dict[str, Any]]]:
    """The files of each revision that holds several; one query."""
    rows = EvidenceRevision.objects.of(project).filter(evidence=evidence).order_by()
    return {pk: contents for pk, contents in rows.values_list("pk", "contents") if contents}


def contents_of_bytes(digest: str) -> list[dict[str, Any]]:
    """The files that stand together under this digest; none where it is a single file."""
    held = EvidenceRevision.objects.filter(digest=digest).exclude(contents=[]).order_by()
    return next(iter(held.values_list("contents", flat=True)[:1]), [])


def damaged_files(project: Project) -> dict[str, FileFinding]:
    """What rereading the store found wrong with files of this project, by digest; one query."""
    digests = EvidenceRevision.objects.of(project).order_by().values("digest")
    return {finding.name: finding for finding in FileFinding.objects.filter(name__in=digests)}


def last_reread() -> datetime | None:
    """When the whole store was last reread to its end."""
    run = ScrubRun.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    return run.finished_at if run else None

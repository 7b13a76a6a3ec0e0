"""Rereading the store: are the bytes still the bytes that were put there?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tracker.core import files
from tracker.evidence.models import EvidenceRevision


@dataclass(frozen=True)
class Damage:
    digest: str
    why: str
    used_by: str


@dataclass(frozen=True)
class ScrubReport:
    files: int
    size: int
    damaged: tuple[Damage, ...]


def scrub() -> ScrubReport:
    """Reread all files in the store and all that revisions point at."""
    users: dict[str, list[str]] = {}
    rows = EvidenceRevision.objects.order_by("evidence__name", "number")
    for digest, name, number in rows.values_list("digest", "evidence__name", "number"):
        users.setdefault(digest, []).append(f"{name} r{number}")
    stored = {path.name for path in Path(settings.FILES_ROOT).glob("??/*")}
    size = 0
    damaged = []
    for digest in sorted(stored | users.keys()):
        try:
            size += files.check(digest)
        except (files.FileDamaged, ValueError, OSError) as problem:
            why = problem.why if isinstance(problem, files.FileDamaged) else str(problem)
            damaged.append(Damage(digest, why, ", ".join(users.get(digest, [])) or "nothing"))
    return ScrubReport(len(stored | users.keys()), size, tuple(damaged))

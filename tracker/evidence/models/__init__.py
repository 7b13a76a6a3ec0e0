"""Evidence, its revisions, what a second person said about each, and the clauses it serves.

The bytes lie under their digest in the file store; a revision only points at them and never
changes its digest. Every row carries its project, so scoping and `as_of` need no joins.
"""

from tracker.evidence.models.arriving import LargeUpload, LargeUploadQuerySet
from tracker.evidence.models.proof import (
    Confirmation,
    Evidence,
    EvidenceClause,
    EvidenceInformation,
    EvidenceQuerySet,
    EvidenceRevision,
    EvidenceRevisionQuerySet,
    FileFinding,
    FileText,
    SampleResult,
    Sampling,
    ScrubRun,
)

__all__ = [
    "Confirmation",
    "Evidence",
    "EvidenceClause",
    "EvidenceInformation",
    "EvidenceQuerySet",
    "EvidenceRevision",
    "EvidenceRevisionQuerySet",
    "FileFinding",
    "FileText",
    "LargeUpload",
    "LargeUploadQuerySet",
    "SampleResult",
    "Sampling",
    "ScrubRun",
]

"""The pages of evidence, and the one door through which bytes leave."""

from tracker.evidence.views.change import description, new_evidence, revisions, verdict, withdrawal
from tracker.evidence.views.coverage import coverage_page
from tracker.evidence.views.files import file, part, preview
from tracker.evidence.views.library import evidence, evidence_list
from tracker.evidence.views.sampling import results, samples, sampling

__all__ = [
    "coverage_page",
    "description",
    "evidence",
    "evidence_list",
    "file",
    "new_evidence",
    "part",
    "preview",
    "results",
    "revisions",
    "samples",
    "sampling",
    "verdict",
    "withdrawal",
]

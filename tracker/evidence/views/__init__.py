"""The pages of evidence, and the one door through which bytes leave."""

from tracker.evidence.views.change import description, new_evidence, revisions, verdict, withdrawal
from tracker.evidence.views.coverage import coverage_page
from tracker.evidence.views.files import file, inside, part, preview
from tracker.evidence.views.library import evidence, evidence_list
from tracker.evidence.views.parted import large_upload, large_uploads
from tracker.evidence.views.sampling import results, samples, sampling

__all__ = [
    "coverage_page",
    "description",
    "evidence",
    "evidence_list",
    "file",
    "inside",
    "large_upload",
    "large_uploads",
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

"""Questions about evidence; everything comes back as plain facts."""

from tracker.evidence.queries.coverage import Coverage, coverage, gaps_in
from tracker.evidence.queries.library import (
    EvidenceRow,
    RevisionFact,
    clause_numbers,
    evidence_rows,
    expiring,
    facts_of,
    information_codes,
    missing_information,
    revision_facts,
    waiting,
)
from tracker.evidence.queries.places import (
    Place,
    contents_of,
    contents_of_bytes,
    damaged_files,
    last_reread,
    places_of,
)
from tracker.evidence.queries.sampling import (
    ResultFact,
    Sampled,
    results_by_sampling,
    results_of,
    samplings_by_evidence,
    samplings_of,
    tally_of,
)

__all__ = [
    "Coverage",
    "EvidenceRow",
    "Place",
    "ResultFact",
    "RevisionFact",
    "Sampled",
    "clause_numbers",
    "contents_of",
    "contents_of_bytes",
    "coverage",
    "damaged_files",
    "evidence_rows",
    "expiring",
    "facts_of",
    "gaps_in",
    "information_codes",
    "last_reread",
    "missing_information",
    "places_of",
    "results_by_sampling",
    "results_of",
    "revision_facts",
    "samplings_by_evidence",
    "samplings_of",
    "tally_of",
    "waiting",
]

"""The samples that were taken of the records behind a piece of evidence, and what was found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from tracker.core.past import rows_at
from tracker.evidence.choices import Outcome
from tracker.evidence.models import SampleResult, Sampling
from tracker.evidence.results import ResultTally
from tracker.people.models import User
from tracker.projects.models import Project

COUNTED = {
    Outcome.CONFORMS: "conforming",
    Outcome.DEVIATES: "deviating",
    Outcome.NOT_FOUND: "not_found",
}


@dataclass(frozen=True, slots=True)
class ResultFact:
    """What was found of one record, by whom, when."""

    record: str
    outcome: str
    note: str
    found_by: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample with its results, counted."""

    sampling: Sampling
    tally: ResultTally


def samplings_of(project: Project, evidence: Iterable[UUID]) -> dict[UUID, list[Sampled]]:
    """By evidence, the newest first, with who took them and how their results count; two queries."""
    rows = Sampling.objects.of(project).filter(evidence__in=list(evidence)).select_related("drawn_by")
    samplings = list(rows)
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    results = SampleResult.objects.of(project).filter(sampling__in=[row.pk for row in samplings])
    for key, outcome, count in results.order_by().values_list("sampling", "outcome").annotate(Count("pk")):
        counts[key][outcome] = count
    found: dict[UUID, list[Sampled]] = defaultdict(list)
    for row in samplings:
        found[row.evidence_id].append(Sampled(row, tally_of(row, counts[row.pk])))
    return dict(found)


def samplings_by_evidence(project: Project, *, at: datetime) -> dict[UUID, list[Sampling]]:
    """All that had been taken by that moment, the oldest first; one query, for a sample is never changed."""
    found: dict[UUID, list[Sampling]] = defaultdict(list)
    rows = Sampling.objects.of(project).filter(drawn_at__lte=at).select_related("drawn_by")
    for row in rows.order_by("drawn_at", "pk"):
        found[row.evidence_id].append(row)
    return dict(found)


def results_of(sampling: Sampling) -> dict[str, SampleResult]:
    """What was found, by record; one query."""
    rows = SampleResult.objects.filter(sampling=sampling).select_related("found_by")
    return {row.record: row for row in rows}


def results_by_sampling(project: Project, *, at: datetime) -> dict[UUID, list[ResultFact]]:
    """What had been found by that moment, by sample and record; two queries."""
    fields = ("sampling_id", "record", "outcome", "note", "found_by_id", "found_at")
    rows = rows_at(SampleResult, at, fields, project_id=project.pk)
    names = User.objects.in_bulk({row["found_by_id"] for row in rows})
    found: dict[UUID, list[ResultFact]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: str(each["record"])):
        name = names[row["found_by_id"]].name
        fact = ResultFact(row["record"], row["outcome"], row["note"], name, row["found_at"])
        found[row["sampling_id"]].append(fact)
    return dict(found)


def tally_of(sampling: Sampling, counts: dict[str, int]) -> ResultTally:
    """Counts by outcome as a tally of the sample."""
    counted = {name: counts.get(outcome, 0) for outcome, name in COUNTED.items()}
    return ResultTally(len(sampling.sample), sampling.population_size, sampling.is_random, **counted)

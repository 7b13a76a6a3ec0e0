"""Reread the store, keep what is found wrong, and let go of it once the bytes are right again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from tracker.core import clock
from tracker.evidence.choices import Fault, Verb
from tracker.evidence.models import EvidenceRevision, FileFinding, ScrubRun
from tracker.evidence.queries import Place, places_of
from tracker.evidence.scrub import ALL_BUCKETS, read_bucket, start_of_names
from tracker.history.actions import record
from tracker.people.models import User

NIGHT_STARTS = 2
AT_ONCE = 600.0


@dataclass(frozen=True, slots=True)
class Use:
    """A revision that points at a damaged file, and where its evidence is used."""

    revision: EvidenceRevision
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One fault in the store with everything that rests on the file."""

    name: str
    fault: Fault
    uses: tuple[Use, ...]


def begin_scrub() -> ScrubRun:
    """A run out of turn, asked for by hand."""
    return ScrubRun.objects.create(started_at=clock.now())


def scrub_store(run: ScrubRun, *, seconds: float | None = None) -> Iterator[Found]:
    """Reread the store from where the run stands, for so many seconds; yields each fault as it is met.

    Takes the memory of one bucket whatever the store holds.
    """
    until = None if seconds is None else time.monotonic() + seconds
    while run.buckets < len(ALL_BUCKETS):
        bucket = ALL_BUCKETS[run.buckets]
        report = read_bucket(bucket)
        _let_go(bucket, report.faults)
        for name, fault in report.faults.items():
            yield found_damaged(name, fault)
        run.buckets += 1
        run.files += report.files
        run.size += report.size
        run.faults += len(report.faults)
        run.finished_at = clock.now() if bucket == ALL_BUCKETS[-1] else None
        run.save()
        if until is not None and time.monotonic() > until:
            return


def scrub_nightly(now: datetime | None = None) -> ScrubRun | None:
    """Begin the night's run or go on with it; nothing where it is done. A long one takes several ticks."""
    night = _night_of(now or clock.now())
    run = ScrubRun.objects.filter(night=night).first() or _begin(night)
    if run is None or run.finished_at is not None:
        return None
    for _found in scrub_store(run, seconds=AT_ONCE):
        pass
    return run


def _night_of(moment: datetime) -> date:
    """The night that began last."""
    return (moment - timedelta(hours=NIGHT_STARTS)).date()


def _begin(night: date) -> ScrubRun | None:
    try:
        with transaction.atomic():
            return ScrubRun.objects.create(night=night, started_at=clock.now())
    except IntegrityError:
        return None  # another worker was first


@transaction.atomic
def found_damaged(name: str, fault: Fault) -> Found:
    """Keep a fault; each piece of evidence that it hits says so in its log, once."""
    now = clock.now()
    uses = uses_of(name)
    first = {"fault": fault, "found_at": now, "seen_at": now}
    finding, new = FileFinding.objects.get_or_create(name=name, defaults=first)
    if new:
        _tell(Verb.DAMAGED, uses, fault)
    else:
        FileFinding.objects.filter(pk=finding.pk).update(fault=fault, seen_at=now)
    return Found(name, fault, uses)


def uses_of(name: str) -> tuple[Use, ...]:
    """Every revision with these bytes, in whatever implementation, and where its evidence is used."""
    rows = EvidenceRevision.objects.filter(digest=name).select_related("evidence", "project")
    revisions = list(rows.order_by("project__name", "evidence__name", "number"))
    places = places_of({revision.evidence_id for revision in revisions})
    return tuple(Use(each, tuple(places.get(each.evidence_id, ()))) for each in revisions)


def _let_go(bucket: str, faults: dict[str, Fault]) -> None:
    """Findings of this bucket that are no longer so."""
    for finding in FileFinding.objects.filter(name__startswith=start_of_names(bucket)):
        if finding.name not in faults:
            with transaction.atomic():
                if FileFinding.objects.filter(pk=finding.pk).delete()[0]:
                    _tell(Verb.RESTORED, uses_of(finding.name), Fault(finding.fault))


def _tell(verb: Verb, uses: tuple[Use, ...], fault: Fault) -> None:
    system = User.objects.system()
    for use in uses:
        after = {"revision": use.revision.number, "digest": use.revision.digest, "fault": fault.value}
        record(system, verb, use.revision.evidence, after=after)

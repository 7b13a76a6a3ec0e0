"""Reading the log back, and checking that it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tracker.core import keys
from tracker.core.proof.chains import entry_reasons
from tracker.history import chain as chains
from tracker.history.guard import missing_guards
from tracker.history.lines import line_of
from tracker.history.models import Activity, ActivityLabel, ActivityQuerySet, ChainHead, SignedHead


def of_projects(project_ids: list[UUID]) -> ActivityQuerySet:
    """Newest first, with the names beside each entry: what the activity page shows."""
    return Activity.objects.of_projects(project_ids).newest_first().select_related("label")


def of_subject(subject: Any) -> ActivityQuerySet:
    """Everything done to one thing, newest first."""
    entries = Activity.objects.about(subject._meta.label_lower, subject.pk)
    return entries.newest_first().select_related("label")


def head_of(project_id: UUID) -> ChainHead | None:
    """Where the project's chain ends now."""
    return ChainHead.objects.filter(pk=str(project_id)).first()


@dataclass(slots=True)
class LogReport:
    """What a check of the log found. `problems` name the entry; empty means whole."""

    entries: int = 0
    chains: int = 0
    erased: int = 0
    signed_heads: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.problems


def verify_log() -> LogReport:
    """Recompute every digest, compare heads and signatures, and look whether the guards are in place."""
    report = LogReport()
    seen = {head.chain: head for head in ChainHead.objects.all()}
    ends: dict[str, tuple[int, str]] = {}
    digests: dict[tuple[str, int], str] = {}
    signed = list(SignedHead.objects.order_by("at", "id"))
    wanted = {(chain, place[0]) for row in signed for chain, place in row.heads.items()}
    for entry in _in_chain_order():
        position, digest = ends.get(entry.chain, (0, chains.FIRST))
        report.problems += _entry_problems(entry, position, digest)
        ends[entry.chain] = (entry.position, entry.digest)
        report.entries += 1
        report.erased += int(_label_erased(entry))
        if (entry.chain, entry.position) in wanted:
            digests[entry.chain, entry.position] = entry.digest
    report.chains = len(ends)
    for chain in sorted(seen.keys() | ends.keys()):
        report.problems += _head_problems(chain, seen.get(chain), ends.get(chain, (0, chains.FIRST)))
    for row in signed:
        report.signed_heads += 1
        report.problems += _signature_problems(row, digests)
    report.problems += [f"guard missing: {name}" for name in missing_guards()]
    return report


def unlike_told(chain: str, position: int, digest: str) -> str:
    """How an entry differs from what was told of it outside, in a mail or on paper; nothing where it does not.

    It says nothing of the entries before it: that the chain leads there is what `verify_log` asks.
    """
    entry = Activity.objects.filter(chain=chain, position=position).first()
    if entry is None:
        return f"chain {chain}: entry {position}, told with the digest {digest}, is not there"
    if entry.digest != digest:
        return f"chain {chain}: entry {position} has the digest {entry.digest}; it was told with {digest}"
    return ""


def _in_chain_order() -> Iterator[Activity]:
    return Activity.objects.select_related("label").order_by("chain", "position").iterator(chunk_size=2000)


def _label_erased(entry: Activity) -> bool:
    label: ActivityLabel | None = getattr(entry, "label", None)
    return label is not None and label.erased_at is not None


def _entry_problems(entry: Activity, position: int, digest: str) -> Iterator[str]:
    name = f"entry {entry.chain}#{entry.position}"
    if entry.position != position + 1:
        yield f"{name}: {position + 1} to {entry.position - 1} missing before it"
    yield from (f"{name}: {reason}" for reason in entry_reasons(line_of(entry), digest))


def _head_problems(chain: str, head: ChainHead | None, end: tuple[int, str]) -> Iterator[str]:
    if head is None:
        yield f"chain {chain}: its head is gone"
    elif (head.position, head.digest) != end:
        yield f"chain {chain}: ends at {end[0]}, its head says {head.position}"


def _signature_problems(row: SignedHead, digests: dict[tuple[str, int], str]) -> Iterator[str]:
    if row.key_fingerprint != keys.fingerprint():
        yield f"{_moment(row)}: made with another key ({row.key_fingerprint[:16]})"
        return
    if not row.holds:
        yield f"{_moment(row)}: signature does not fit"
        return
    for chain, (position, digest) in row.heads.items():
        if position and digests.get((chain, position)) != digest:
            yield f"chain {chain}: entry {position} is not the one in the {_moment(row)}"


def _moment(row: SignedHead) -> str:
    return f"signed heads of {row.at:%Y-%m-%d %H:%M} UTC"

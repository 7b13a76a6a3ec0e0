"""The facts of an evidence pack, as they stood at its moment."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from tracker.checklist import queries as checklist
from tracker.checklist.queries import CheckpointRow, RegisterRow
from tracker.core import clock
from tracker.core.past import rows_at
from tracker.evidence import queries as evidence
from tracker.evidence.choices import Classification, Standing
from tracker.evidence.models import Sampling
from tracker.evidence.queries import ResultFact, RevisionFact
from tracker.history.export import signed_places
from tracker.projects.choices import ScopeKind
from tracker.projects.models import Project, Scope, ScopeItem
from tracker.reporting.content import (
    CheckpointLine,
    ClauseBlock,
    ClauseGroup,
    DocumentLine,
    EvidenceLine,
    HeadLine,
    PackContent,
    ResultLine,
    SampleLine,
    ScopeLine,
)
from tracker.reporting.gather.shared import head_of, role_lines, signoff_lines
from tracker.reporting.models import EvidencePack
from tracker.standard.models import Clause

# Beyond this much evidence the files lie beside the PDF, which then holds their digests only.
ATTACH_AT_MOST = 200 * 1000 * 1000
# The last so many signed heads of the log travel along: heads are signed every hour in which the log moved.
HEADS = 500


def gather_pack(pack: EvidencePack) -> PackContent:
    """Everything the pack says; a fixed number of queries whatever its size."""
    project, at = pack.project, pack.as_of
    wanted = tuple(pack.clauses)
    rows = [row for row in checklist.checklist_rows(project, at) if _within(row.clause, wanted)]
    serving = _clauses_of_evidence(project, at, rows, wanted)
    lines = _evidence_lines(pack, serving)
    documents = tuple(
        _document(row) for row in checklist.register(project, at) if _within(row.clause, wanted)
    )
    statement, people = _scope(project, at)
    return PackContent(
        head=head_of(pack),
        clauses=wanted,
        scope_statement=statement,
        people_in_scope=people,
        scope=_scope_lines(project, at),
        roles=role_lines(project, at),
        groups=_groups(project, rows, lines, documents),
        documents=documents,
        evidence=tuple(lines.values()),
        signoffs=signoff_lines(project, at),
        heads=tuple(HeadLine(**place) for place in signed_places(str(project.pk), before=at)[-HEADS:]),
        attached=sum(line.size for line in lines.values() if not line.withheld) <= ATTACH_AT_MOST,
        purpose=pack.purpose,
        since=pack.since,
        withheld_because=pack.withheld_because,
    )


def _within(number: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(number == each or number.startswith(f"{each}.") for each in wanted)


def _clauses_of_evidence(
    project: Project, at: datetime, rows: Iterable[CheckpointRow], wanted: tuple[str, ...]
) -> dict[UUID, tuple[str, ...]]:
    """The clauses that each piece of evidence serves: by its own links, and by checkpoints that rest on it."""
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    for key, numbers in evidence.clause_numbers(project, at=at).items():
        found[key].update({number: None for number in numbers if _within(number, wanted)})
    for row in rows:
        for proof in row.proofs:
            found[proof.evidence_id][row.clause] = None
    return {key: tuple(sorted(numbers, key=_sort_key)) for key, numbers in found.items() if numbers}


def _sort_key(number: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", number)]


def _evidence_lines(pack: EvidencePack, serving: dict[UUID, tuple[str, ...]]) -> dict[UUID, EvidenceLine]:
    """The revision of each piece of evidence that was in force then, unless it was taken back, in a fixed order.

    Where the pack has a period, what had ended before it is left out.
    """
    project, at = pack.project, pack.as_of
    facts = evidence.revision_facts(project, at=at)
    taken = evidence.samplings_by_evidence(project, at=at)
    results = evidence.results_by_sampling(project, at=at)
    day = clock.on_day(at, project.zone)
    kept = [in_force(facts[key], day) for key in serving if key in facts and not _is_withdrawn(facts[key][0])]
    kept = [fact for fact in kept if _reaches(fact, pack.since)]
    kept.sort(key=lambda fact: (_sort_key(serving[fact.evidence_id][0]), fact.name, str(fact.evidence_id)))
    return {
        fact.evidence_id: _evidence(
            f"EV-{place:03d}",
            fact,
            serving[fact.evidence_id],
            [(each, results.get(each.pk, [])) for each in taken.get(fact.evidence_id, ())],
            withhold=bool(pack.withheld_because),
        )
        for place, fact in enumerate(kept, start=1)
    }


def _is_withdrawn(fact: RevisionFact) -> bool:
    return fact.standing == Standing.WITHDRAWN


def in_force(revisions: Sequence[RevisionFact], day: date) -> RevisionFact:
    """The newest revision that had begun on the day; the newest of all where none had (it says so itself)."""
    begun = (fact for fact in revisions if fact.effective_from <= day and not _is_withdrawn(fact))
    return next(begun, revisions[0])


def _reaches(fact: RevisionFact, since: date | None) -> bool:
    """Still in force on the first day of the period, or later."""
    ends = [day for day in (fact.effective_to, fact.expires_on) if day is not None]
    return since is None or not ends or min(ends) >= since


def _evidence(
    number: str,
    fact: RevisionFact,
    clauses: tuple[str, ...],
    samples: Iterable[tuple[Sampling, list[ResultFact]]],
    *,
    withhold: bool,
) -> EvidenceLine:
    withheld = withhold and fact.classification == Classification.CONFIDENTIAL
    return EvidenceLine(
        number=number,
        name=fact.name,
        revision=fact.number,
        digest=fact.digest,
        size=fact.size,
        media_type=fact.media_type,
        filename=fact.filename,
        address=fact.address,
        effective_from=fact.effective_from,
        effective_to=fact.effective_to,
        expires_on=fact.expires_on,
        standing=fact.standing.value,
        uploaded_by=fact.uploaded_by,
        uploaded_at=fact.uploaded_at,
        verdict=fact.verdict,
        verdict_by=fact.verdict_by,
        verdict_at=fact.verdict_at,
        clauses=clauses,
        classification=fact.classification,
        key=str(fact.evidence_id),
        withheld=withheld,
        path=f"{number}-r{fact.number}-{safe_name(fact.filename)}",
        samples=tuple(_sample(each, found, withheld=withheld) for each, found in samples),
    )


def _sample(taken: Sampling, found: list[ResultFact], *, withheld: bool) -> SampleLine:
    """The numbers of records and what was found of each are content; how many there were, and the seed, are not."""
    return SampleLine(
        population=taken.population,
        period_from=taken.period_from,
        period_to=taken.period_to,
        population_size=taken.population_size,
        population_digest=taken.population_digest,
        drawing=taken.drawing,
        how=taken.how,
        seed=taken.seed,
        places=tuple(taken.places),
        size=len(taken.sample),
        records=() if withheld else tuple(str(each) for each in taken.sample),
        drawn_by=taken.drawn_by.name,
        drawn_at=taken.drawn_at,
        tally=evidence.tally_of(taken, Counter(each.outcome for each in found)),
        results=() if withheld else tuple(ResultLine(**asdict(each)) for each in found),
    )


def safe_name(filename: str) -> str:
    """A name that no file system or unpacker can take amiss: ASCII letters, digits, dot, dash."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    stem, dot, suffix = re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.").rpartition(".")
    if not dot:
        return suffix[:60] or "file"
    return f"{stem.replace('..', '.')[:60].strip('-.') or 'file'}.{suffix[:10]}"


def _document(row: RegisterRow) -> DocumentLine:
    return DocumentLine(
        code=row.code,
        name=row.name,
        clause=row.clause,
        kind=row.kind.value,
        basis="required" if row.required else "reported" if row.basis == "must_be_reported" else "advised",
        required=row.required,
        held=row.held.value,
        owner=row.typical_owner,
    )


def _scope(project: Project, at: datetime) -> tuple[str, int | None]:
    for row in rows_at(Scope, at, ("statement", "people_in_scope"), project_id=project.pk):
        return row["statement"], row["people_in_scope"]
    return "", None


def _scope_lines(project: Project, at: datetime) -> tuple[ScopeLine, ...]:
    rows = rows_at(ScopeItem, at, ("kind", "name", "included", "note"), project_id=project.pk)
    lines = [
        ScopeLine(str(ScopeKind(row["kind"]).label), row["name"], row["included"], row["note"])
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.kind, not line.included, line.name)))


def _groups(
    project: Project,
    rows: list[CheckpointRow],
    lines: dict[UUID, EvidenceLine],
    documents: tuple[DocumentLine, ...],
) -> tuple[ClauseGroup, ...]:
    by_clause: dict[str, list[CheckpointRow]] = defaultdict(list)
    for row in rows:
        by_clause[row.clause].append(row)
    blocks: dict[str, list[ClauseBlock]] = defaultdict(list)
    titles: dict[str, str] = {}
    for clause in Clause.objects.of(project.edition).auditable().order_by("sort_key"):
        titles[clause.number] = clause.title
        if clause.number in by_clause:
            blocks[clause.top_number].append(_block(clause, by_clause[clause.number], lines, documents))
    return tuple(
        ClauseGroup(number, titles.get(number, ""), tuple(found)) for number, found in blocks.items()
    )


def _block(
    clause: Clause,
    rows: list[CheckpointRow],
    lines: dict[UUID, EvidenceLine],
    documents: tuple[DocumentLine, ...],
) -> ClauseBlock:
    owners = list(dict.fromkeys(row.owner for row in rows if row.owner))
    proofs = {proof.evidence_id for row in rows for proof in row.proofs}
    shown = [line for key, line in lines.items() if clause.number in line.clauses or key in proofs]
    return ClauseBlock(
        number=clause.number,
        title=clause.title,
        owner=", ".join(owners),
        documents=tuple(each for each in documents if each.clause == clause.number),
        checkpoints=tuple(_checkpoint(row, lines) for row in rows),
        evidence=tuple(shown),
    )


def _checkpoint(row: CheckpointRow, lines: dict[UUID, EvidenceLine]) -> CheckpointLine:
    return CheckpointLine(
        code=row.code,
        position=row.position,
        text=row.text,
        standing=row.standing,
        ready=row.ready,
        waits=row.waits,
        note=row.note,
        party=row.party,
        party_control=row.party_control,
        owner=row.owner,
        target_on=row.target_on,
        assessed_by=row.assessed_by,
        assessed_at=row.assessed_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        evidence=tuple(lines[proof.evidence_id].number for proof in row.proofs if proof.evidence_id in lines),
    )

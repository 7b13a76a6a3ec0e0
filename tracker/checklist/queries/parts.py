"""Who is accountable for which clause and who takes part: the gaps first, and the departments beside the clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.checklist.choices import Part
from tracker.checklist.models import ClausePart
from tracker.people.models import Department, Person
from tracker.projects.models import Project
from tracker.standard.models import Clause


@dataclass(frozen=True, slots=True)
class ClauseWho:
    """One clause at the lowest level with its people by part."""

    number: str
    title: str
    people: dict[str, list[Person]]
    left: bool

    @property
    def accountable(self) -> Person | None:
        return next(iter(self.people.get(Part.ACCOUNTABLE, [])), None)

    @property
    def gap(self) -> bool:
        """Nobody is accountable, or somebody who has left."""
        return self.accountable is None or self.left


@dataclass(frozen=True, slots=True)
class Who:
    """Every clause, and how many parts each department has in each of the clauses 4 to 10."""

    rows: list[ClauseWho]
    heads: list[str]
    departments: list[tuple[str, list[dict[str, int]], int]]

    @property
    def gaps(self) -> list[ClauseWho]:
        return [row for row in self.rows if row.gap]


def who(project: Project, on: date) -> Who:
    """Three queries, whatever is said."""
    clauses = list(Clause.objects.of(project.edition).auditable().leaves().order_by("sort_key"))
    held: dict[object, dict[str, list[Person]]] = {}
    rows = ClausePart.objects.of(project).select_related("person").order_by("person__name")
    counted: Counter[tuple[object, str, str]] = Counter()
    numbers = {clause.pk: clause.number for clause in clauses}
    for row in rows:
        held.setdefault(row.clause_id, {}).setdefault(row.part, []).append(row.person)
        top = numbers[row.clause_id].partition(".")[0]
        counted[row.person.department_id, top, row.part] += 1
    lines = [_line(clause, held.get(clause.pk, {}), on) for clause in clauses]
    heads = list(dict.fromkeys(clause.number.partition(".")[0] for clause in clauses))
    return Who(lines, heads, _departments(project, heads, counted))


def _line(clause: Clause, people: dict[str, list[Person]], on: date) -> ClauseWho:
    one = next(iter(people.get(Part.ACCOUNTABLE, [])), None)
    left = one is not None and one.left_on is not None and one.left_on <= on
    return ClauseWho(clause.number, clause.title, people, left)


def _departments(
    project: Project, heads: list[str], counted: Counter[tuple[object, str, str]]
) -> list[tuple[str, list[dict[str, int]], int]]:
    found = []
    for row in Department.objects.filter(organization=project.organization_id).order_by("name"):
        cells = [
            {part: counted[row.pk, head, part] for part in Part.values if counted[row.pk, head, part]}
            for head in heads
        ]
        found.append((row.name, cells, sum(sum(cell.values()) for cell in cells)))
    return sorted(found, key=lambda line: (line[2] > 0, line[0]))


def parts_seen(rows: Iterable[ClausePart]) -> str:
    """What a reader had before them, as one word that changes with it."""
    return ";".join(sorted(f"{row.person_id.hex[:8]}{row.part}" for row in rows))

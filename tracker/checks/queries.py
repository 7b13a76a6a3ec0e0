"""Questions on short checks: how somebody stands, which question is hard, how many of a department have passed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from tracker.checks.models import Attempt, Question, ShortCheck
from tracker.people.models import Person
from tracker.projects.models import Project

# A figure about fewer people than this is a figure about persons.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """How one person stands in one check."""

    passed: bool
    used: int
    left: int

    @property
    def may_try(self) -> bool:
        return not self.passed and self.left > 0


@dataclass(frozen=True, slots=True)
class Item:
    """A question with how it was answered; None where too few people have."""

    question: Question
    answered: int | None
    right: int
    chosen: tuple[tuple[str, int, bool], ...]  # answer, how often, whether it is the right one


@dataclass(frozen=True, slots=True)
class PersonResult:
    """What the few who may see it see of a person: that it was passed or not, never the answers."""

    person: Person
    attempts: int
    best: int
    passed: bool


def asked_now(short_check: ShortCheck) -> list[Question]:
    """The questions as they are put today."""
    return list(Question.objects.filter(short_check=short_check, withdrawn=False))


def standing_of(short_check: ShortCheck, person: Person) -> PersonStanding:
    tries = list(
        Attempt.objects.filter(short_check=short_check, person=person).values_list("passed", flat=True)
    )
    return PersonStanding(any(tries), len(tries), max(0, short_check.attempts - len(tries)))


def item_statistics(short_check: ShortCheck) -> list[Item]:
    """Each question with how often each answer was chosen, over all attempts; three queries at most."""
    rows = Attempt.objects.filter(short_check=short_check).values_list("person_id", "answers")
    chosen: Counter[tuple[str, int]] = Counter()
    people: dict[str, set[UUID]] = {}
    for person, answers in rows:
        for question, option in answers.items():
            chosen[question, option] += 1
            people.setdefault(question, set()).add(person)
    questions = Question.objects.filter(short_check=short_check).order_by("withdrawn", "number")
    return [_item(question, chosen, len(people.get(str(question.pk), ()))) for question in questions]


def _item(question: Question, chosen: Counter[tuple[str, int]], people: int) -> Item:
    key = str(question.pk)
    enough = people >= FEWEST
    counts = [chosen[key, n] if enough else 0 for n in range(len(question.options))]
    return Item(
        question,
        sum(counts) if enough else None,
        counts[question.right],
        tuple(
            (text, count, n == question.right)
            for n, (text, count) in enumerate(zip(question.options, counts, strict=True))
        ),
    )


def results(short_check: ShortCheck) -> list[PersonResult]:
    """By person, for the few who may see it."""
    rows = Attempt.objects.filter(short_check=short_check).select_related("person__department")
    found: dict[UUID, list[Attempt]] = {}
    for row in rows.order_by("person__name", "taken_at"):
        found.setdefault(row.person_id, []).append(row)
    return [
        PersonResult(
            tries[0].person,
            len(tries),
            max(100 * row.right // row.asked for row in tries),
            any(row.passed for row in tries),
        )
        for tries in found.values()
    ]


def passed_by_department(short_check: ShortCheck) -> dict[UUID | None, int]:
    """Department: how many of those who are counted today have passed."""
    passed = Attempt.objects.filter(short_check=short_check, person=OuterRef("pk"), passed=True)
    rows = Person.objects.counted(on=short_check.project.today()).filter(Exists(passed)).order_by()
    return dict(rows.values_list("department_id").annotate(n=Count("pk")))


def tried_and_failed(project: Project) -> dict[UUID, tuple[int, int]]:
    """Department: how many tried a check without passing it, of how many who tried one; persons counted once."""
    rows: Any = Attempt.objects.of(project).filter(person__in_scope=True)
    rows = rows.filter(Q(person__left_on=None) | Q(person__left_on__gt=project.today()))
    columns = ("person__department_id", "person_id", "short_check_id", "passed")
    ended: dict[tuple[UUID, UUID, UUID], bool] = {}
    for department, person, check, passed in rows.order_by().values_list(*columns):
        if department is not None:
            key = (department, person, check)
            ended[key] = ended.get(key, False) or passed
    people: dict[UUID, dict[UUID, bool]] = {}
    for (department, person, _check), passed in ended.items():
        here = people.setdefault(department, {})
        here[person] = here.get(person, False) or not passed
    return {department: (sum(here.values()), len(here)) for department, here in people.items()}

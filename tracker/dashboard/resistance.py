"""Signs of resistance by department, each a figure that can be looked up; never about a person, never about few."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.awareness.choices import Sign
from tracker.awareness.models import SignalResponse
from tracker.awareness.queries import FEWEST, by_department
from tracker.awareness.signals import newest_responses
from tracker.checks.queries import tried_and_failed
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.training.facts import needed_today
from tracker.training.queries import coverage_by_department

# Below or above which a figure is a sign; coverage is one when it is so far below the target.
COVERED_BELOW_TARGET = 10
READ_BELOW = 60
FAILED_FROM = 30
LATE_FROM = 2


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign in one department: its figure in words, and what was decided about it."""

    sign: Sign
    figure: str
    response: SignalResponse | None

    @property
    def word(self) -> str:
        return str(self.sign.label)


@dataclass(frozen=True, slots=True)
class DepartmentSigns:
    """What is seen in one department."""

    pk: UUID
    name: str
    people: int
    signs: tuple[Signal, ...]

    @property
    def unanswered(self) -> int:
        return sum(signal.response is None for signal in self.signs)


@dataclass(frozen=True, slots=True)
class Resistance:
    """The departments with signs, those that show none, and those too small to speak of."""

    departments: tuple[DepartmentSigns, ...]
    quiet: tuple[str, ...]
    too_small: tuple[str, ...]

    @property
    def unanswered(self) -> int:
        return sum(row.unanswered for row in self.departments)


def resistance(project: Project) -> Resistance:
    """A fixed number of queries, whatever the number of departments."""
    covered = {
        row.pk: (row.covered, row.people)
        for row in coverage_by_department(project, facts=needed_today(project))
    }
    failed, late = tried_and_failed(project), _late(project)
    decided = newest_responses(project)
    found, quiet, small = [], [], []
    for row in by_department(project):
        if row.people < FEWEST:
            small.append(row.name)
            continue
        figures = {
            Sign.COVERAGE: _coverage(*covered.get(row.pk, (0, 0)), target=project.training_target),
            Sign.READING: _reading(row.read or 0, row.asked),
            Sign.CHECKS: _failing(*failed.get(row.pk, (0, 0))),
            Sign.CONCERNS: _open(row.concerns - row.answered),
            Sign.LATE: _tasks(late.get(row.pk, 0)),
        }
        signs = tuple(
            Signal(sign, figure, decided.get((row.pk, sign))) for sign, figure in figures.items() if figure
        )
        if signs:
            found.append(DepartmentSigns(row.pk, row.name, row.people, signs))
        else:
            quiet.append(row.name)
    found.sort(key=lambda row: (-row.unanswered, -len(row.signs), row.name))
    return Resistance(tuple(found), tuple(quiet), tuple(small))


def _late(project: Project) -> dict[UUID, int]:
    rows = Task.objects.of(project).tasks().overdue(on=project.today()).exclude(owner__department=None)
    return dict(rows.order_by().values_list("owner__department_id").annotate(n=Count("pk")))


def _coverage(covered: int, people: int, *, target: int) -> str:
    if people < FEWEST or 100 * covered >= (target - COVERED_BELOW_TARGET) * people:
        return ""
    return _("%(covered)s of %(people)s hold what their roles need") % {"covered": covered, "people": people}


def _reading(read: int, asked: int) -> str:
    if not asked or 100 * read >= READ_BELOW * asked:
        return ""
    return _("%(read)s of %(asked)s readings are done") % {"read": read, "asked": asked}


def _failing(failed: int, tried: int) -> str:
    if tried < FEWEST or 100 * failed < FAILED_FROM * tried:
        return ""
    return _("%(failed)s of %(tried)s who answered a check have not passed it") % {
        "failed": failed,
        "tried": tried,
    }


def _open(concerns: int) -> str:
    if concerns <= 0:
        return ""
    return ngettext("%(n)s concern waits for an answer", "%(n)s concerns wait for an answer", concerns) % {
        "n": concerns
    }


def _tasks(late: int) -> str:
    if late < LATE_FROM:
        return ""
    return ngettext("%(n)s task is late", "%(n)s tasks are late", late) % {"n": late}

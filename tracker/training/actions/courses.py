"""Courses: what is to be learned, at which level, after what, and how its effect is checked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.policies import require
from tracker.standard.models import Clause
from tracker.training.actions.shared import MANAGE, named
from tracker.training.choices import EffectMethod, Level, Verb
from tracker.training.models import Course

MOST_COST = Decimal(9_999_999)


@transaction.atomic
def define_course(
    *,
    actor: User,
    project: Project,
    name: str,
    clause: Clause | None = None,
    level: str = Level.PRACTITIONER,
    validity_months: int | None = None,
    **more: Any,
) -> Course:
    """Something to learn; without months it stays valid for good.

    `more`: prerequisite, aim, trainer, cost, effect_method.
    """
    require(actor, MANAGE, project)
    lock(Project, project.pk)
    course = Course(project=project)
    _fill_course(course, name, clause, level, validity_months)
    _fill_more(course, **more)
    course.save_because(_("defined"), by=actor)
    record(actor, Verb.COURSE_DEFINED, course, after={"validity_months": validity_months})
    return course


@transaction.atomic
def change_course(
    *,
    actor: User,
    course: Course,
    version: int,
    name: str,
    clause: Clause | None,
    level: str,
    validity_months: int | None,
    reason: str = "",
    **more: Any,
) -> Course:
    """Another name, clause, level or validity; results that are written down keep the end they were given."""
    require(actor, MANAGE, course)
    lock(Project, course.project_id)  # two changes at once could close a loop that neither closes alone
    rows = Course.objects.of(course.project).select_related("project", "clause", "prerequisite")
    row: Course = lock_telling(rows, course.pk, version=version)
    before = _course_facts(row)
    _fill_course(row, name, clause, level, validity_months)
    _fill_more(row, **{**_more_of(row), **more})
    after = _course_facts(row)
    changed = [key for key in after if after[key] != before[key]]
    if not changed:
        return row
    reason = reason.strip()
    row.save_because(reason or _("changed"), by=actor)
    record(
        actor,
        Verb.COURSE_CHANGED,
        row,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
        reason=reason,
    )
    return row


def _course_facts(course: Course) -> dict[str, Any]:
    return {
        "name": course.name,
        "clause": course.clause.number if course.clause else None,
        "level": course.level,
        "validity_months": course.validity_months,
        "prerequisite": course.prerequisite.name if course.prerequisite else None,
        "aim": course.aim,
        "cost": str(course.cost) if course.cost is not None else None,
        "effect_method": course.effect_method,
        "has_trainer": bool(course.trainer),
    }


def _more_of(course: Course) -> dict[str, Any]:
    names = ("prerequisite", "aim", "trainer", "cost", "effect_method")
    return {name: getattr(course, name) for name in names}


def _fill_course(
    course: Course, name: str, clause: Clause | None, level: str, validity_months: int | None
) -> None:
    name = named(name, _("A course needs a name."))
    same = Course.objects.of(course.project).filter(name__iexact=name).exclude(pk=course.pk)
    if same.exists():
        raise RuleBroken(_("There is a course of this name already."), field="name")
    if clause is not None and clause.edition_id != course.project.edition_id:
        raise RuleBroken(_("This clause belongs to another edition."), field="clause")
    if validity_months is not None and not 1 <= validity_months <= 120:
        raise RuleBroken(_("A course is valid for 1 to 120 months."), field="validity_months")
    if level not in Level.values:
        raise RuleBroken(_("Choose one of the levels that are listed."), field="level")
    course.name, course.clause = name, clause
    course.level, course.validity_months = Level(level), validity_months


def _fill_more(
    course: Course,
    *,
    prerequisite: Course | None = None,
    aim: str = "",
    trainer: str = "",
    cost: Decimal | None = None,
    effect_method: str = "",
) -> None:
    if cost is not None and not 0 <= cost <= MOST_COST:
        raise RuleBroken(_("The cost lies between 0 and 9,999,999."), field="cost")
    if effect_method and effect_method not in EffectMethod.values:
        raise RuleBroken(_("Choose one of the methods that are listed."), field="effect_method")
    _check_prerequisite(course, prerequisite)
    course.prerequisite, course.effect_method = prerequisite, effect_method
    course.aim, course.trainer, course.cost = aim.strip()[:500], trainer.strip()[:200], cost


def _check_prerequisite(course: Course, prerequisite: Course | None) -> None:
    """Nothing can be a condition of itself, directly or over others: nobody could ever begin."""
    if prerequisite is None:
        return
    if prerequisite.project_id != course.project_id:
        raise RuleBroken(_("This belongs to another implementation."), field="prerequisite")
    before = dict(Course.objects.of(course.project).values_list("pk", "prerequisite_id"))
    way: list[UUID] = []
    at: UUID | None = prerequisite.pk
    seen: set[UUID] = set()
    while at and at not in seen:
        way.append(at)
        if at == course.pk:
            names = dict(Course.objects.filter(pk__in=way).values_list("pk", "name"))
            raise RuleBroken(
                _("This would go round in a circle: %(way)s. Nobody could ever begin.")
                % {"way": " → ".join(names[pk] for pk in [course.pk, *way])},
                field="prerequisite",
            )
        seen.add(at)
        at = before.get(at)

"""What the verbs of this room ask of each input."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.training.choices import Result
from tracker.training.models import Course

MANAGE = Permission.TRAINING_MANAGE


def expiry(course: Course, achieved_on: date, result: str) -> date | None:
    """The last day on which the result counts: the same day of the month, or the month's last."""
    if result == Result.FAILED or course.validity_months is None:
        return None
    months = achieved_on.month - 1 + course.validity_months
    year, month = achieved_on.year + months // 12, months % 12 + 1
    return date(year, month, min(achieved_on.day, calendar.monthrange(year, month)[1]))


def named(name: str, sentence: str) -> str:
    name = name.strip()
    if not name:
        raise RuleBroken(sentence, field="name")
    if len(name) > 200:
        raise RuleBroken(_("The name is longer than 200 characters."), field="name")
    return name


def check_staff(project: Project, people: Sequence[Person]) -> None:
    if any(person.organization_id != project.organization_id for person in people):
        raise RuleBroken(
            _("Somebody in this list is not in the organization's staff register."), field="people"
        )


def check_same_project(project: Project, row: Any) -> None:
    if row.project_id != project.pk:
        raise RuleBroken(_("This belongs to another implementation."))

"""Lessons: written down, used, put aside; or said at a gate that there are none."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.locking import lock_telling
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reviews.choices import Kind, Verb
from tracker.reviews.models import Deviation, GateReview, Lesson, LessonUse
from tracker.reviews.policies import may_rewrite, may_take_back


@transaction.atomic
def write_lesson(
    *,
    actor: User,
    project: Project,
    kind: str,
    title: str,
    advice: str,
    gate: GateReview | None = None,
    deviation: Deviation | None = None,
) -> Lesson:
    """Anybody who works here writes down what was learned and what to do the next time."""
    require(actor, Permission.GOVERNANCE_VIEW, project)
    lock(Project, project.pk)
    if any(row is not None and row.project_id != project.pk for row in (gate, deviation)):
        raise RuleBroken(_("This belongs to another implementation."))
    last = Lesson.objects.of(project).aggregate(last=Max("number"))["last"] or 0
    row = Lesson(project=project, number=last + 1, gate=gate, deviation=deviation)
    row.raised_by, row.raised_on = actor, project.today()
    _put(row, kind, title, advice)
    row.save_because(_("learned"), by=actor)
    record(actor, Verb.LESSON_WRITTEN, row, after={"kind": kind})
    return row


@transaction.atomic
def change_lesson(*, actor: User, lesson: Lesson, version: int, kind: str, title: str, advice: str) -> Lesson:
    """Say it better; who wrote it may, and who keeps the plan."""
    row = _taken(lesson, version)
    if not may_rewrite(actor, row):
        raise NotPermitted(_("Only who wrote it down, or who keeps the plan, says it otherwise."))
    before = {"title": row.title, "advice": row.advice}
    _put(row, kind, title, advice)
    row.save_because(_("changed"), by=actor)
    record(actor, Verb.LESSON_CHANGED, row, before=before, after={"title": row.title, "advice": row.advice})
    return row


def _put(row: Lesson, kind: str, title: str, advice: str) -> None:
    if kind not in Kind.values:
        raise RuleBroken(_("Say whether to do it again or otherwise."), field="kind")
    if not title.strip():
        raise RuleBroken(_("Say what was learned."), field="title")
    if not advice.strip():
        raise RuleBroken(_("Say what to do the next time."), field="advice")
    row.kind, row.title, row.advice = kind, title.strip()[:300], advice.strip()[:5000]


@transaction.atomic
def use_lesson(
    *, actor: User, project: Project, lesson: Lesson, text: str, task: Task | None = None
) -> LessonUse:
    """Say where it was used; a lesson of another implementation by whoever may read it there."""
    require(actor, Permission.GOVERNANCE_VIEW, project)
    row = _taken(lesson)
    require(actor, Permission.GOVERNANCE_VIEW, row)
    if row.project.organization_id != project.organization_id:
        raise RuleBroken(_("This belongs to another organization."))
    if task is not None and task.project_id != project.pk:
        raise RuleBroken(_("This task is in another plan."), field="task")
    if not text.strip():
        raise RuleBroken(_("Say what was done with it."), field="text")
    use = LessonUse(project=project, lesson=row, task=task, text=text.strip()[:5000])
    use.used_by, use.used_on = actor, project.today()
    use.save_because(_("used"), by=actor)
    record(actor, Verb.LESSON_USED, use, after={"task": task.name if task else None})
    return use


@transaction.atomic
def take_use_back(*, actor: User, use: LessonUse, reason: str) -> None:
    """It was not used there after all; the history keeps it."""
    row: LessonUse = lock(LessonUse.objects.select_related("lesson", "project"), use.pk)
    if not may_take_back(actor, row):
        raise NotPermitted(_("Only who said so, or who keeps the plan, takes it back."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is taken back."), field="reason")
    record(actor, Verb.LESSON_USE_TAKEN_BACK, row, before={"text": row.text}, reason=reason.strip()[:500])
    row.delete_because(reason.strip()[:500], by=actor)


@transaction.atomic
def put_lesson_aside(*, actor: User, lesson: Lesson, reason: str) -> Lesson:
    """It holds no longer, or cannot be used; it stays to be read."""
    require(actor, Permission.PLAN_EDIT, lesson)
    row = _taken(lesson)
    if not reason.strip():
        raise RuleBroken(_("Say why it is put aside."), field="reason")
    row.closed_on, row.closed_note = row.project.today(), reason.strip()[:500]
    row.save_because(row.closed_note, by=actor)
    record(actor, Verb.LESSON_PUT_ASIDE, row, reason=row.closed_note)
    return row


def _taken(lesson: Lesson, version: int | None = None) -> Lesson:
    rows: Any = Lesson.objects.select_related("project")
    row: Lesson = lock_telling(rows, lesson.pk, version=version)
    if row.closed_on is not None:
        raise RuleBroken(_("This lesson was put aside."))
    return row


@transaction.atomic
def say_no_lessons(*, actor: User, review: GateReview, reason: str) -> GateReview:
    """The stage taught nothing new, and why it did not: asked for at each gate, this is an answer too."""
    require(actor, Permission.PLAN_EDIT, review)
    row: GateReview = lock(GateReview.objects.select_related("project"), review.pk)
    if not row.is_open:
        raise RuleBroken(_("This review is closed."))
    if row.lessons.exists():
        raise RuleBroken(_("There are lessons of this gate already."))
    if not reason.strip():
        raise RuleBroken(_("Say why there are none."), field="reason")
    row.no_lessons = reason.strip()[:500]
    row.save_because(row.no_lessons, by=actor)
    record(actor, Verb.NO_LESSONS_SAID, row, reason=row.no_lessons)
    return row

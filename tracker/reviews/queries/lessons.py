"""Lessons with where they were used, those that wait for a use first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from tracker.people.models import User
from tracker.plan.models import Phase
from tracker.projects.models import Project, ProjectQuerySet
from tracker.projects.permissions import Permission
from tracker.projects.queries import projects_where
from tracker.reviews.models import GateReview, Lesson, LessonUse

MOST = 200


@dataclass(frozen=True, slots=True)
class Lessons:
    """What an implementation has learned, and what others learned before that it has not used."""

    waiting: list[Lesson]
    used: list[Lesson]
    aside: list[Lesson]
    elsewhere: list[Lesson]

    @property
    def own(self) -> list[Lesson]:
        return [*self.waiting, *self.used, *self.aside]


def lessons_of(project: Project, reader: User) -> Lessons:
    """All of the implementation, and the newest 200 that other ones of the organization offer the reader."""
    seen = projects_where(reader, Permission.GOVERNANCE_VIEW)
    rows = list(lesson_rows(seen).filter(project=project))
    here = LessonUse.objects.of(project).filter(lesson=OuterRef("pk"))
    offered = readable(project, seen).filter(closed_on=None).exclude(project=project)
    return Lessons(
        waiting=[row for row in rows if row.closed_on is None and not row.used],
        used=[row for row in rows if row.closed_on is None and row.used],
        aside=[row for row in rows if row.closed_on is not None],
        elsewhere=list(offered.exclude(Exists(here)).order_by("-raised_on", "-number")[:MOST]),
    )


def readable(project: Project, seen: ProjectQuerySet) -> Any:
    """The lessons of the implementation, and those of others in the organization that the reader may read."""
    others = seen.filter(organization=project.organization_id)
    return lesson_rows(seen).filter(Q(project=project) | Q(project__in=others))


def lesson_rows(seen: ProjectQuerySet) -> Any:
    """Each with the number of its uses, and with those of them that lie where the reader may look."""
    uses = LessonUse.objects.filter(project__in=seen).select_related("task", "project", "used_by")
    rows = Lesson.objects.select_related("project", "raised_by", "gate__milestone__task", "deviation")
    return rows.annotate(used=Count("uses")).prefetch_related(Prefetch("uses", uses))


def lessons_at(gate: GateReview) -> list[Lesson]:
    """Those of a gate, with their uses in the same implementation."""
    return list(lesson_rows(Project.objects.filter(pk=gate.project_id)).filter(gate=gate))


def lessons_waiting(project: Project) -> int:
    """How many have been used nowhere and are not put aside."""
    used = LessonUse.objects.filter(lesson=OuterRef("pk"))
    return Lesson.objects.of(project).filter(closed_on=None).exclude(Exists(used)).count()


def lessons_of_stage(project: Project, phase: Phase) -> list[Lesson]:
    """Those written down at the gates of a stage."""
    rows = lesson_rows(Project.objects.filter(pk=project.pk)).filter(gate__milestone__task__phase=phase)
    return list(rows.filter(project=project).order_by("number"))


def uses_in_stage(project: Project, phase: Phase) -> list[LessonUse]:
    """Where work of a stage used what was learned before."""
    rows = LessonUse.objects.of(project).filter(task__phase=phase)
    return list(rows.select_related("lesson__project", "task").order_by("used_on", "created_at"))

"""Where reminders come from: a plain list of calls into the rooms below, each a question about what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.frame import address
from tracker.evidence.models import EvidenceRevision
from tracker.people.models import Person, User
from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reminders.choices import Source
from tracker.signoffs.models import SignOffRequest
from tracker.training.choices import COUNTS
from tracker.training.models import CourseNeed, TrainingRecord


@dataclass(frozen=True, slots=True)
class Due:
    """One thing with a day, and whose it is."""

    subject_type: str
    subject_id: str
    label: str
    due_on: date
    owner: Person | User | None
    link: str
    detail: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.subject_type, self.subject_id


def due_in(project: Project, source: Source, *, on: date, ahead: int) -> list[Due]:
    """Everything of one kind that is still open and due until so many days ahead, the overdue included."""
    until = on + timedelta(days=ahead)
    match source:
        case Source.MILESTONES:
            return list(_milestones(project, until))
        case Source.TASKS:
            return list(_tasks(project, until))
        case Source.EVIDENCE:
            return list(_evidence(project, until))
        case Source.TRAINING:
            return list(_training(project, until))
        case Source.SIGNOFFS:
            return list(_signoffs(project, until))


def _milestones(project: Project, until: date) -> Iterable[Due]:
    rows = Task.objects.of(project).milestones().open().filter(due_on__lte=until)
    for task in rows.select_related("owner__user", "milestone"):
        passed = getattr(task, "milestone", None)
        name = ("plan:milestone", passed.pk) if passed else ("plan:task", task.pk)
        yield Due(
            "plan.task",
            str(task.pk),
            task.name,
            task.due_on,
            task.owner,
            reverse(name[0], args=[project.slug, name[1]]),
        )


def _tasks(project: Project, until: date) -> Iterable[Due]:
    rows = Task.objects.of(project).tasks().open().filter(due_on__lte=until)
    for task in rows.select_related("owner__user"):
        link = reverse("plan:task", args=[project.slug, task.pk])
        yield Due("plan.task", str(task.pk), task.name, task.due_on, task.owner, link, task.blocked_reason)


def _evidence(project: Project, until: date) -> Iterable[Due]:
    rows = EvidenceRevision.objects.of(project).current().filter(expires_on__lte=until)
    for revision in rows.select_related("evidence__custodian__user", "uploaded_by"):
        evidence = revision.evidence
        yield Due(
            "evidence.evidencerevision",
            str(revision.pk),
            evidence.name,
            revision.expires_on,
            evidence.custodian or revision.uploaded_by,
            reverse("evidence:evidence", args=[project.slug, evidence.pk]),
        )


def _training(project: Project, until: date) -> Iterable[Due]:
    """The record that lasts longest in each course that a person's roles still need."""
    same = TrainingRecord.objects.filter(
        project=project, person=OuterRef("person"), course=OuterRef("course"), result__in=COUNTS
    )
    needed = CourseNeed.objects.filter(
        project=project, course=OuterRef("course"), job_role__assignments__person=OuterRef("person")
    )
    rows = TrainingRecord.objects.of(project).filter(
        Exists(needed), expires_on__lte=until, result__in=COUNTS, person__left_on=None
    )
    lasting = rows.exclude(Exists(same.filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on")))))
    for record in lasting.select_related("person__user", "course"):
        yield Due(
            "training.trainingrecord",
            str(record.pk),
            _("%(course)s, training of %(person)s") % {"course": record.course, "person": record.person},
            record.expires_on,
            record.person,
            _address(("training:person", record.person_id), ("training:matrix", None), slug=project.slug),
        )


def _address(*names: tuple[str, object], slug: str) -> str:
    """The first of these pages that there is."""
    for name, pk in names:
        found = address(name, slug) if pk is None else address(name, slug, pk)
        if found:
            return found
    return ""


def _signoffs(project: Project, until: date) -> Iterable[Due]:
    rows = SignOffRequest.objects.of(project).waiting().filter(due_on__lte=until)
    for request in rows.select_related("asked_of"):
        link = reverse("signoffs:request_detail", args=[project.slug, request.pk])
        yield Due(
            "signoffs.signoffrequest",
            str(request.pk),
            request.question,
            request.due_on,
            request.asked_of,
            link,
        )

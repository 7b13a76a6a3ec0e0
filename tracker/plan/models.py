"""Phases, tasks and milestones in one tree, their dependencies, deliverables, and the frozen baseline."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.core.models import AppendOnly
from tracker.people.models import Person, User
from tracker.plan.calendars import ScheduleBasis, TaskCalendar, WorkingCalendar
from tracker.plan.choices import (
    ConstraintKind,
    DeliverableState,
    DoneWhen,
    LagUnit,
    LinkKind,
    MilestoneKind,
    TaskKind,
)
from tracker.plan.control import ChangeRequest, TaskEstimate
from tracker.plan.doneness import TaskEvidence, TaskStep
from tracker.plan.series import Occurrence, TaskSeries
from tracker.plan.tailoring import PlanTailoring
from tracker.plan.talk import KeptView, TaskComment
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.standard.models import Clause, DocumentedInformation

__all__ = [
    "Baseline",
    "BaselineRow",
    "ChangeRequest",
    "Deliverable",
    "Dependency",
    "KeptView",
    "Milestone",
    "Occurrence",
    "Phase",
    "PlanTailoring",
    "ScheduleBasis",
    "Task",
    "TaskCalendar",
    "TaskClause",
    "TaskComment",
    "TaskEstimate",
    "TaskEvidence",
    "TaskSeries",
    "TaskStep",
    "WorkingCalendar",
    "Workstream",
]


class Phase(ProjectOwned):
    """A stretch of the way, P0 mobilise to P7 sustain, or as the organization names it."""

    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=200)
    place = models.PositiveIntegerField(_("place"), default=0)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["place", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="one_phase_of_a_code")]

    def __str__(self) -> str:
        return self.name


class Workstream(ProjectOwned):
    """A group of tasks across phases, such as change management or training."""

    name = models.CharField(_("name"), max_length=200)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_workstream_of_a_name")]

    def __str__(self) -> str:
        return self.name


class TaskQuerySet(ProjectOwnedQuerySet):
    def in_order(self) -> Self:
        return self.order_by("place")

    def leaves(self) -> Self:
        """What is worked on or reached; summary tasks only add up what lies under them."""
        return self.filter(is_summary=False)

    def tasks(self) -> Self:
        return self.filter(kind=TaskKind.TASK, is_summary=False)

    def milestones(self) -> Self:
        return self.filter(kind=TaskKind.MILESTONE)

    def done(self) -> Self:
        return self.filter(actual_finish_on__isnull=False)

    def open(self) -> Self:
        return self.filter(actual_finish_on=None)

    def overdue(self, *, on: date) -> Self:
        """Open and due before that day."""
        return self.open().leaves().filter(due_on__lt=on)

    def due_within(self, *, on: date, days: int) -> Self:
        """Open and due from that day until so many days later."""
        return self.open().leaves().filter(due_on__gte=on, due_on__lte=on + timedelta(days=days))

    def owned_by(self, person: Person) -> Self:
        return self.filter(owner=person)


class Task(ProjectOwned):
    """A piece of work, or a milestone: a point in time without work of its own.

    Dates are working days in the project's zone, both included. `duration_minutes` is working time.
    """

    uid = models.PositiveIntegerField(_("number"), help_text=_("Unique in the project; kept from an import."))
    kind = models.CharField(_("kind"), max_length=10, choices=TaskKind, default=TaskKind.TASK)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True)
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    place = models.PositiveIntegerField(_("place in the plan"))
    level = models.PositiveSmallIntegerField(_("outline level"), default=1)
    is_summary = models.BooleanField(_("adds up what lies under it"), default=False)
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True)
    starts_on = models.DateField(_("start"))
    starts_at = models.TimeField(_("time of start"), default=time(8))
    due_on = models.DateField(_("due"))
    due_at = models.TimeField(_("time due"), default=time(17))
    duration_minutes = models.PositiveIntegerField(_("duration in working minutes"), default=480)
    effort_hours = models.DecimalField(
        _("effort in hours"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    spent_hours = models.DecimalField(
        _("hours spent so far"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    percent = models.PositiveSmallIntegerField(_("percent done"), default=0)
    done_when = models.CharField(
        _("counts as done when"), max_length=10, choices=DoneWhen, default=DoneWhen.SAID
    )
    actual_start_on = models.DateField(_("really started"), null=True, blank=True)
    actual_finish_on = models.DateField(_("really finished"), null=True, blank=True)
    blocked_reason = models.CharField(_("blocked because"), max_length=500, blank=True)
    actual_start_at = models.TimeField(_("time really started"), null=True, blank=True)
    actual_finish_at = models.TimeField(_("time really finished"), null=True, blank=True)
    remaining_minutes = models.PositiveIntegerField(_("remaining working minutes"), null=True, blank=True)
    resumes_on = models.DateField(_("taken up again"), null=True, blank=True)
    resumes_at = models.TimeField(_("time taken up again"), null=True, blank=True)
    constraint = models.CharField(
        _("constraint"), max_length=10, choices=ConstraintKind, default=ConstraintKind.PLANNED
    )
    constraint_on = models.DateField(_("date of the constraint"), null=True, blank=True)
    constraint_at = models.TimeField(_("time of the constraint"), null=True, blank=True)
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    deadline_at = models.TimeField(_("time of the deadline"), null=True, blank=True)
    is_manual = models.BooleanField(_("scheduled by hand"), default=False)
    is_elapsed = models.BooleanField(_("duration counts nights and weekends"), default=False)
    calendar = models.ForeignKey(
        WorkingCalendar, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True
    )
    without_people = models.BooleanField(_("keeps to its calendar whoever works on it"), default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        indexes = [
            models.Index(fields=["project", "place"], name="task_place"),
            models.Index(fields=["project", "due_on"], name="task_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "uid"], name="one_task_of_a_number"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("starts_on")), name="a_task_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="percent_at_most_a_hundred"),
            models.CheckConstraint(
                condition=Q(actual_finish_on=None)
                | Q(actual_start_on=None)
                | Q(actual_finish_on__gte=models.F("actual_start_on")),
                name="a_task_finished_after_it_started",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_done(self) -> bool:
        return self.actual_finish_on is not None

    @property
    def by_steps(self) -> bool:
        """Whether its percentage is counted from its checklist."""
        return self.done_when == DoneWhen.STEPS

    @property
    def is_milestone(self) -> bool:
        return self.kind == TaskKind.MILESTONE

    @property
    def is_blocked(self) -> bool:
        return bool(self.blocked_reason) and not self.is_done

    def is_overdue(self, *, on: date) -> bool:
        return not self.is_done and self.due_on < on


class Milestone(ProjectOwned):
    """What makes a milestone more than a date: a gate, an audit, the certificate; and who signs it."""

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="milestone")
    kind = models.CharField(_("kind"), max_length=20, choices=MilestoneKind, default=MilestoneKind.OTHER)
    criteria = models.TextField(_("passed when"), blank=True)
    needs_signoff = models.BooleanField(_("passed only by sign-off"), default=False)
    # The page of a room above at which it is decided; a plain sign-off does not pass it then.
    gate_link = models.CharField(_("decided at"), max_length=300, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["task__due_on", "task__place"]

    def __str__(self) -> str:
        return self.task.name


class Dependency(ProjectOwned):
    """The second task hangs on the first. A lag may be negative (a lead)."""

    predecessor = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="links_out")
    successor = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(_("kind"), max_length=2, choices=LinkKind, default=LinkKind.FS)
    lag_minutes = models.IntegerField(_("lag in minutes"), default=0)
    lag_unit = models.CharField(_("unit of the lag"), max_length=3, choices=LagUnit, default=LagUnit.DAYS)
    lag_percent = models.SmallIntegerField(_("lag in percent of the first task"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="two_tasks_are_linked_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")), name="no_task_hangs_on_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.kind} {self.successor}"


class TaskClause(ProjectOwned):
    """The task leads to this clause."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="clause_links")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="task_links")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "clause"], name="task_leads_to_a_clause_once")]

    def __str__(self) -> str:
        return _t("%(task)s leads to %(clause)s") % {"task": self.task, "clause": self.clause}


class Deliverable(ProjectOwned):
    """A product of the implementation with criteria by which somebody accepts it."""

    name = models.CharField(_("name"), max_length=300)
    information = models.ForeignKey(
        DocumentedInformation, on_delete=models.PROTECT, related_name="deliverables", null=True, blank=True
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="deliverables", null=True, blank=True
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="deliverables", null=True, blank=True
    )
    criteria = models.TextField(_("accepted when"), blank=True)
    reviewer_role = models.CharField(_("reviewed by"), max_length=100, blank=True)
    # The task may leave the plan and come back; what it reviewed stays.
    review_task = models.ForeignKey(
        Task, on_delete=models.DO_NOTHING, related_name="reviews", db_constraint=False, null=True, blank=True
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=DeliverableState, default=DeliverableState.PLANNED
    )
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=DeliverableState.ACCEPTED)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="accepted_means_by_whom_and_when",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Baseline(AppendOnly):
    """The dates of the whole plan as they were approved; a new baseline never changes an old one."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField(_("number"))
    approved_at = models.DateTimeField(_("approved at"))
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    digest = models.CharField(max_length=64)
    request = models.ForeignKey(
        ChangeRequest, on_delete=models.PROTECT, related_name="baselines", null=True, blank=True
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_baseline_of_a_number")]

    def __str__(self) -> str:
        return _t("baseline %(number)s") % {"number": self.number}


class BaselineRow(AppendOnly):
    """What the baseline says of one task."""

    baseline = models.ForeignKey(Baseline, on_delete=models.PROTECT, related_name="rows")
    task = models.ForeignKey(
        Task, on_delete=models.DO_NOTHING, related_name="baseline_rows", db_constraint=False
    )
    name = models.CharField(max_length=300)
    starts_on = models.DateField()
    due_on = models.DateField()
    # Not known of baselines from before these were kept.
    effort_hours = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    is_milestone = models.BooleanField(null=True)
    is_summary = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["baseline", "task"], name="a_task_stands_once_in_a_baseline")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on} – {self.due_on}"

"""Working time of a plan: its calendars, who works by which, and from where its dates are computed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class WorkingCalendar(ProjectOwned):
    """When work is done: a week of shifts, the days that are otherwise, and what it inherits from its base.

    `week` holds seven lists of shifts, Monday first, each shift from and to in minutes of the day; a day that
    is null is as in the base calendar. `exceptions` hold first and last day, shifts and a name.
    """

    name = models.CharField(_("name"), max_length=200)
    uid = models.CharField(_("number in the imported file"), max_length=40, blank=True)
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="heirs", null=True, blank=True, verbose_name=_("base")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="working_calendars", null=True, blank=True
    )
    week = models.JSONField(_("week"), default=list)
    exceptions = models.JSONField(_("exceptions"), default=list, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                condition=Q(person__isnull=False),
                name="one_calendar_of_a_person",
            ),
            models.CheckConstraint(condition=~Q(base=models.F("id")), name="no_calendar_is_its_own_base"),
        ]

    def __str__(self) -> str:
        return self.name


class TaskCalendar(ProjectOwned):
    """Somebody who works by this calendar works on the task."""

    task = models.ForeignKey("plan.Task", on_delete=models.PROTECT, related_name="people_calendars")
    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.PROTECT, related_name="task_links")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "calendar"], name="a_calendar_works_on_a_task_once")
        ]

    def __str__(self) -> str:
        return _t("%(calendar)s works on %(task)s") % {"calendar": self.calendar, "task": self.task}


class ScheduleBasis(ProjectOwned):
    """From where the dates of the plan are computed: its start, or its finish, and its calendar.

    Dates and times are the plan's own clock. Without a row a plan begins with its first task, Monday to Friday.
    """

    starts_on = models.DateField(_("start"))
    starts_at = models.TimeField(_("time of start"))
    finishes_on = models.DateField(_("finish"), null=True, blank=True)
    finishes_at = models.TimeField(_("time of finish"), null=True, blank=True)
    from_finish = models.BooleanField(_("computed backwards from the finish"), default=False)
    calendar = models.ForeignKey(
        WorkingCalendar, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    critical_minutes = models.PositiveIntegerField(_("float up to which a task is critical"), default=0)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "schedule bases"
        constraints = [models.UniqueConstraint(fields=["project"], name="one_schedule_basis_of_a_plan")]

    def __str__(self) -> str:
        return _t("basis of the plan of %(project)s") % {"project": self.project}

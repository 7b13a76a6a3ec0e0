"""Tasks that come again: the series as it was set up, and the tasks that were made of it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.plan.choices import RhythmKind
from tracker.plan.rhythm import Rhythm
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class TaskSeries(ProjectOwned):
    """A task that comes again by a rhythm; its occurrences are ordinary tasks beneath one summary task.

    It says what the occurrences were made from, so that one which says otherwise was changed by hand.
    """

    # The summary may leave the plan and come back, as with comments.
    summary = models.OneToOneField(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="series", db_constraint=False
    )
    name = models.CharField(_("name"), max_length=280)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="task_series", null=True, blank=True
    )
    length_days = models.PositiveSmallIntegerField(_("working days each time"), default=1)
    effort_hours = models.DecimalField(
        _("effort in hours each time"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    kind = models.CharField(_("rhythm"), max_length=13, choices=RhythmKind)
    every = models.PositiveSmallIntegerField(
        _("every how many weeks or months"), default=1, validators=[MinValueValidator(1)]
    )
    weekdays = models.JSONField(_("weekdays, Monday as 0"), default=list, blank=True)
    month_day = models.PositiveSmallIntegerField(_("day of the month"), default=1)
    nth = models.SmallIntegerField(_("which weekday of the month, the last as -1"), default=1)
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("number of times"), null=True, blank=True)
    clauses = models.JSONField(_("numbers of the clauses it leads to"), default=list, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("recurring task")
        verbose_name_plural = _("recurring tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None, times__isnull=False) | Q(until__isnull=False, times=None),
                name="a_series_ends_on_a_day_or_after_a_number_of_times",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("starts_on")),
                name="a_series_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(every__gte=1, length_days__gte=1), name="a_series_comes_and_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(
            kind=self.kind,
            starts_on=self.starts_on,
            every=self.every,
            weekdays=tuple(self.weekdays),
            month_day=self.month_day,
            nth=self.nth,
            until=self.until,
            times=self.times,
        )


class Occurrence(ProjectOwned):
    """One time of a series: its day by the rhythm, and the dates that its task was given."""

    series = models.ForeignKey(TaskSeries, on_delete=models.PROTECT, related_name="occurrences")
    task = models.OneToOneField(
        "plan.Task", on_delete=models.DO_NOTHING, related_name="occurrence", db_constraint=False
    )
    number = models.PositiveSmallIntegerField(_("which time"))
    day = models.DateField(_("day by the rhythm"))
    starts_on = models.DateField(_("start"))
    due_on = models.DateField(_("due"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["day", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__gte=models.F("day"), due_on__gte=models.F("starts_on")),
                name="an_occurrence_gives_way_to_later_days_only",
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"

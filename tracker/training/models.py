"""Job roles, the courses they need, sessions with attendance, and what each person has achieved."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tracker.checks.models import ShortCheck
from tracker.evidence.models import Evidence
from tracker.people.models import Person, User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.standard.models import Clause
from tracker.training.choices import COUNTS, Effect, EffectMethod, Judged, Level, Result


class JobRole(ProjectOwned):
    """What somebody does in the service management system, and so must be able to do."""

    name = models.CharField(_("name"), max_length=200)
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="job_roles", null=True, blank=True
    )

    changes = models.TextField(_("what changes for me"), blank=True)
    changes_number = models.PositiveSmallIntegerField(_("how often it was written"), default=0)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("project", Lower("name"), name="job_role_name_once"),)

    def __str__(self) -> str:
        return self.name


class RoleAssignment(ProjectOwned):
    """A person holds a job role; one person may hold several."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="job_roles")
    job_role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="assignments")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job_role", "person"), name="job_role_held_once"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.job_role}"


class SheetRead(ProjectOwned):
    """Somebody confirmed to have read what changes for a job role, in the words that had this number."""

    job_role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="reads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sheets_read")
    number = models.PositiveSmallIntegerField(_("which words"))
    read_at = models.DateTimeField(_("read at"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("job_role", "person", "number"), name="words_confirmed_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.job_role}"


class Course(ProjectOwned):
    """Something to be learned, the clause that asks for it, and how long it stays valid."""

    name = models.CharField(_("name"), max_length=200)
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="courses", null=True, blank=True
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.PRACTITIONER)
    validity_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)
    prerequisite = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="leads_to", null=True, blank=True
    )
    aim = models.CharField(_("learning aim"), max_length=500, blank=True)
    trainer = models.CharField(_("trainer"), max_length=200, blank=True)
    cost = models.DecimalField(_("cost of a session"), max_digits=9, decimal_places=2, null=True, blank=True)
    effect_method = models.CharField(
        _("how the effect is checked"), max_length=20, choices=EffectMethod, blank=True
    )

    short_check = models.OneToOneField(
        ShortCheck, on_delete=models.PROTECT, related_name="course", null=True, blank=True
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("project", Lower("name"), name="course_name_once"),
            models.CheckConstraint(
                condition=Q(validity_months=None) | Q(validity_months__gte=1, validity_months__lte=120),
                name="course_validity_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(prerequisite=None) | ~Q(prerequisite=F("id")),
                name="a_course_never_asks_for_itself",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CourseNeed(ProjectOwned):
    """A job role needs a course."""

    job_role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="needs")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="needs")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("job_role", "course"), name="course_needed_once"),)

    def __str__(self) -> str:
        return f"{self.job_role}: {self.course}"


class Session(ProjectOwned):
    """A course held at a time and place."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("starts at"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    trainer = models.CharField(_("trainer"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=90)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=12)
    code = models.CharField(_("check-in code"), max_length=32, blank=True)
    attendance_at = models.DateTimeField(_("attendance recorded at"), null=True, blank=True)
    effect_due_on = models.DateField(_("effect to be checked by"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=20, choices=Effect, blank=True)
    effect_note = models.CharField(_("how it shows"), max_length=500, blank=True)
    effect_checked_at = models.DateTimeField(_("effect checked at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at",)
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=~Q(code=""), name="one_session_of_a_code"),
        )

    def __str__(self) -> str:
        return f"{self.course}, {self.starts_at:%Y-%m-%d}"


class Enrolment(ProjectOwned):
    """A seat in a session or a place on its waiting list; afterwards whether the person was there."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    waiting = models.BooleanField(_("on the waiting list"), default=False)
    arrived_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("useful for the work"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=1000, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("session", "person"), name="one_seat_in_a_session"),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="rating_from_one_to_five"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.session}"


class TrainingRecordQuerySet(ProjectOwnedQuerySet):
    def valid(self, *, on: date) -> Self:
        """What counts on that day: achieved by then, not failed, not expired."""
        in_time = Q(expires_on=None) | Q(expires_on__gte=on)
        return self.filter(in_time, achieved_on__lte=on, result__in=COUNTS)

    def expiring(self, *, on: date, until: date) -> Self:
        """Valid on the day, and no longer after `until`."""
        return self.valid(on=on).filter(expires_on__lte=until)


class TrainingRecord(ProjectOwned):
    """What a person achieved in a course on a day, and until when it counts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="training_records")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="records")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="records", null=True, blank=True
    )
    result = models.CharField(_("result"), max_length=20, choices=Result)
    achieved_on = models.DateField(_("achieved on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="training_records", null=True, blank=True
    )

    objects = TrainingRecordQuerySet.as_manager()

    class Meta:
        ordering = ("-achieved_on",)
        constraints = (
            models.UniqueConstraint(fields=("person", "course", "achieved_on"), name="one_result_of_a_day"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("achieved_on")),
                name="training_expires_after_it_is_achieved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.course}"


class Judgement(ProjectOwned):
    """What an assessor found: whether a person can do what a job role asks, on what grounds, what is lacking.

    Each judgement is a row of its own; the newest of a person in a role counts.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="judgements")
    job_role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="judgements")
    education = models.CharField(_("education"), max_length=500, blank=True)
    training = models.CharField(_("training"), max_length=500, blank=True)
    experience = models.CharField(_("experience"), max_length=500, blank=True)
    proof = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="judgements", null=True, blank=True
    )
    outcome = models.CharField(_("judgement"), max_length=20, choices=Judged)
    assessor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="judgements")
    judged_on = models.DateField(_("judged on"))
    gap = models.CharField(_("what is lacking"), max_length=500, blank=True)
    action = models.CharField(_("what is done about it"), max_length=500, blank=True)
    may_act = models.BooleanField(_("authorised to act"), default=False)
    review_on = models.DateField(_("judge again by"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-judged_on", "-created_at")

    def __str__(self) -> str:
        return f"{self.person}, {self.job_role}"

"""The short check of a course: made, sent out, answered; passing it is a result like any other."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.checks.actions import make_check, take_check
from tracker.checks.choices import How
from tracker.checks.models import Attempt, Question, ShortCheck
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import Message, post_many
from tracker.people.models import Person, User
from tracker.projects.policies import require
from tracker.training.actions.shared import MANAGE, expiry
from tracker.training.choices import Result, Verb
from tracker.training.links import token_for
from tracker.training.models import Course, RoleAssignment, TrainingRecord


@transaction.atomic
def give_course_check(*, actor: User, course: Course) -> ShortCheck:
    """A short check for this course; the one that is there already where there is one."""
    require(actor, MANAGE, course)
    row: Course = lock(Course.objects.select_related("project"), course.pk)
    if row.short_check is not None:
        return row.short_check
    row.short_check = made = make_check(actor=actor, project=row.project, title=row.name)
    row.save_because(_("short check made"), by=actor)
    return made


@transaction.atomic
def take_course_check(
    *, actor: User, course: Course, person: Person, answers: Mapping[str, str], how: str = How.LOGIN
) -> Attempt:
    """Answer; who passes has passed the course on this day, as long as the course says."""
    if course.short_check is None:
        raise RuleBroken(_("This course has no short check."))
    attempt = take_check(actor=actor, short_check=course.short_check, person=person, answers=answers, how=how)
    if attempt.passed:
        today = course.project.today()
        known = TrainingRecord.objects.filter(course=course, person=person, achieved_on=today).first()
        row: TrainingRecord = (
            lock(TrainingRecord, known.pk)
            if known
            else TrainingRecord(project=course.project, course=course, person=person, achieved_on=today)
        )
        row.result, row.expires_on = Result.PASSED, expiry(course, today, Result.PASSED)
        row.save_because(_("short check passed"), by=actor)
        record(actor, Verb.RESULT_RECORDED, row, after={"result": row.result, "expires_on": row.expires_on})
    return attempt


@transaction.atomic
def send_check_links(*, actor: User, course: Course) -> int:
    """Write to each who needs the course and has not passed its check; the link is personal."""
    require(actor, MANAGE, course)
    check = course.short_check
    if check is None or not Question.objects.filter(short_check=check, withdrawn=False).exists():
        raise RuleBroken(_("This check has no question yet."))
    passed = Attempt.objects.filter(short_check=check, person=OuterRef("person"), passed=True)
    needing = RoleAssignment.objects.filter(~Exists(passed), job_role__needs__course=course)
    people = Person.objects.counted(on=course.project.today()).filter(pk__in=needing.values("person"))
    sent = post_many(
        Message(
            recipient=person,
            kind="training.check",
            subject=_("A few questions on %(course)s") % {"course": course.name},
            context={"detail": _("The link is yours alone; your answers are shown to nobody.")},
            link=reverse("training:check_door", args=[token_for(course, person)]),
            project=course.project,
            about=course,
        )
        for person in people.select_related("user").order_by("name")
    )
    record(actor, Verb.CHECK_SENT, course, after={"people": len(sent)})
    return len(sent)

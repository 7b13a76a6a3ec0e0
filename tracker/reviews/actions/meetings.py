"""Project reviews: planned in a rhythm, moved, held with a result, called off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications.actions import withdraw_about
from tracker.people.locking import lock_telling
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reviews.choices import Result, Rhythm, Verb
from tracker.reviews.models import ProjectReview, ReviewPresence, ReviewSeat, ReviewSeries
from tracker.reviews.policies import may_record
from tracker.reviews.rhythm import MOST, days_of


@transaction.atomic
def plan_reviews(
    *,
    actor: User,
    project: Project,
    title: str,
    rhythm: str,
    starts_on: date,
    chair: Person,
    attendees: Iterable[Person] = (),
    ends_on: date | None = None,
    agenda: str = "",
) -> ReviewSeries:
    """Put reviews into the calendar: one, or one after the other until a day, which is the wanted certificate's
    unless another is named."""
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    if rhythm not in Rhythm.values:
        raise RuleBroken(_("Say how often."), field="rhythm")
    if starts_on < project.starts_on:
        raise RuleBroken(_("This lies before the implementation begins."), field="starts_on")
    if rhythm != Rhythm.ONCE and starts_on < project.today():
        raise RuleBroken(
            _(
                "Reviews that come again begin today or later; one that was held already is planned as a single one."
            ),
            field="starts_on",
        )
    last = starts_on if rhythm == Rhythm.ONCE else ends_on or project.target_on
    series = ReviewSeries(project=project, rhythm=rhythm, starts_on=starts_on)
    people = _put(series, title, last, chair, attendees, agenda)
    days = _days(series)
    series.save_because(_("planned"), by=actor)
    _seat(actor, series, people)
    _add(actor, series, days)
    record(actor, Verb.REVIEWS_PLANNED, series, after={"starts_on": starts_on, "reviews": len(days)})
    return series


@transaction.atomic
def change_reviews(
    *,
    actor: User,
    series: ReviewSeries,
    version: int,
    title: str,
    chair: Person,
    attendees: Iterable[Person],
    ends_on: date | None = None,
    agenda: str = "",
) -> ReviewSeries:
    """Other people, another end: what is new joins the calendar, what lies behind the end is called off."""
    require(actor, Permission.PLAN_EDIT, series)
    row = lock_telling(ReviewSeries.objects.select_related("project"), series.pk, version=version)
    before = row.ends_on
    # A single one has no end of its own; where nothing is said, the end stays.
    last = before if ends_on is None or row.rhythm == Rhythm.ONCE else ends_on
    people = _put(row, title, last, chair, attendees, agenda)
    days = [day for day in _days(row) if day > max(before, row.project.today())]
    row.save_because(_("changed"), by=actor)
    _seat(actor, row, people)
    if row.rhythm != Rhythm.ONCE:
        behind = ProjectReview.objects.filter(series=row, planned_on__gt=last).ahead(row.project.today())
        for review in behind.select_related("project", "series"):
            _call_off(actor, review, _("The reviews end earlier."))
        _add(actor, row, days)
    record(actor, Verb.REVIEWS_CHANGED, row, before={"ends_on": before}, after={"ends_on": row.ends_on})
    return row


def _put(
    series: ReviewSeries, title: str, ends_on: date, chair: Person, attendees: Iterable[Person], agenda: str
) -> list[Person]:
    people = list(attendees)
    if not title.strip():
        raise RuleBroken(_("Give the reviews a name."), field="title")
    if ends_on < series.starts_on:
        raise RuleBroken(_("They cannot end before they begin."), field="ends_on")
    _check_people(series.project, [chair], "chair")
    _check_people(series.project, people, "attendees")
    series.title, series.ends_on, series.chair = title.strip()[:200], ends_on, chair
    series.agenda = agenda.strip()[:5000]
    return people


def _days(series: ReviewSeries) -> list[date]:
    days = days_of(series.rhythm, series.starts_on, series.ends_on)
    if len(days) > MOST:
        raise RuleBroken(
            _("These would be more than %(most)s reviews. Name an earlier end.") % {"most": MOST},
            field="ends_on",
        )
    return days


def _add(actor: User, series: ReviewSeries, days: list[date]) -> None:
    taken = set(
        ProjectReview.objects.filter(series=series, closed_on=None).values_list("planned_on", flat=True)
    )
    rows = [
        ProjectReview(project=series.project, series=series, planned_on=day)
        for day in days
        if day not in taken
    ]
    bulk_save_because(rows, reason=_("planned"), by=actor)


def _check_people(project: Project, people: Iterable[Person], field: str) -> None:
    if any(person.organization_id != project.organization_id for person in people):
        raise RuleBroken(_("This belongs to another organization."), field=field)


def _seat(actor: User, series: ReviewSeries, people: list[Person]) -> None:
    wanted = {person.pk: person for person in people}
    for seat in ReviewSeat.objects.filter(series=series):
        if wanted.pop(seat.person_id, None) is None:
            seat.delete_because(_("not in the reviews"), by=actor)
    new = [ReviewSeat(project=series.project, series=series, person=person) for person in wanted.values()]
    bulk_save_because(new, reason=_("in the reviews"), by=actor)


@transaction.atomic
def move_review(
    *, actor: User, review: ProjectReview, version: int, planned_on: date, reason: str
) -> ProjectReview:
    """Another day, with the reason; a missed one is held on it instead."""
    row = _taken(actor, review, version)
    if not row.is_open:
        raise RuleBroken(_("This review is closed."))
    if planned_on < row.project.today():
        raise RuleBroken(_("The day lies in the past."), field="planned_on")
    if not reason.strip():
        raise RuleBroken(_("Say why it is moved."), field="reason")
    others = ProjectReview.objects.filter(series=row.series_id, closed_on=None).exclude(pk=row.pk)
    if others.filter(planned_on=planned_on).exists():
        raise RuleBroken(_("There is a review of this name on that day already."), field="planned_on")
    before, row.planned_on = row.planned_on, planned_on
    row.save_because(reason.strip()[:500], by=actor)
    withdraw_about(row)
    record(
        actor,
        Verb.REVIEW_MOVED,
        row,
        before={"planned_on": before},
        after={"planned_on": planned_on},
        reason=reason.strip()[:500],
    )
    return row


@transaction.atomic
def hold_review(
    *,
    actor: User,
    review: ProjectReview,
    version: int,
    held_on: date,
    result: str,
    note: str,
    present: Iterable[Person],
) -> ProjectReview:
    """Say how it came out and who was there. Said once more, it corrects what was said before."""
    row = _taken(actor, review, version)
    people = list(present)
    if row.closed_on is not None:
        raise RuleBroken(_("This review was called off."))
    if result not in Result.values:
        raise RuleBroken(_("Say how it came out."), field="result")
    if held_on > row.project.today():
        raise RuleBroken(_("It cannot have been held on a day to come."), field="held_on")
    if held_on < row.project.starts_on:
        raise RuleBroken(_("This lies before the implementation begins."), field="held_on")
    if not note.strip():
        raise RuleBroken(_("Say in a sentence what was found."), field="note")
    if not people:
        raise RuleBroken(_("Say who was there."), field="present")
    _check_people(row.project, people, "present")
    before = row.result
    row.held_on, row.result, row.note = held_on, result, note.strip()[:5000]
    row.save_because(_("corrected") if before else _("held"), by=actor)
    _note_presence(actor, row, people)
    withdraw_about(row)
    verb = Verb.REVIEW_CORRECTED if before else Verb.REVIEW_HELD
    record(actor, verb, row, before={"result": before}, after={"result": result, "held_on": held_on})
    return row


def _note_presence(actor: User, review: ProjectReview, people: list[Person]) -> None:
    wanted = {person.pk: person for person in people}
    for row in ReviewPresence.objects.filter(review=review):
        if wanted.pop(row.person_id, None) is None:
            row.delete_because(_("was not there"), by=actor)
    new = [ReviewPresence(project=review.project, review=review, person=one) for one in wanted.values()]
    bulk_save_because(new, reason=_("was there"), by=actor)


@transaction.atomic
def call_off_review(*, actor: User, review: ProjectReview, reason: str) -> ProjectReview:
    """It is not held, and is not missed either; the reason stays."""
    row = _taken(actor, review)
    if not row.is_open:
        raise RuleBroken(_("This review is closed."))
    if not reason.strip():
        raise RuleBroken(_("Say why it is called off."), field="reason")
    _call_off(actor, row, reason.strip()[:500])
    return row


def _call_off(actor: User, row: ProjectReview, reason: str) -> None:
    row.closed_on = row.project.today()
    row.save_because(reason, by=actor)
    withdraw_about(row)
    record(actor, Verb.REVIEW_CALLED_OFF, row, reason=reason)


def _taken(actor: User, review: ProjectReview, version: int | None = None) -> ProjectReview:
    rows: Any = ProjectReview.objects.select_related("project", "series")
    row: ProjectReview = lock_telling(rows, review.pk, version=version)
    if not may_record(actor, row):
        raise NotPermitted(_("Only who leads the review, or who keeps the plan, does this."))
    return row

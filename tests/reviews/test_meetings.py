"""Project reviews: a rhythm in the calendar, a result in time, and what is missed shows by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.reminders.choices import Source
from tracker.reminders.sources import open_in
from tracker.reviews import actions
from tracker.reviews.models import ProjectReview, ReviewSeries
from tracker.reviews.queries import calendar_of
from tracker.reviews.rhythm import days_of


def plan(project: Project, by: User, **facts: Any) -> ReviewSeries:
    facts = {
        "title": "Weekly look",
        "rhythm": "week",
        "starts_on": project.today(),
        "ends_on": project.today() + timedelta(days=21),
        "chair": make_person(organization=project.organization),
        **facts,
    }
    return actions.plan_reviews(actor=by, project=project, **facts)


def hold(review: ProjectReview, by: User, *people: Person, **facts: Any) -> ProjectReview:
    facts = {"version": review.version, "held_on": review.planned_on, "result": "on_course", **facts}
    return actions.hold_review(
        actor=by, review=review, note="As planned", present=people or [review.series.chair], **facts
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("rhythm", "first", "days"),
    [
        ("once", date(2026, 2, 3), [date(2026, 2, 3)]),
        ("week", date(2026, 12, 24), [date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 7)]),
        ("fortnight", date(2028, 2, 15), [date(2028, 2, 15), date(2028, 2, 29), date(2028, 3, 14)]),
        ("month", date(2026, 12, 8), [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]),
        # A fifth Monday is the last one where there are four; it stays a fifth where there are five.
        ("month", date(2026, 11, 30), [date(2026, 11, 30), date(2026, 12, 28), date(2027, 1, 25)]),
    ],
)
def test_the_days_of_a_rhythm(rhythm: str, first: date, days: list[date]) -> None:
    assert days_of(rhythm, first, date(2029, 1, 1))[: len(days)] == days


@pytest.mark.django_db
def test_a_review_whose_day_passed_without_a_result_is_missed_by_itself(
    project: Project, manager: User
) -> None:
    series = plan(project, manager)
    first, second = series.reviews.all()[:2]
    later = second.planned_on
    found = calendar_of(project, later)
    assert [row.pk for row in found.missed] == [first.pk]
    assert [row.planned_on for row in found.ahead] == [
        later,
        *(later + timedelta(days=7 * n) for n in (1, 2)),
    ]
    hold(first, manager)
    found = calendar_of(project, later)
    assert (found.missed, [row.pk for row in found.past]) == ([], [first.pk])
    actions.call_off_review(actor=manager, review=second, reason="Holidays")
    assert calendar_of(project, later + timedelta(days=1)).missed == []


@pytest.mark.django_db
def test_a_result_needs_a_day_that_was_words_and_somebody_there(project: Project, manager: User) -> None:
    review = plan(project, manager).reviews.first()
    assert review
    with pytest.raises(RuleBroken, match="a day to come"):
        hold(review, manager, held_on=project.today() + timedelta(days=1))
    with pytest.raises(RuleBroken, match="another organization"):
        hold(review, manager, make_person())
    hold(review, manager)
    with pytest.raises(StaleEdit):
        hold(review, manager)
    review.refresh_from_db()
    hold(review, manager, result="decision")
    assert list(review.history.values_list("history_change_reason", flat=True)[:2]) == ["corrected", "held"]


@pytest.mark.django_db
def test_who_leads_the_review_records_it_and_another_member_does_not(
    project: Project, manager: User, member: User, sponsor: User
) -> None:
    member.person = make_person(organization=project.organization)
    member.save()
    series = plan(project, manager, chair=member.person)
    first, second = series.reviews.all()[:2]
    with pytest.raises(NotPermitted):
        hold(first, sponsor)
    hold(first, member)
    day = second.planned_on + timedelta(days=1)
    actions.move_review(actor=member, review=second, version=second.version, planned_on=day, reason="Ferry")
    second.refresh_from_db()
    taken = {"version": second.version, "planned_on": day + timedelta(days=6), "reason": "x"}
    with pytest.raises(RuleBroken, match="on that day already"):
        actions.move_review(actor=member, review=second, **taken)


@pytest.mark.django_db
def test_another_end_adds_reviews_and_calls_off_those_behind_it(project: Project, manager: User) -> None:
    series = plan(project, manager)
    facts = {"actor": manager, "title": "Look", "chair": series.chair, "attendees": [series.chair]}
    end = series.ends_on
    series = actions.change_reviews(
        series=series, version=series.version, ends_on=end + timedelta(days=14), **facts
    )
    assert series.reviews.open().count() == 6
    series = actions.change_reviews(
        series=series, version=series.version, ends_on=end - timedelta(days=7), **facts
    )
    assert (series.reviews.open().count(), series.reviews.exclude(closed_on=None).count()) == (3, 3)
    far = {**facts, "ends_on": series.starts_on + timedelta(days=9000)}
    with pytest.raises(RuleBroken, match="more than 300"):
        actions.change_reviews(series=series, version=series.version, **far)


@pytest.mark.django_db
def test_a_planned_review_calls_who_leads_it_until_it_is_recorded(project: Project, manager: User) -> None:
    series = plan(project, manager)
    review, on = series.reviews.first(), project.today()
    assert review
    facts = {"on": on, "until": on, "zone": project.zone}
    due = list(open_in(Source.MEETINGS, [project.pk], **facts))
    assert [(row["d_label"], row["d_name"]) for row in due] == [("Weekly look", series.chair.name)]
    hold(review, manager)
    assert not open_in(Source.MEETINGS, [project.pk], **facts).exists()


@pytest.mark.django_db
def test_the_calendar_costs_the_same_with_many_reviews(
    client: Client, project: Project, manager: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(manager)
    for number in range(4):
        series = plan(project, manager, title=f"Look {number}")
        hold(series.reviews.all()[0], manager)
    with django_assert_max_num_queries(14):
        page = client.get(f"/projects/{project.slug}/reviews/").content.decode()
    assert "No review was missed." in page
    assert page.count("On course") == 5  # and the last one in words


@pytest.mark.django_db
def test_reviews_are_planned_recorded_and_changed_in_the_browser(
    client: Client, project: Project, manager: User
) -> None:
    client.force_login(manager)
    chair = make_person(organization=project.organization)
    address = f"/projects/{project.slug}/reviews/"
    facts = {"title": "Look", "rhythm": "once", "starts_on": str(project.today()), "chair": str(chair.pk)}
    assert client.post(address, {**facts, "rhythm": ""}).status_code == 422
    assert client.post(address, facts).status_code == 302
    review = ProjectReview.objects.get()
    page = f"{address}{review.pk}/"
    assert "How it came out" in client.get(page).content.decode()
    said = {"version": 1, "held_on": str(project.today()), "result": "deviations", "present": [str(chair.pk)]}
    assert "This field is required" in client.post(f"{page}result/", said).content.decode()
    assert client.post(f"{page}result/", {**said, "note": "Two are late"}).status_code == 302
    assert "Two are late" in client.get(page).content.decode()
    series = f"{address}series/{review.series_id}/"
    assert "Until" not in client.get(series).content.decode()
    changed = {"title": "Other", "chair": str(chair.pk), "version": 1}
    assert client.post(series, changed).status_code == 302
    assert "Other" in client.get(address).content.decode()

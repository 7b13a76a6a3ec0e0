"""Deviations: a correction with an owner and a day, closed by somebody else who saw that it worked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_person
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders.choices import Source
from tracker.reminders.sources import open_in
from tracker.reviews import actions
from tracker.reviews.models import Correction, Deviation
from tracker.reviews.queries import deviations_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(member: User, project: Project) -> User:
    member.person = make_person(organization=project.organization, name=member.name)
    member.save()
    return member


def deviate(project: Project, by: User, whose: User, **facts: Any) -> Deviation:
    facts = {
        "title": "Two weeks late",
        "cause": "The tool came late",
        "correction": "Test in parallel",
        "owner": whose.person,
        "due_on": project.today() + timedelta(days=3),
        **facts,
    }
    return actions.raise_deviation(actor=by, project=project, **facts)


def test_only_somebody_other_than_the_owner_closes_it(
    project: Project, manager: User, sponsor: User, owner: User
) -> None:
    deviation = deviate(project, sponsor, owner)
    correction = deviation.corrections.get()
    check: dict[str, Any] = {"correction": correction, "effect": "worked", "note": "Seen"}
    with pytest.raises(RuleBroken, match="not been reported"):
        actions.check_correction(actor=sponsor, **check)
    with pytest.raises(NotPermitted):
        actions.report_correction(actor=sponsor, correction=correction, note="Done")
    actions.report_correction(actor=owner, correction=correction, note="Tested with our data")
    with pytest.raises(NotPermitted, match="other than its owner"):
        actions.check_correction(actor=owner, **check)
    actions.check_correction(actor=sponsor, **check)
    deviation.refresh_from_db()
    assert deviation.closed_on == project.today()


def test_who_reported_it_for_the_owner_does_not_check_it_either(
    project: Project, manager: User, owner: User
) -> None:
    correction = deviate(project, manager, owner).corrections.get()
    actions.report_correction(actor=manager, correction=correction, note="He told me")
    with pytest.raises(NotPermitted):
        actions.check_correction(actor=manager, correction=correction, effect="worked", note="Seen")


def test_what_did_not_work_begins_again_with_the_same_owner(
    project: Project, manager: User, sponsor: User, owner: User
) -> None:
    deviation = deviate(project, sponsor, owner)
    first = deviation.corrections.get()
    actions.report_correction(actor=owner, correction=first, note="Done")
    actions.check_correction(actor=sponsor, correction=first, effect="not", note="It is late again")
    deviation.refresh_from_db()
    again = Correction.objects.open().get()
    assert (deviation.closed_on, again.owner_id, again.text) == (None, first.owner_id, first.text)
    line = deviations_of(project, project.today()).open[0]
    assert (line.tries, line.correction.pk) == (2, again.pk)
    other = make_person(organization=project.organization)
    changed = {"text": "Another tool", "owner": other, "due_on": again.due_on, "reason": "It needs more"}
    actions.change_correction(actor=manager, correction=again, version=again.version, **changed)
    assert Correction.objects.open().get().owner_id == other.pk


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cause": " "}, "why it came about"),
        ({"correction": ""}, "what is done"),
        ({"owner": None}, "another"),
    ],
)
def test_it_needs_a_cause_a_correction_and_an_owner_of_ours(
    project: Project, manager: User, owner: User, facts: dict[str, Any], words: str
) -> None:
    if "owner" in facts:
        facts = {"owner": make_person()}
    with pytest.raises(RuleBroken, match=words):
        deviate(project, manager, owner, **facts)
    with pytest.raises(RuleBroken, match="in the past"):
        deviate(project, manager, owner, due_on=project.today() - timedelta(days=1))
    assert not Deviation.objects.exists()


def test_the_owner_hears_is_reminded_and_finds_it_in_my_work(
    client: Client, project: Project, manager: User, owner: User
) -> None:
    deviation = deviate(project, manager, owner)
    assert Notification.objects.get(recipient=owner).subject == "A correction is yours: Two weeks late"
    late = deviation.corrections.get().due_on + timedelta(days=2)
    due = list(open_in(Source.CORRECTIONS, [project.pk], on=late, until=late, zone=project.zone))
    assert [(row["d_label"], row["d_user"]) for row in due] == [("Two weeks late", owner.pk)]
    assert due[0]["d_link"] == f"/projects/{project.slug}/deviations/{deviation.pk}/"
    client.force_login(owner)
    with clock.at(clock.now() + timedelta(days=5)):
        assert "overdue since" in client.get(f"/projects/{project.slug}/my-work/").content.decode()
        assert (
            "1 correction is overdue." in client.get(f"/projects/{project.slug}/deviations/").content.decode()
        )


def test_it_goes_from_the_review_to_its_end_in_the_browser(
    client: Client, project: Project, manager: User, sponsor: User, owner: User
) -> None:
    review = actions.plan_reviews(
        actor=manager,
        project=project,
        title="Look",
        rhythm="once",
        starts_on=project.today(),
        chair=owner.person,  # type: ignore[arg-type]
    ).reviews.get()
    root = f"/projects/{project.slug}/deviations/"
    facts = {"title": "Late", "cause": "Why", "correction": "What", "due_on": str(project.today())}
    client.force_login(sponsor)
    assert client.post(root, facts).status_code == 422
    facts |= {"owner": str(owner.person_id), "review": str(review.pk)}
    assert client.post(root, facts).status_code == 302
    deviation = Deviation.objects.get()
    assert "Late" in client.get(f"/projects/{project.slug}/reviews/{review.pk}/").content.decode()
    page = f"{root}{deviation.pk}/"
    client.force_login(owner)
    assert client.post(f"{page}done/", {"note": "Done"}).status_code == 302
    assert client.post(f"{page}check/", {"effect": "worked", "note": "x"}).status_code == 403
    shown = client.get(page).content.decode()
    assert "other than its owner" in shown
    assert 'class="k-rail"' in shown
    client.force_login(sponsor)
    assert client.post(f"{page}check/", {"effect": "worked", "note": ""}).status_code == 422
    assert client.post(f"{page}check/", {"effect": "worked", "note": "Seen"}).status_code == 302
    assert "No deviation is open." in client.get(root).content.decode()


def test_the_list_costs_the_same_with_many(
    client: Client, project: Project, manager: User, owner: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        deviate(project, manager, owner, title=f"Late {number}")
    client.force_login(manager)
    with django_assert_max_num_queries(14):
        client.get(f"/projects/{project.slug}/deviations/")

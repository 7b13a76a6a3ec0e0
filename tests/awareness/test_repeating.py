"""Campaigns that come again: opened once by the beat, also after downtime, with the newest words and questions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_person
from tracker.awareness import actions, queries
from tracker.awareness.actions.repeating import months_after
from tracker.awareness.models import Campaign
from tracker.checks.actions import add_question
from tracker.checks.queries import asked_now
from tracker.core import clock
from tracker.core.errors import RuleBroken


@pytest.fixture
def campaign(project, manager):
    make_person(organization=project.organization)
    ends_on = project.today() + timedelta(days=14)
    facts = {"title": "Once a year", "message": "Still true.", "ends_on": ends_on}
    return actions.begin_campaign(actor=manager, project=project, **facts)


def later(days):
    return clock.at(clock.now() + timedelta(days=days))


def test_the_next_one_opens_once_with_the_newest_words_and_questions(client, campaign, manager, project):
    check = actions.give_campaign_check(actor=manager, campaign=campaign)
    add_question(actor=manager, short_check=check, text="Q?", options=["A", "B"], right=2)
    client.force_login(manager)
    address = reverse("awareness:repeating", args=[project.slug, campaign.pk])
    client.post(address, {"months": "6"})
    actions.publish_version(actor=manager, campaign=campaign, message="Said better.")
    assert actions.open_next_campaigns() == 0
    with later(185):
        assert actions.open_next_campaigns() == 1
        assert actions.open_next_campaigns() == 0
        fresh = Campaign.objects.get(follows=campaign)
        assert queries.newest_version(fresh).message == "Said better."
        assert fresh.ends_on == project.today() + timedelta(days=14)
        assert (fresh.repeat_months, fresh.closed_at) == (6, None)
        assert [row.text for row in asked_now(fresh.short_check)] == ["Q?"]
        assert fresh.short_check_id != check.pk
        campaign.refresh_from_db()
        assert campaign.closed_at is not None
    page = client.get(reverse("awareness:campaign", args=[project.slug, campaign.pk])).content.decode()
    assert str(fresh.pk) in page


def test_after_a_year_of_standing_still_one_opens_and_the_rhythm_is_kept(campaign, manager, project):
    campaign = actions.repeat_campaign(actor=manager, campaign=campaign, months=1)
    first = campaign.reopens_on
    with later(370):
        assert actions.open_next_campaigns() == 1
        fresh = Campaign.objects.get(follows=campaign)
        assert fresh.reopens_on > project.today()
        assert fresh.reopens_on in {months_after(first, n) for n in range(11, 14)}
        assert actions.open_next_campaigns() == 0


def test_it_can_be_ended_and_nonsense_is_refused(client, campaign, manager, project):
    with pytest.raises(RuleBroken, match="Between 1 and 36"):
        actions.repeat_campaign(actor=manager, campaign=campaign, months=37)
    actions.repeat_campaign(actor=manager, campaign=campaign, months=1)
    client.force_login(manager)
    address = reverse("awareness:repeating", args=[project.slug, campaign.pk])
    assert "Between 1 and 36" in client.post(address, {"months": "-4"}, follow=True).content.decode()
    client.post(address, {"months": ""})
    with later(60):
        assert actions.open_next_campaigns() == 0


def test_the_same_day_of_the_month_or_its_last():
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)

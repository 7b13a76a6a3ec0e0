"""News: drafted when a milestone is passed, published by who may, told to everybody with a role."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_user
from tests.factories.plan import make_milestone
from tracker.awareness import actions
from tracker.awareness.choices import NEWS, NewsState
from tracker.awareness.models import NewsItem
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.dashboard.actions import draft_news_of_milestones
from tracker.notifications.choices import Status
from tracker.notifications.models import Mute, Notification
from tracker.plan.actions import pass_milestone

FACTS = {"title": "Stage 1 is passed", "text": "No finding was raised.\n\nThank you."}


def at(name, project, *more):
    return reverse(f"awareness:{name}", args=[project.slug, *more])


@pytest.fixture
def draft(project, manager):
    return actions.draft_news(actor=manager, project=project, **FACTS)


def test_a_milestone_that_is_passed_is_drafted_once_and_published_by_a_person(
    client, project, manager, member, viewer
):
    milestone = make_milestone(project=project, name="Gate 1", needs_signoff=False)
    assert draft_news_of_milestones() == 0
    pass_milestone(actor=manager, milestone=milestone)
    assert (draft_news_of_milestones(), draft_news_of_milestones()) == (1, 0)
    draft = NewsItem.objects.get()
    assert draft.title == "Reached: Gate 1"
    assert not Notification.objects.filter(kind=NEWS).exists()
    client.force_login(member)
    everybody = reverse("dashboard:everybody", args=[project.slug])
    assert (
        draft.title
        not in client.get(everybody).content.decode().partition("<h1")[2].partition("Reached</h2")[0]
    )
    assert client.get(at("news", project, draft.pk)).status_code == 404
    client.force_login(manager)
    page = client.get(at("news_list", project)).content.decode()
    assert "drafted when the milestone was passed" in page
    sent = {"title": "We reached Gate 1", "text": "Thanks.", "version": draft.version, "then": "publish"}
    assert client.post(at("news", project, draft.pk), sent).status_code == 302
    told = Notification.objects.filter(kind=NEWS)
    assert set(told.values_list("recipient", flat=True)) == {member.pk, viewer.pk}
    client.force_login(member)
    assert "We reached Gate 1" in client.get(everybody).content.decode()
    assert "We reached Gate 1" in client.get(reverse("notifications:inbox")).content.decode()
    assert draft_news_of_milestones() == 0


def test_what_was_passed_long_ago_and_what_was_dropped_is_no_news(project, manager):
    old = make_milestone(project=project, name="Long ago", needs_signoff=False)
    with clock.at(clock.now() - timedelta(days=30)):
        pass_milestone(actor=manager, milestone=old)
    assert draft_news_of_milestones() == 0
    pass_milestone(actor=manager, milestone=make_milestone(project=project, name="G", needs_signoff=False))
    assert draft_news_of_milestones() == 1
    actions.drop_news(actor=manager, news=NewsItem.objects.get())
    assert draft_news_of_milestones() == 0


def test_only_who_leads_awareness_writes_and_only_drafts_change(project, manager, member, draft):
    with pytest.raises(NotPermitted):
        actions.publish_news(actor=member, news=draft, version=draft.version, **FACTS)
    actions.reword_news(actor=manager, news=draft, version=draft.version, title="Better", text="Said better.")
    with pytest.raises(StaleEdit):
        actions.publish_news(actor=manager, news=draft, version=draft.version, **FACTS)
    draft.refresh_from_db()
    with pytest.raises(RuleBroken, match="Say what happened"):
        actions.publish_news(actor=manager, news=draft, version=draft.version, title="x", text=" ")
    actions.publish_news(actor=manager, news=draft, version=draft.version, **FACTS)
    draft.refresh_from_db()
    with pytest.raises(RuleBroken, match="Only a draft"):
        actions.reword_news(actor=manager, news=draft, version=draft.version, title="y", text="y")


def test_dropped_news_leave_page_and_outbox_and_who_switched_news_off_is_not_told(
    client, project, manager, member, viewer, draft
):
    make_user("Without a role")
    Mute.objects.create(user=viewer, kind=NEWS)
    actions.publish_news(actor=manager, news=draft, version=draft.version, **FACTS)
    letter = Notification.objects.get(kind=NEWS)
    assert letter.recipient == member
    client.force_login(manager)
    client.post(at("news_dropping", project, draft.pk))
    draft.refresh_from_db()
    letter.refresh_from_db()
    assert (draft.state, letter.status) == (NewsState.DROPPED, Status.WITHDRAWN)
    client.force_login(member)
    assert client.get(at("news", project, draft.pk)).status_code == 404
    assert FACTS["title"] not in client.get(at("news_list", project)).content.decode()


def test_news_can_be_switched_off_by_oneself(client, member):
    client.force_login(member)
    page = client.get(reverse("reminders:mine")).content.decode()
    assert "News and celebrations" in page

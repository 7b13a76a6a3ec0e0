"""Campaigns: read word for word, attested for exactly that version, and kept as evidence by themselves."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.people import make_department, make_person
from tracker.awareness import actions, queries
from tracker.awareness.links import token_for
from tracker.awareness.models import Attestation
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.notifications.models import Notification


def at(name, project, *more):
    return reverse(f"awareness:{name}", args=[project.slug, *more])


@pytest.fixture
def desk(project):
    return make_department(organization=project.organization, name="Service desk")


@pytest.fixture
def people(project, desk):
    facts = {"organization": project.organization, "department": desk}
    return [make_person(name=f"Person {n}", **facts) for n in range(3)]


@pytest.fixture
def campaign(project, manager, people):
    facts = {"title": "Why we do this", "message": "Because.", "ends_on": project.today()}
    return actions.begin_campaign(actor=manager, project=project, **facts)


def test_an_attestation_is_bound_to_the_version_that_was_shown(client, project, manager, campaign, people):
    manager.person = people[0]
    manager.save()
    client.force_login(manager)
    page = client.get(at("campaign", project, campaign.pk)).content.decode()
    shown = {"number": 1, "digest": re.findall(r'name="digest" value="(\w{64})"', page)[0]}
    second = actions.publish_version(actor=manager, campaign=campaign, message="Because it helps.")
    said = client.post(at("attestation", project, campaign.pk), shown, follow=True).content.decode()
    assert "A newer version was published" in said
    assert not Attestation.objects.exists()
    client.post(at("attestation", project, campaign.pk), {"number": 2, "digest": second.digest})
    client.post(at("attestation", project, campaign.pk), {"number": 2, "digest": second.digest})
    row = Attestation.objects.get()
    assert (row.read, row.digest, row.person, row.how) == (second, second.digest, people[0], "login")
    assert queries.campaign_rows(project)[0].read == 1
    actions.publish_version(actor=manager, campaign=campaign, message="And anew.")
    assert queries.campaign_rows(project)[0].read == 0
    assert list(queries.unread_by(campaign)) == people


def test_who_is_not_in_scope_is_not_asked(project, manager, campaign, people):
    people[0].in_scope = False
    people[0].save_because("works elsewhere", by=manager)
    assert list(queries.unread_by(campaign)) == people[1:]
    assert queries.campaign_rows(project)[0].asked == 2


def test_nobody_attests_for_another(manager, campaign, people):
    newest = queries.newest_version(campaign)
    with pytest.raises(RuleBroken, match="for themselves"):
        actions.attest(actor=manager, read=newest, digest=newest.digest, person=people[0])


def test_a_personal_link_attests_once_and_looking_changes_nothing(client, campaign, people, manager):
    newest = queries.newest_version(campaign)
    address = reverse("awareness:reading", args=[token_for(newest, people[0])])
    assert "Because." in client.get(address).content.decode()
    assert not Attestation.objects.exists()
    assert client.post(address, {"digest": "0" * 64}).status_code == 409
    assert "link is used up" in client.post(address, {"digest": newest.digest}).content.decode()
    client.post(address, {"digest": newest.digest})
    assert Attestation.objects.get().how == "link"
    assert client.get(address[:-4] + "xxx/").status_code == 404
    other = reverse("awareness:reading", args=[token_for(newest, people[1])])
    actions.close_campaign(actor=manager, campaign=campaign)
    assert "no longer current" in client.get(other).content.decode()
    assert client.post(other, {"digest": newest.digest}).status_code == 409
    assert (
        client.get(reverse("awareness:reading", args=[token_for(newest, make_person())])).status_code == 404
    )


def test_links_go_to_who_has_not_read_it(manager, campaign, people):
    newest = queries.newest_version(campaign)
    actions.attest(actor=manager, read=newest, digest=newest.digest, person=people[0], how="link")
    assert actions.send_links(actor=manager, campaign=campaign) == 2
    assert set(Notification.objects.values_list("address", flat=True)) == {p.email for p in people[1:]}


def test_leavers_drop_out_and_the_attestation_stays(manager, campaign, people, project):
    newest = queries.newest_version(campaign)
    actions.attest(actor=manager, read=newest, digest=newest.digest, person=people[0], how="link")
    people[0].left_on = project.today()
    people[0].save_because("left", by=manager)
    row = queries.campaign_rows(project)[0]
    assert (row.read, row.asked) == (0, 2)
    assert b"Person 0" in (queries.attestation_table(campaign) or b"")


def test_attestations_become_evidence_without_a_hand(manager, campaign, people):
    assert actions.publish_evidence() == 0
    newest = queries.newest_version(campaign)
    for count, person in enumerate(people[:2], 1):
        actions.attest(actor=manager, read=newest, digest=newest.digest, person=person, how="link")
        assert actions.publish_evidence() == 1
        assert actions.publish_evidence() == 0
        assert EvidenceRevision.objects.count() == count
    kept = Evidence.objects.get()
    assert kept.name == "Attestations, Why we do this"


def test_no_figure_is_shown_about_fewer_than_three(project, campaign, people, desk):
    alone = make_department(organization=project.organization, name="Alone")
    make_person(organization=project.organization, department=alone)
    rows = {row.name: row.read for row in queries.by_department(project)}
    assert rows == {"Service desk": 0, "Alone": None}


def test_what_cannot_be_is_said(project, manager, viewer, campaign):
    facts = {"project": project, "title": "x", "message": "y", "ends_on": project.today()}
    with pytest.raises(NotPermitted):
        actions.begin_campaign(actor=viewer, **facts)
    with pytest.raises(RuleBroken, match="lies in the past"):
        actions.begin_campaign(actor=manager, **{**facts, "ends_on": clock.today() - timedelta(days=2)})
    with pytest.raises(RuleBroken, match="exactly the words"):
        actions.publish_version(actor=manager, campaign=campaign, message=" Because. ")


def test_the_number_of_queries_does_not_grow(project, manager, people, django_assert_max_num_queries):
    for n in range(6):
        facts = {"title": f"C{n}", "message": "m", "ends_on": project.today()}
        actions.begin_campaign(actor=manager, project=project, **facts)
        make_person(
            organization=project.organization, department=make_department(organization=project.organization)
        )
    with django_assert_max_num_queries(11):
        queries.campaign_rows(project)
        queries.by_department(project)


def test_every_page_opens(client, project, manager, viewer, campaign):
    for user in (manager, viewer):
        client.force_login(user)
        for page in (at("home", project), at("campaign", project, campaign.pk), at("ambassador_list", project),
                     at("concern_list", project), at("claim", project), at("question_list", project)):  # fmt: skip
            assert client.get(page).status_code == 200, page

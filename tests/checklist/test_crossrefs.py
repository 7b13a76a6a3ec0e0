"""What corresponds in other editions: said on the clause, seen on the checkpoint, its evidence offered only."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import current_revision, make_evidence
from tests.factories.projects import give_role, make_edition, make_project
from tracker.checklist.actions import (
    assess_checkpoint,
    drop_crossref,
    link_evidence,
    relate_checkpoint,
    take_over_evidence,
)
from tracker.checklist.models import Checkpoint, CheckpointEvidence
from tracker.core.errors import BadInput, NotPermitted, RuleBroken
from tracker.evidence.actions import Validity, withdraw_evidence
from tracker.evidence.models import Evidence
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.standard.models import Crossref

pytestmark = pytest.mark.once


@pytest.fixture
def point(project: Project) -> Checkpoint:
    return make_checklist(project)[0]


@pytest.fixture
def other(project: Project, manager: User) -> Project:
    """Another implementation of the same organization, of another edition; only the manager is in it."""
    return make_project(
        manager=manager, organization=project.organization, edition=make_edition(), name="Hosting safety"
    )


@pytest.fixture
def there(other: Project) -> Checkpoint:
    return make_checklist(other)[0]


@pytest.fixture
def related(point: Checkpoint, there: Checkpoint, manager: User) -> Crossref:
    return relate_checkpoint(
        actor=manager,
        checkpoint=point,
        edition=there.project.edition,
        number="4.1",
        relation="broader",
        note="wider scope",
    )


@pytest.fixture
def proof(there: Checkpoint, manager: User) -> Evidence:
    """What the corresponding checkpoint rests on."""
    found = make_evidence(project=there.project, actor=manager, classification="confidential")
    link_evidence(actor=manager, checkpoint=there, evidence=[found])
    assess_checkpoint(actor=manager, checkpoint=there, state="met")
    return found


def page_of(point: Checkpoint, user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("checklist:checkpoint", args=[point.project.slug, point.pk])).content.decode()


def test_said_again_it_changes_nothing_and_said_otherwise_it_changes(
    point: Checkpoint, there: Checkpoint, related: Crossref, manager: User
) -> None:
    common = {"actor": manager, "checkpoint": point, "edition": there.project.edition, "number": "4.1-1"}
    assert relate_checkpoint(**common, relation="broader", note="wider scope") == related
    assert Activity.objects.filter(verb="checklist.crossref_made").count() == 1
    assert relate_checkpoint(**common, relation="same").pk == related.pk
    assert Crossref.objects.get().relation == "same"
    # Seen from over there the same pair is meant.
    back = {"actor": manager, "checkpoint": there, "edition": point.project.edition, "number": "4.1-1"}
    assert relate_checkpoint(**back, relation="narrower").pk == related.pk
    assert Crossref.objects.get().seen_from(point.requirement_id) == "broader"


@pytest.mark.parametrize(
    ("number", "relation", "field"),
    [("99", "same", "number"), ("5.2", "same", "number"), ("4.1-1", "equal", "relation")],
)
def test_an_unknown_number_or_relation_is_refused_at_its_field(
    point: Checkpoint, there: Checkpoint, manager: User, number: str, relation: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        relate_checkpoint(
            actor=manager,
            checkpoint=point,
            edition=there.project.edition,
            number=number,
            relation=relation,
        )
    assert refused.value.field == field


def test_a_checkpoint_does_not_refer_to_itself(point: Checkpoint, manager: User) -> None:
    with pytest.raises(BadInput, match="itself"):
        relate_checkpoint(
            actor=manager, checkpoint=point, edition=point.project.edition, number="4.1", relation="same"
        )


def test_who_may_not_assign_says_nothing_and_takes_nothing_back(
    point: Checkpoint, there: Checkpoint, related: Crossref, member: User
) -> None:
    with pytest.raises(NotPermitted):
        relate_checkpoint(
            actor=member, checkpoint=point, edition=there.project.edition, number="4.1", relation="same"
        )
    with pytest.raises(NotPermitted):
        drop_crossref(actor=member, checkpoint=point, crossref=related)


def test_ones_own_is_taken_back_and_everybodys_stays(
    point: Checkpoint, there: Checkpoint, related: Crossref, manager: User
) -> None:
    drop_crossref(actor=manager, checkpoint=point, crossref=related)
    drop_crossref(actor=manager, checkpoint=point, crossref=related)
    assert not Crossref.objects.exists()
    pair = {"first": point.requirement, "second": there.requirement}
    shared = Crossref(relation="same", **pair).save_because("x", by=User.objects.system())
    with pytest.raises(RuleBroken, match="whole installation"):
        drop_crossref(actor=manager, checkpoint=point, crossref=shared)
    strange = make_project(manager=manager)
    foreign = Crossref(organization=strange.organization, relation="same", **pair)
    foreign.save_because("x", by=User.objects.system())
    with pytest.raises(RuleBroken, match="another organization"):
        drop_crossref(actor=manager, checkpoint=point, crossref=foreign)


def test_the_checkpoint_shows_how_it_stands_there_to_who_may_see_it(
    point: Checkpoint, there: Checkpoint, related: Crossref, proof: Evidence, manager: User, member: User
) -> None:
    seen = page_of(point, manager)
    assert "wider scope" in seen
    assert "asks for more" in seen
    assert "Hosting safety" in seen
    assert proof.name in seen
    assert "Take it over" in seen
    assert "asks for less" in page_of(there, manager)
    hidden = page_of(point, member)
    assert "asks for more" in hidden
    assert "Hosting safety" not in hidden
    assert proof.name not in hidden
    give_role(there.project, member, Role.VIEWER)  # Sees the checklist there, and no evidence.
    viewed = page_of(point, member)
    assert "Hosting safety" in viewed
    assert proof.name not in viewed


def test_evidence_is_never_attached_alone_and_taken_over_as_a_piece_of_ones_own(
    point: Checkpoint, related: Crossref, proof: Evidence, manager: User
) -> None:
    page_of(point, manager)
    assert not point.evidence_links.exists()
    revision = current_revision(proof)
    taken = take_over_evidence(actor=manager, checkpoint=point, revision=revision)
    copy = current_revision(taken)
    assert (taken.project, taken.name, taken.classification) == (point.project, proof.name, "confidential")
    assert (copy.digest, copy.effective_from, copy.verdict) == (revision.digest, revision.effective_from, "")
    assert "Taken over from Hosting safety" in taken.description
    assert take_over_evidence(actor=manager, checkpoint=point, revision=revision) == taken
    assert CheckpointEvidence.objects.filter(checkpoint=point).count() == 1
    point.refresh_from_db()
    assert point.state == "not_assessed"
    assert "Take it over" not in page_of(point, manager)


def test_only_evidence_in_force_of_what_corresponds_is_taken_over(
    point: Checkpoint, there: Checkpoint, related: Crossref, proof: Evidence, manager: User, member: User
) -> None:
    revision = current_revision(proof)
    with pytest.raises(NotPermitted):
        take_over_evidence(actor=member, checkpoint=point, revision=revision)
    today = point.project.today()
    late = Validity(effective_from=today + timedelta(days=3))
    later = make_evidence(project=there.project, actor=manager, validity=late)
    link_evidence(actor=manager, checkpoint=there, evidence=[later])
    with pytest.raises(RuleBroken, match="not in force"):
        take_over_evidence(actor=manager, checkpoint=point, revision=current_revision(later))
    loose = make_evidence(project=there.project, actor=manager)
    with pytest.raises(RuleBroken, match="No checkpoint that corresponds"):
        take_over_evidence(actor=manager, checkpoint=point, revision=current_revision(loose))
    withdraw_evidence(actor=manager, evidence=proof, reason="old")
    revision.refresh_from_db()
    with pytest.raises(RuleBroken, match="not in force"):
        take_over_evidence(actor=manager, checkpoint=point, revision=revision)


def test_within_one_edition_the_evidence_itself_is_linked(
    project: Project, point: Checkpoint, manager: User
) -> None:
    beside = Checkpoint.objects.of(project).get(requirement__code="5.2-1")
    relate_checkpoint(
        actor=manager, checkpoint=point, edition=project.edition, number="5.2-1", relation="related"
    )
    found = make_evidence(project=project, actor=manager)
    link_evidence(actor=manager, checkpoint=beside, evidence=[found])
    assert "in this implementation" in page_of(point, manager)
    revision = current_revision(found)
    assert take_over_evidence(actor=manager, checkpoint=point, revision=revision) == found
    assert Evidence.objects.of(project).count() == 1


def test_what_a_catalogue_relates_is_listed_in_short(
    project: Project, point: Checkpoint, manager: User
) -> None:
    beside = Checkpoint.objects.of(project).get(requirement__code="5.2-1")
    pair = sorted((point.requirement_id, beside.requirement_id))
    row = Crossref(first_id=pair[0], second_id=pair[1], relation="related")
    row.save_because("the catalogue says so", by=User.objects.system())
    html = page_of(point, manager)
    assert "1 of the same catalogue" in html
    assert beside.requirement.text in html
    client = Client()
    client.force_login(manager)
    clause = client.get(reverse("checklist:clause", args=[project.slug, "4.1"])).content.decode()
    assert "has to do with</span>" in clause
    assert "Take back that" not in clause


def test_it_is_said_and_taken_back_on_the_page_of_the_clause_and_taken_over_on_the_checkpoint(
    project: Project, point: Checkpoint, there: Checkpoint, proof: Evidence, manager: User, client: Client
) -> None:
    client.force_login(manager)
    clause = reverse("checklist:clause", args=[project.slug, "4.1"])
    assert 'name="relation"' in client.get(clause + "?relate=1").content.decode()
    say = reverse("checklist:crossrefs", args=[project.slug, "4.1"])
    typed = {"checkpoint": point.pk, "edition": there.project.edition.code, "relation": "same", "note": "<i>"}
    refused = client.post(say, typed | {"number": "99"})
    assert refused.status_code == 422
    assert client.post(say, typed | {"number": "4.1", "edition": "none"}).status_code == 422
    assert "There is no requirement “99”" in refused.content.decode()
    assert client.post(say, typed | {"number": "4.1-1"}).status_code == 302
    html = client.get(clause).content.decode()
    assert "&lt;i&gt;" in html
    assert "Take back" in html
    take = reverse("checklist:taking_over", args=[project.slug, point.pk, current_revision(proof).pk])
    assert client.post(take).status_code == 302
    assert point.evidence_links.count() == 1
    assert (
        client.post(reverse("checklist:taking_over", args=[project.slug, point.pk, uuid4()])).status_code
        == 404
    )
    drop = reverse("checklist:crossref_removal", args=[project.slug, point.pk, Crossref.objects.get().pk])
    assert client.post(drop).status_code == 302
    assert not Crossref.objects.exists()


def test_the_pages_cost_the_same_for_one_and_for_many(
    project: Project, point: Checkpoint, there: Checkpoint, related: Crossref, proof: Evidence, manager: User
) -> None:
    client = Client()
    client.force_login(manager)
    pages = [
        reverse("checklist:checkpoint", args=[project.slug, point.pk]),
        reverse("checklist:clause", args=[project.slug, "4.1"]),
    ]

    def costs() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            found.append(len(asked))
        return found

    costs()
    few = costs()
    third = make_project(manager=manager, organization=project.organization, edition=make_edition())
    for row in [*make_checklist(third), *Checkpoint.objects.of(there.project)]:
        relate_checkpoint(
            actor=manager,
            checkpoint=point,
            edition=row.project.edition,
            number=row.requirement.code,
            relation="related",
        )
        link_evidence(
            actor=manager, checkpoint=row, evidence=[make_evidence(project=row.project, actor=manager)]
        )
    assert costs() == few

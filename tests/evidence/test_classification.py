"""How evidence is classified: said with it, shown wherever it is listed, told of the past as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence
from tests.factories.reporting import make_pack_row
from tracker.core import clock
from tracker.core.errors import BadInput
from tracker.evidence.actions import describe_evidence
from tracker.evidence.models import Evidence
from tracker.evidence.queries import revision_facts
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting.gather.pack import gather_pack
from tracker.reporting.index import index_html
from tracker.standard.models import Clause


def test_it_is_internal_until_somebody_says_otherwise(project: Project, member: User) -> None:
    plain = make_evidence(project=project, actor=member)
    secret = make_evidence(project=project, actor=member, classification="confidential")
    assert (plain.classification, secret.classification) == ("internal", "confidential")
    with pytest.raises(BadInput, match="no classification"):
        make_evidence(project=project, actor=member, classification="secret")
    assert Evidence.objects.count() == 2


def test_it_is_changed_on_the_page_and_the_past_keeps_what_it_was(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member)
    then = clock.now()
    client = Client()
    client.force_login(member)
    address = reverse("evidence:description", args=[project.slug, evidence.pk])
    with clock.at(then + timedelta(days=1)):
        client.post(
            address, {"name": "Pay", "kind": "record", "classification": "confidential", "version": "1"}
        )
        client.post(address, {"name": "Pay", "kind": "record", "version": "2"})
        client.post(address, {"name": "Pay", "kind": "record", "classification": "x", "version": "3"})
        evidence.refresh_from_db()
        assert (evidence.classification, evidence.version) == ("confidential", 3)
        for page in ("evidence", "evidence_list"):
            arguments = [project.slug, evidence.pk][: 2 if page == "evidence" else 1]
            assert "Confidential" in client.get(reverse(f"evidence:{page}", args=arguments)).content.decode()
    told = Activity.objects.filter(verb="evidence.described").order_by("position").first()
    assert (told.before["classification"], told.after["classification"]) == ("internal", "confidential")
    assert revision_facts(project, at=then)[evidence.pk][0].classification == "internal"


def test_describing_without_a_word_keeps_the_class(project: Project, member: User) -> None:
    evidence = make_evidence(project=project, actor=member, classification="public")
    describe_evidence(actor=member, evidence=evidence, version=1, name="Policy", kind="document")
    assert Evidence.objects.get(pk=evidence.pk).classification == "public"


def test_a_pack_says_it_in_its_index(project: Project, member: User, manager: User) -> None:
    make_checklist(project)
    clause = Clause.objects.of(project.edition).get(number="4.1")
    make_evidence(project=project, actor=member, classification="confidential", clauses=[clause])
    content = gather_pack(make_pack_row(project, manager))
    assert [line.classification for line in content.evidence] == ["confidential"]
    assert "Confidential" in index_html(content, "0" * 64).decode()

"""A pack for a purpose and a period, with confidential content left out, beside an earlier one."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence, make_upload
from tracker.core import clock, files, keys
from tracker.core.errors import RuleBroken
from tracker.evidence.actions import Found, Population, Validity, add_revision, choose_sample, note_results
from tracker.evidence.models import Evidence
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions, verify
from tracker.reporting.choices import State
from tracker.reporting.difference import difference
from tracker.reporting.gather import gather_pack
from tracker.reporting.models import EvidencePack
from tracker.standard.models import Clause

REASON = "Names of customers; shown at the audit"


def entry(key: str, digest: str) -> dict[str, Any]:
    return {"key": key, "name": key, "sha256": digest}


@pytest.mark.once
def test_packs_differ_by_what_was_added_changed_and_is_gone() -> None:
    then = [entry("policy", "a"), entry("plan", "b"), entry("log", "c")]
    now = [entry("policy", "a"), entry("plan", "d"), entry("audit", "e")]
    found = difference(then, now)
    assert [one["key"] for one in found.added] == ["audit"]
    assert [(old["sha256"], new["sha256"]) for old, new in found.changed] == [("b", "d")]
    assert [one["key"] for one in found.gone] == ["log"]
    assert (found.same, found.count) == (1, 3)


def ask(project: Project, by: User, **facts: Any) -> EvidencePack:
    pack = actions.request_pack(actor=by, project=project, enqueue=False, **facts)
    return EvidencePack.objects.select_related("project__organization", "project__edition").get(pk=pack.pk)


@pytest.mark.django_db
def test_a_period_leaves_out_what_had_ended_before_it(project: Project, manager: User) -> None:
    make_checklist(project)
    clause, today = Clause.objects.get(edition=project.edition, number="4.1"), project.today()
    for name, ends in (
        ("Old", today - timedelta(days=40)),
        ("Ending", today - timedelta(days=5)),
        ("Open", None),
    ):
        validity = Validity(effective_from=today - timedelta(days=90), effective_to=ends)
        upload = make_upload(f"{name}.pdf", name=name)
        make_evidence(project=project, actor=manager, clauses=[clause], upload=upload, validity=validity)
    since = today - timedelta(days=30)
    names = {line.name for line in gather_pack(ask(project, manager, since=since)).evidence}
    assert names == {"Ending", "Open"}
    assert len(gather_pack(ask(project, manager)).evidence) == 3
    with pytest.raises(RuleBroken, match="begins after"):
        ask(project, manager, since=today + timedelta(days=1))


def sampled(evidence: Evidence, by: User, population: str, record: str) -> None:
    when = {"period_from": date(2026, 7, 1), "period_to": date(2026, 9, 30)}
    taken_from = Population(name=population, size=40, **when)
    taken = choose_sample(
        actor=by, evidence=evidence, population=taken_from, sample=[record], how="the newest"
    )
    found = {record: Found("deviates", f"no approval on {record}")}
    note_results(actor=by, sampling=taken, found=found)


def pages_of(pack: Path) -> str:
    with zipfile.ZipFile(pack) as archive:
        pdf = archive.read("pack.pdf")
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(said.decode().split())


@pytest.mark.django_db
@pytest.mark.documents
def test_confidential_evidence_is_listed_without_its_content_and_the_difference_is_shown(
    project: Project, manager: User, client: Client, tmp_path: Path
) -> None:
    make_checklist(project)
    clause = Clause.objects.get(edition=project.edition, number="4.1")
    facts: dict[str, Any] = {"project": project, "actor": manager, "clauses": [clause]}
    plain = make_evidence(**facts, upload=make_upload("issues.pdf", name="Issues log"))
    first = ask(project, manager, purpose="stage_1")
    assert actions.build_pack(first.pk)
    pay = make_evidence(
        **facts,
        classification="confidential",
        kind="record",
        upload=make_upload("pay.pdf", b"%PDF-1.4 pay", name="Pay"),
    )
    sampled(pay, manager, "Pay slips", "SLIP-7")
    add_revision(actor=manager, evidence=plain, upload=make_upload("issues.pdf", b"%PDF-1.4 more"))
    log = make_evidence(**facts, kind="record", upload=make_upload("log.csv", b"a,b", name="Incidents"))
    sampled(log, manager, "Incidents closed", "INC-12")
    with clock.at(clock.now() + timedelta(minutes=1)):
        second = ask(project, manager, purpose="stage_1", withheld_because=REASON)
        assert actions.build_pack(second.pk)
    second.refresh_from_db()
    assert second.state == State.READY, second.error
    for name, digest in (("pack.zip", second.digest), ("bag.zip", second.bag_digest)):
        path = tmp_path / name
        with files.open_verified(digest) as source:
            path.write_bytes(source.read())
        assert verify.verify(path, fingerprint=keys.fingerprint()).code == verify.PROVEN
    assert b"%PDF-1.4 pay" not in (tmp_path / "bag.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "bag.zip") as bag:
        index = next(bag.read(name).decode() for name in bag.namelist() if name.endswith("index.html"))
    assert "Pay" in index
    assert REASON in index
    said = pages_of(tmp_path / "pack.zip")
    assert "Sample of 1 from 40 · Incidents closed" in said
    assert "chosen by hand: the newest" in said
    assert "INC-12: does not conform, no approval on INC-12" in said
    assert said.count("0 of 1 conform; deviation rate 100.0 % (not conforming: 1, not found: 0).") == 2
    assert "Chosen by hand: it shows these records" in said
    assert f"the records are not named: {REASON}" in said
    assert "SLIP-7" not in said
    client.force_login(manager)
    page = client.get(f"/projects/{project.slug}/packs/{second.pk}/").content.decode()
    assert "3 pieces of evidence differ from the earlier pack" in page
    assert REASON in page
    assert "without content" in page
    assert (
        "There is no earlier pack"
        in client.get(f"/projects/{project.slug}/packs/{first.pk}/").content.decode()
    )


@pytest.mark.django_db
def test_content_is_left_out_only_with_a_reason(client: Client, project: Project, manager: User) -> None:
    client.force_login(manager)
    room = f"/projects/{project.slug}/packs/"
    assert client.post(room, {"withhold": "on"}).status_code == 422
    assert client.post(room, {"purpose": "party"}).status_code == 422
    facts = {"purpose": "stage_2", "withhold": "on", "withheld_because": REASON}
    assert client.post(room, facts).status_code == 302
    pack = EvidencePack.objects.get()
    assert (pack.purpose, pack.withheld_because) == ("stage_2", REASON)
    assert client.post(room, {"withheld_because": REASON}).status_code == 302
    assert EvidencePack.objects.exclude(pk=pack.pk).get().withheld_because == ""

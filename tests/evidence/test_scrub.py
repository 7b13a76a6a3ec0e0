"""Rereading the store: each fault planted on purpose is found, named, shown where the file is used, and let go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tests.factories.evidence import current_revision, make_evidence, make_upload
from tests.factories.reporting import make_pack_row
from tracker.checklist.actions import assess_checkpoint, confirm_assessment, link_evidence
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import CheckpointRow, checklist_rows, readiness
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.files import path_of, store
from tracker.evidence.actions import begin_scrub, confirm_revision, scrub_nightly, scrub_store
from tracker.evidence.models import Evidence, FileFinding, ScrubRun
from tracker.evidence.queries import places_of
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.standard.models import DocumentedInformation


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return Path(settings.FILES_ROOT)


@pytest.fixture
def log(project: Project, member: User) -> Evidence:
    """Evidence of two clauses, a checkpoint and a document."""
    checkpoint = make_checklist(project)[0]
    clause = checkpoint.requirement.clause
    item = DocumentedInformation.objects.create(
        edition=project.edition, code="DI-01", name="Issues", kind="record", basis="implied", clause=clause
    )
    evidence = make_evidence(project=project, actor=member, upload=make_upload("log.pdf"), information=[item])
    link_evidence(actor=member, checkpoint=checkpoint, evidence=[evidence])
    return evidence


def scrub() -> tuple[int, str]:
    """How the command ended, and what it said."""
    out = StringIO()
    try:
        call_command("scrub_evidence", stdout=out)
    except CommandError as refused:
        return 1, out.getvalue() + str(refused)
    return 0, out.getvalue()


def file_of(evidence: Evidence) -> Path:
    return path_of(current_revision(evidence).digest)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


@pytest.mark.once
def test_a_whole_store_is_said_to_be_whole(log: Evidence, own_store: Path) -> None:
    (own_store / "incoming" / "under-way").write_bytes(b"half an upl")
    assert scrub() == (0, f"1 files read, {file_of(log).stat().st_size} bytes, all as they were stored.\n")


@pytest.mark.once
@pytest.mark.parametrize(
    ("plant", "word"), [(flip, "altered"), (Path.unlink, "missing")], ids=["flipped", "missing"]
)
def test_a_fault_is_named_with_every_place_shown_there_and_let_go_when_the_bytes_are_back(
    client: Client,
    project: Project,
    manager: User,
    log: Evidence,
    plant: Callable[[Path], None],
    word: str,
) -> None:
    path, digest = file_of(log), current_revision(log).digest
    content = path.read_bytes()
    plant(path)

    code, said = scrub()

    assert code == 1
    assert f"{digest}: {word}" in said
    assert f"“log” revision 1 in {project.name}" in said
    for place in ("checkpoint 4.1-1", "clause 4.1 Understanding", "documented information DI-01 Issues"):
        assert place in said
    marks = {
        reverse("evidence:evidence", args=[project.slug, log.pk]): f"revision 1 is {word}, found on",
        reverse("evidence:evidence_list", args=[project.slug]): "1 stored file is damaged",
        reverse("checklist:clause", args=[project.slug, "4.1"]): "Damaged",
        reverse("reporting:report_list", args=[project.slug]): "No pack can be built over",
    }

    def shown() -> list[bool]:
        return [mark in client.get(page).content.decode() for page, mark in marks.items()]

    client.force_login(manager)
    assert shown() == [True] * 4
    assert scrub()[0] == 1
    assert Activity.objects.filter(verb="evidence.damaged", subject_id=str(log.pk)).count() == 1

    path.unlink(missing_ok=True)
    path.write_bytes(content)

    assert scrub()[0] == 0
    assert not FileFinding.objects.exists()
    assert Activity.objects.filter(verb="evidence.restored").count() == 1
    assert shown() == [False] * 4


@pytest.mark.once
def test_files_too_many_are_found_wherever_they_lie(log: Evidence, own_store: Path) -> None:
    strays = ["ab/extra.bin", "zz/file", "loose", "ab/deeper/file", f"00/{'f' * 64}"]
    for where in strays:
        (own_store / where).parent.mkdir(parents=True, exist_ok=True)
        (own_store / where).write_bytes(b"what is this")
    misnamed = own_store / "ff" / ("ff" * 32)
    misnamed.parent.mkdir(exist_ok=True)
    misnamed.write_bytes(b"not what its name says")

    code, said = scrub()

    assert code == 1
    assert [f"{where}: extra" in said for where in strays] == [True] * 5
    assert f"{'ff' * 32}: altered" in said
    for where in (*strays, f"ff/{misnamed.name}"):
        (own_store / where).unlink()
    assert scrub()[0] == 0


@pytest.mark.parametrize("field", ["digest", "bag_digest", "signed_digest"])
def test_whole_bytes_that_nothing_refers_to_are_too_many_unless_a_pack_does(
    field: str, project: Project, manager: User, own_store: Path
) -> None:
    digest = store(BytesIO(b"a pack")).digest
    assert scrub()[0] == 1
    pack = make_pack_row(project, manager)
    type(pack).objects.filter(pk=pack.pk).update(**{field: digest})
    assert scrub()[0] == 0


@pytest.mark.once
def test_a_link_out_of_the_store_is_not_followed(log: Evidence, own_store: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    digest = hashlib.sha256(b"secret").hexdigest()
    path_of(digest).parent.mkdir(parents=True, exist_ok=True)
    path_of(digest).symlink_to(outside)
    code, said = scrub()
    assert (code, f"{digest[:2]}/{digest}: extra" in said) == (1, True)


def test_bytes_that_serve_two_implementations_are_named_in_both(
    project: Project, member: User, stranger: User
) -> None:
    other = Project.objects.get(slug="elsewhere")
    content = b"%PDF-1.7 shared"
    for where, who in ((project, member), (other, stranger)):
        make_evidence(project=where, actor=who, upload=make_upload("same.pdf", content))
    path_of(hashlib.sha256(content).hexdigest()).unlink()
    said = scrub()[1]
    assert f"revision 1 in {project.name}" in said
    assert f"revision 1 in {other.name}" in said
    assert Activity.objects.filter(verb="evidence.damaged").values("chain").distinct().count() == 2


def test_the_night_reads_the_store_once_and_goes_on_where_it_was_stopped(log: Evidence) -> None:
    file_of(log).unlink()
    night = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    with clock.at(night):
        run = scrub_nightly()
        assert scrub_nightly() is None
    assert run is not None
    run.refresh_from_db()
    assert (run.night, run.buckets, run.faults, run.finished_at) == (night.date(), 257, 1, night)
    with clock.at(night + timedelta(hours=24)):
        half = ScrubRun.objects.create(
            night=night.date() + timedelta(days=1), started_at=clock.now(), buckets=256
        )
        assert scrub_nightly() == half
    half.refresh_from_db()
    assert (half.buckets, half.finished_at is not None) == (257, True)


@pytest.mark.once
def test_a_run_out_of_time_stops_between_two_buckets(log: Evidence) -> None:
    run = begin_scrub()
    list(scrub_store(run, seconds=-1))
    run.refresh_from_db()
    assert (run.buckets, run.finished_at) == (1, None)
    list(scrub_store(run))
    run.refresh_from_db()
    assert (run.buckets, run.files) == (257, 1)


def test_places_cost_the_same_for_one_piece_and_for_many(
    project: Project, member: User, log: Evidence, django_assert_max_num_queries: Any
) -> None:
    checkpoint = log.checkpoint_links.get().checkpoint
    asked = []
    for more in (0, 9):
        pieces = [make_evidence(project=project, actor=member) for _each in range(more)]
        link_evidence(actor=member, checkpoint=checkpoint, evidence=pieces)
        keys = list(Evidence.objects.values_list("pk", flat=True))
        with django_assert_max_num_queries(
            9
        ) as queries:  # one for each kind of thing that points at evidence
            assert all(places_of(keys).values())
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_damaged_file_takes_what_rests_on_it_alone_out_of_ready_and_says_why(
    project: Project, member: User, manager: User, auditor: User, log: Evidence
) -> None:
    checkpoint = log.checkpoint_links.get().checkpoint
    confirm_revision(actor=manager, revision=current_revision(log))
    assess_checkpoint(actor=member, checkpoint=checkpoint, state="met")
    confirm_assessment(actor=auditor, checkpoint=checkpoint)
    path = path_of(current_revision(log).digest)
    whole = path.read_bytes()
    before = clock.now()
    assert (row_of(project, checkpoint).ready, total_ready(project)) == (True, 1)

    with clock.at(before + timedelta(days=1)):
        path.chmod(0o600)
        path.write_bytes(whole[:-1] + b"~")
        assert scrub()[0] == 1
        row = row_of(project, checkpoint)
        assert (row.met, row.ready, row.lapse, total_ready(project)) == (False, False, "damaged", 0)
        client = Client()
        client.force_login(member)
        page = client.get(reverse("checklist:clause", args=[project.slug, row.clause])).content.decode()
        assert "Was met; the stored file of its evidence was found damaged on" in page
        with pytest.raises(RuleBroken, match="Met wants current evidence"):
            assess_checkpoint(actor=member, checkpoint=checkpoint, state="met", note="still")
        assert row_of(project, checkpoint, before).ready
        assert row_of(project, checkpoint, clock.now()).lapse == "damaged"
        second = make_evidence(project=project, actor=member)
        link_evidence(actor=member, checkpoint=checkpoint, evidence=[second])
        assert row_of(project, checkpoint).evidence_waits
        damaged = clock.now()

    with clock.at(before + timedelta(days=2)):
        path.write_bytes(whole)
        assert scrub()[0] == 0
        assert row_of(project, checkpoint).ready
        assert not row_of(project, checkpoint, damaged).ready


def row_of(project: Project, checkpoint: Checkpoint, at: datetime | None = None) -> CheckpointRow:
    return next(row for row in checklist_rows(project, at) if row.id == checkpoint.pk)


def total_ready(project: Project) -> int:
    return sum(line.ready for line in readiness(project))

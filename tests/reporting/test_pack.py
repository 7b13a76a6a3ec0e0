"""A pack from the request to the auditor's own tools."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.checklist import make_checklist
from tests.factories.evidence import current_revision, make_evidence, make_upload
from tests.factories.signoffs import make_request, make_signoff
from tracker.checklist.models import Checkpoint
from tracker.core import clock, files, keys
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.evidence.actions import Validity, add_revision
from tracker.evidence.models import Evidence
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions, verify
from tracker.reporting.choices import State, Verb
from tracker.reporting.gather import gather_pack
from tracker.reporting.models import SILENT_FOR, EvidencePack
from tracker.reporting.seal import write_folder
from tracker.signoffs.choices import Decision
from tracker.standard.models import Clause

pytestmark = [pytest.mark.django_db, pytest.mark.documents]


@pytest.fixture
def checkpoints(project: Project, manager: User) -> list[Checkpoint]:
    rows = make_checklist(project)
    clause = Clause.objects.get(edition=project.edition, number="4.1")
    make_evidence(
        project=project,
        actor=manager,
        clauses=[clause],
        upload=make_upload("Übersicht ../<b>.pdf", name="Issues log"),
    )
    return rows


def build(manager: User, project: Project, **request: object) -> EvidencePack:
    pack = actions.request_pack(actor=manager, project=project, enqueue=False, **request)  # type: ignore[arg-type]
    assert actions.build_pack(pack.pk)
    pack.refresh_from_db()
    assert pack.state == State.READY, pack.error
    return pack


def unpacked(pack: EvidencePack, folder: Path) -> Path:
    with files.open_verified(pack.digest) as archive:
        write_folder(archive, folder)
    return folder


def tool(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_pack_is_built_and_holds_for_independent_tools(
    project: Project, manager: User, sponsor: User, checkpoints: list[Checkpoint], tmp_path: Path
) -> None:
    make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor, decision=Decision.APPROVED)
    folder = unpacked(build(manager, project), tmp_path / "pack")
    pdf = str(folder / "pack.pdf")
    assert sorted(path.name for path in folder.iterdir()) == [
        "manifest.json", "manifest.sig", "pack.pdf", "public_key.pem",
    ]  # fmt: skip
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", pdf)
    text = " ".join(tool("pdftotext", "-layout", pdf, "-").split())
    for words in (
        "Evidence pack",
        "0 of 4 checkpoints are confirmed",
        "Issues log",
        "Sara Sponsor",
        "not checked by a validator",
    ):
        assert words in text
    assert "PDF/A conformant" not in text
    assert "Tagged: yes" in " ".join(tool("pdfinfo", pdf).split())
    fonts = tool("pdffonts", pdf).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    # openssl alone can check the seal.
    said = tool("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(folder / "public_key.pem"), "-rawin",
                "-in", str(folder / "manifest.json"), "-sigfile", str(folder / "manifest.sig"))  # fmt: skip
    assert "Verified Successfully" in said
    # What is attached is what was put in.
    (out := tmp_path / "out").mkdir()
    tool("pdfdetach", "-saveall", "-o", str(out), pdf)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    inside = [entry for entry in manifest["files"] if entry["inside"]]
    assert [entry["path"] for entry in inside] == ["EV-001-r1-b.pdf", "content.json"]
    for entry in inside:
        assert hashlib.sha256((out / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert manifest["content_sha256"] == hashlib.sha256((out / "content.json").read_bytes()).hexdigest()


def test_the_same_request_gives_the_same_bytes(
    project: Project, manager: User, auditor: User, checkpoints: list[Checkpoint]
) -> None:
    moment = clock.now()
    first = build(manager, project, as_of=moment)
    make_evidence(
        project=project, actor=manager, clauses=[Clause.objects.get(edition=project.edition, number="5.2")]
    )
    project.organization.name, project.name = "Taken over", "Another name"
    project.organization.save_because("taken over", by=manager)
    project.save_because("renamed", by=manager)
    second = build(auditor, project, as_of=moment)
    assert first.manifest_digest == second.manifest_digest
    assert first.digest == second.digest
    later = build(manager, project)
    assert later.manifest_digest != first.manifest_digest


def test_too_much_evidence_lies_beside_the_pdf(
    project: Project,
    manager: User,
    checkpoints: list[Checkpoint],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.reporting.gather.pack.ATTACH_AT_MOST", 10)
    folder = unpacked(build(manager, project), tmp_path / "pack")
    beside = list((folder / "files").iterdir())
    assert len(beside) == 1
    assert verify.verify(folder, keys.public_key_pem()).code == verify.PROVEN
    beside[0].write_bytes(beside[0].read_bytes()[:-1] + b"x")
    finding = verify.verify(folder, keys.public_key_pem())
    assert finding.code == verify.DAMAGED
    assert any(beside[0].name in problem for problem in finding.problems)


@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_pack_is_not_built_over_a_bad_file(
    damage: str, project: Project, manager: User, checkpoints: list[Checkpoint]
) -> None:
    evidence = make_evidence(
        project=project, actor=manager, clauses=[Clause.objects.get(edition=project.edition, number="5.2")],
        upload=make_upload("policy.pdf", name="The policy"),
    )  # fmt: skip
    path = files.path_of(current_revision(evidence).digest)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 other") if damage == "altered" else path.unlink()
    pack = actions.request_pack(actor=manager, project=project, enqueue=False)
    actions.build_pack(pack.pk)
    pack.refresh_from_db()
    assert pack.state == State.FAILED
    assert "The policy" in pack.error
    assert "policy.pdf" in pack.error
    assert "Issues log" not in pack.error
    assert Activity.objects.filter(verb=Verb.PACK_FAILED, subject_id=str(pack.pk)).exists()


def test_a_clause_alone_leaves_the_others_out(
    project: Project, manager: User, checkpoints: list[Checkpoint]
) -> None:
    pack = actions.request_pack(actor=manager, project=project, clauses=["5"], enqueue=False)
    content = gather_pack(pack)
    assert [block.number for block in content.blocks] == ["5.2"]
    assert content.evidence == ()
    with pytest.raises(RuleBroken, match=r"77"):
        actions.request_pack(actor=manager, project=project, clauses=["77"], enqueue=False)


def test_the_revision_in_force_then_is_the_one_in_the_pack(
    project: Project, manager: User, checkpoints: list[Checkpoint]
) -> None:
    """A revision that begins next month is here already, and is not yet what holds."""
    evidence = Evidence.objects.get(project=project)
    coming = Validity(effective_from=project.today() + timedelta(days=30))
    add_revision(actor=manager, evidence=evidence, upload=make_upload("new.pdf", name="New"), validity=coming)

    def packed(at: datetime) -> list[tuple[int, str]]:
        with clock.at(at):
            pack = actions.request_pack(actor=manager, project=project, enqueue=False)
        return [(line.revision, line.filename) for line in gather_pack(pack).evidence]

    assert [number for number, _name in packed(clock.now())] == [1]
    assert packed(clock.now() + timedelta(days=31)) == [(2, "new.pdf")]


def test_the_future_cannot_be_packed(project: Project, manager: User) -> None:
    with pytest.raises(RuleBroken, match="future"):
        actions.request_pack(
            actor=manager, project=project, as_of=clock.now() + timedelta(days=1), enqueue=False
        )


def test_before_the_implementation_was_begun_there_is_nothing_to_pack(
    project: Project, manager: User
) -> None:
    with pytest.raises(RuleBroken, match="was begun on"):
        actions.request_pack(
            actor=manager, project=project, as_of=project.created_at - timedelta(seconds=1), enqueue=False
        )
    with pytest.raises(RuleBroken, match="was begun on"):
        actions.request_pack(actor=manager, project=project, as_of=datetime(1, 1, 1, tzinfo=UTC))
    assert EvidencePack.objects.count() == 0


def test_who_may_not_make_a_pack_makes_none(project: Project, member: User) -> None:
    with pytest.raises(NotPermitted):
        actions.request_pack(actor=member, project=project, enqueue=False)
    assert not EvidencePack.objects.exists()


def test_a_row_is_claimed_once_and_a_dead_worker_is_replaced(
    project: Project, manager: User, checkpoints: list[Checkpoint]
) -> None:
    pack = actions.request_pack(actor=manager, project=project, enqueue=False)
    EvidencePack.objects.filter(pk=pack.pk).update(state=State.BUILDING, attempt=1, beat_at=clock.now())
    assert not actions.build_pack(pack.pk)
    with pytest.raises(RuleBroken, match="nothing to try again"):
        actions.retry_pack(actor=manager, pack=pack)
    EvidencePack.objects.filter(pk=pack.pk).update(beat_at=clock.now() - 2 * SILENT_FOR)
    assert actions.build_pack(pack.pk)
    pack.refresh_from_db()
    assert (pack.state, pack.attempt, pack.steps_done) == (State.READY, 2, pack.steps)


def test_the_commands_write_and_check_a_folder(
    project: Project,
    manager: User,
    checkpoints: list[Checkpoint],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(keys.public_key_pem())
    bag = tmp_path / "bag.zip"
    call_command("evidence_pack", project=project.slug, out=tmp_path / "pack", bag=bag)
    assert verify.verify(bag, keys.public_key_pem()).code == verify.PROVEN
    call_command("verify_pack", str(tmp_path / "pack"), public_key=str(key))
    assert "intact, signer proven" in capsys.readouterr().out
    call_command("verify_pack", str(tmp_path / "pack"), fingerprint=keys.fingerprint())
    assert "intact, signer proven" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("verify_pack", str(tmp_path / "pack"))
    assert ended.value.code == verify.UNPROVEN
    assert "intact, signer unproven" in capsys.readouterr().out


def test_the_zip_verifies_as_it_is(
    project: Project, manager: User, checkpoints: list[Checkpoint], tmp_path: Path
) -> None:
    pack = build(manager, project)
    path = tmp_path / "pack.zip"
    path.write_bytes(files.path_of(pack.digest).read_bytes())
    assert verify.verify(path, keys.public_key_pem()).code == verify.PROVEN
    with zipfile.ZipFile(path) as archive:
        assert all(member.compress_type == zipfile.ZIP_STORED for member in archive.infolist())
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

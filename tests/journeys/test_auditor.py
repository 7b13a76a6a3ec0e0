"""The external auditor takes a pack away, checks it alone, and finds the file that was altered."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_upload
from tests.journeys.conftest import DESK, PHONE, Visit, Visitor
from tests.plan.samples import xlsx
from tracker.checklist.actions import assess_checkpoint
from tracker.checklist.choices import State
from tracker.people.models import User
from tracker.projects.models import Project

# On PostgreSQL, where the browser's requests, the worker and the test each have a connection of their own.
pytestmark = [pytest.mark.browser, pytest.mark.documents, pytest.mark.engines, pytest.mark.timeout(240)]

ROOT = Path(__file__).resolve().parents[2]
# The pack itself; the bag, the key and the verifier have words of their own.
WORD = re.compile(r"^\s*Download\s*$")


@pytest.fixture
def assessed(project: Project, manager: User, member: User) -> Project:
    """One checkpoint rests on two files; a third file stands beside them in the pack."""
    first, *_rest = make_checklist(project)
    sheet = xlsx(["Issue", "Owner"], ["Climate", "Nadia Haddad"]).getvalue()
    assess_checkpoint(
        actor=member,
        checkpoint=first,
        state=State.MET,
        note="Reviewed in October",
        uploads=[make_upload("Issues log.xlsx", sheet), make_upload("Minutes.pdf")],
        version=first.version,
    )
    return project


def test_an_auditor_takes_a_pack_and_finds_the_file_that_was_altered(
    visit: Visitor, worker: None, assessed: Project, manager: User, external_auditor: User, tmp_path: Path
) -> None:
    fingerprint = told_by_the_manager(visit(PHONE), manager)
    desk = visit(DESK)
    ask_for_a_pack(desk, external_auditor)
    pack = take_it_away(desk, tmp_path)
    key = Path(shutil.copy(pack / "public_key.pem", tmp_path / "key_of_the_organization.pem"))
    code, said = verified(pack, key)
    assert (code, "intact" in said, fingerprint in said) == (0, True, True), said
    code, said = verified(pack)
    assert (code, "signer unproven" in said) == (3, True), said
    flip_one_byte(pack / "pack.pdf")
    code, said = verified(pack, key)
    assert (code, "damaged: pack.pdf" in said, "NOT intact" in said) == (1, True, True), said


def told_by_the_manager(phone: Visit, manager: User) -> str:
    """The fingerprint of the key, read aloud from the settings page on another day."""
    phone.log_in(manager)
    phone.go("/projects/nordlicht/settings/")
    phone.sees("Key of the seal", "Give its fingerprint to the auditor on another way than the pack.")
    said = phone.page.locator("#key .mono").inner_text()
    assert phone.fits()
    return "".join(said.split())


def ask_for_a_pack(desk: Visit, auditor: User) -> None:
    page = desk.log_in(auditor)
    rooms = page.locator("#rail a").all_inner_texts()
    assert [room for room in rooms if room in {"Plan", "Checklist", "Evidence", "Activity"}] == [
        "Checklist",
        "Evidence",
    ]
    page.get_by_role("link", name="Reports").first.click()
    desk.sees("No document has been built yet.")
    assert page.get_by_role("button", name="Build the report").count() == 0
    desk.shot("auditor-1-before")
    page.get_by_role("button", name="Build the pack").click()
    desk.sees("The pack is being built; it stands below as soon as it is ready.")
    expect(page.locator("#runs [role=progressbar], #runs progress, #runs .k-progress").first).to_be_visible()
    desk.shot("auditor-2-progress")
    page.locator("a", has_text=WORD).wait_for(timeout=120_000)
    desk.sees("1 document is ready to take away.")
    assert page.get_by_text("One is being built.").count() == 0
    assert desk.fits()
    desk.shot("auditor-3-ready")


def take_it_away(desk: Visit, folder: Path) -> Path:
    """What the browser saved, unpacked."""
    with desk.page.expect_download() as taken:
        desk.page.locator("a", has_text=WORD).click()
    assert taken.value.suggested_filename.endswith(".zip")
    saved = folder / taken.value.suggested_filename
    taken.value.save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        archive.extractall(folder / "pack")
    assert sorted(path.name for path in (folder / "pack").iterdir()) == [
        "manifest.json",
        "manifest.sig",
        "pack.pdf",
        "public_key.pem",
    ]
    desk.page.reload()
    desk.sees("Elias External")
    return folder / "pack"


def verified(pack: Path, key: Path | None = None) -> tuple[int, str]:
    """By the auditor alone: another process, another data folder, no database in it."""
    words = [sys.executable, "manage.py", "verify_pack", str(pack)]
    words += ["--public-key", str(key)] if key else []
    ours = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL")
    alone = {name: value for name, value in os.environ.items() if name not in ours}
    alone |= {"ISO20K_DATA": str(pack.parent / "nothing")}
    done = subprocess.run(words, cwd=ROOT, env=alone, capture_output=True, text=True, check=False, timeout=60)
    assert not list((pack.parent).rglob("*.sqlite3"))
    return done.returncode, done.stdout + done.stderr


def flip_one_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

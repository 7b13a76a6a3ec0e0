"""The log leaves the house: whoever holds the export finds every change of it, row by row, without this program."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from tests.factories.checklist import make_checklist
from tracker.core import keys
from tracker.core.proof.chains import CHAINED, FIRST, canonical_json, digest_of_json
from tracker.core.proof.command import check, run
from tracker.core.proof.findings import DAMAGED, PROVEN, UNPROVEN, Finding, Outside
from tracker.core.proof.logs import Line, compare_lines, follow_chain
from tracker.core.proof.single import NotOneFile, put_together, single_file
from tracker.history import guard
from tracker.history.actions import erase_names, record, sign_heads
from tracker.history.models import Activity, ChainHead
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.django_db
Row = dict[str, Any]


def outside(**more: Any) -> Outside:
    return Outside(fingerprint=keys.fingerprint(), **more)


@pytest.fixture
def filled(project: Project, manager: User) -> Project:
    make_checklist(project)
    for number in range(12):
        record(manager, "plan.task_completed", project, after={"n": number, "share": 0.1 * number},
               reason=f"because “{number}” — ünïcode \u2028 {{subject}}")  # fmt: skip
        if number == 5:
            sign_heads()
    sign_heads()
    return project


@pytest.fixture
def export(filled: Project, tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    call_command("export_log", project=filled.slug, out=folder, stdout=io.StringIO())
    return folder


def rows(folder: Path) -> list[Row]:
    return [json.loads(line) for line in folder.joinpath("log.jsonl").read_bytes().splitlines()]


def write(folder: Path, changed: list[Row]) -> None:
    folder.joinpath("log.jsonl").write_bytes(b"".join(canonical_json(row) + b"\n" for row in changed))


def rehashed(changed: list[Row], start: int) -> list[Row]:
    """As somebody would do it who understands the chain: every digest from one row on made anew."""
    for at in range(start, len(changed)):
        changed[at]["previous"] = changed[at - 1]["digest"] if at else FIRST
        changed[at]["digest"] = digest_of_json({name: changed[at][name] for name in CHAINED})
    return changed


def altered(all_rows: list[Row]) -> list[Row]:
    all_rows[6]["verb"] = "plan.nothing"
    return all_rows


def swapped(all_rows: list[Row]) -> list[Row]:
    all_rows[6], all_rows[9] = all_rows[9], all_rows[6]
    return all_rows


ATTACKS: dict[str, tuple[Callable[[list[Row]], list[Row]], str, str]] = {
    # what is done; what the signed list says of it; what the chain alone says of it
    "changed": (altered, "line 7 (entry 7): changed; altered", "line 7 (entry 7): altered"),
    "name": (
        lambda all_rows: [*all_rows[:6], {**all_rows[6], "names": {"salt": "x", "words": {}}}, *all_rows[7:]],
        "line 7 (entry 7): changed; its names were altered",
        "line 7 (entry 7): its names were altered",
    ),
    "removed": (
        lambda all_rows: all_rows[:6] + all_rows[7:],
        "line 7 (entry 8): entry 7 removed before it",
        "line 7 (entry 8): entry 7 removed before it",
    ),
    "inserted": (
        lambda all_rows: [*all_rows[:7], {**all_rows[6], "verb": "plan.more"}, *all_rows[7:]],
        "line 8 (entry 7): inserted; no such line was signed",
        "line 8 (entry 7): inserted; another line has this place",
    ),
    "twice": (
        lambda all_rows: [*all_rows[:7], all_rows[6], *all_rows[7:]],
        "line 8 (entry 7): inserted; line 7 of those signed stands here a second time",
        "line 8 (entry 7): inserted; another line has this place",
    ),
    "swapped": (swapped, "line 7 (entry 10): swapped; it was signed as line 10", "line 7 (entry 10): swapped"),
    "re-hashed": (
        lambda all_rows: rehashed(altered(all_rows), 6),
        "line 7 (entry 7): changed and re-hashed",
        "re-hashed; it is not the head signed on",
    ),
    "rolled back": (lambda all_rows: all_rows[:-2], "rolled back: entries", "rolled back or re-hashed"),
}  # fmt: skip


def test_an_untouched_export_is_whole_and_proven(export: Path, filled: Project) -> None:
    finding = check(export, outside())
    assert (finding.problems, finding.code) == ([], PROVEN)
    assert finding.entries == Activity.objects.filter(chain=str(filled.pk)).count() > 12
    assert check(export, Outside()).code == UNPROVEN
    assert sorted(path.name for path in export.iterdir()) == [
        "log.json", "log.jsonl", "log.sig", "public_key.pem", "verify.py",
    ]  # fmt: skip
    # It tells of its own making, and of no other chain.
    assert rows(export)[-1]["verb"] == "reporting.log_exported"
    assert {row["chain"] for row in rows(export)} == {str(filled.pk)}
    assert "site" not in export.joinpath("log.json").read_text()


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_the_signed_list_names_the_row_and_what_was_done(attack: str, export: Path) -> None:
    do, signed, _alone = ATTACKS[attack]
    write(export, do(rows(export)))
    finding = check(export, outside())
    assert finding.code == DAMAGED
    assert any(signed in problem for problem in finding.problems), finding.problems
    if attack != "re-hashed":
        assert len(finding.problems) <= 2, finding.problems


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_the_chain_alone_names_it_too(attack: str, export: Path) -> None:
    """The list was made to fit, so its signature does not: chain and signed heads still tell where."""
    do, _signed, alone = ATTACKS[attack]
    write(export, do(rows(export)))
    (export / "log.sig").write_bytes(bytes(64))
    problems = check(export, outside()).problems
    assert "the signature does not fit" in problems[0]
    assert any(alone in problem for problem in problems), problems


def test_every_flipped_byte_is_found_and_its_file_or_line_named(export: Path) -> None:
    chosen = random.Random(5)
    for name in ("log.jsonl", "log.json", "log.sig", "public_key.pem", "verify.py"):
        whole = (export / name).read_bytes()
        for place in chosen.sample(range(len(whole)), 25):
            changed = bytearray(whole)
            changed[place] ^= 1 << (place % 8)
            (export / name).write_bytes(changed)
            said = "\n".join(check(export, outside()).problems)
            wanted = f"line {whole.count(10, 0, place) + 1}" if name == "log.jsonl" else name
            assert wanted in said, (name, place, said)
        (export / name).write_bytes(whole)
    assert check(export, outside()).code == PROVEN


def planted(change: Callable[[], object], project: Project, folder: Path) -> Finding:
    """What the verifier says of an honest export of a log that was changed where it lies."""
    with guard.lifted():
        change()
    call_command("export_log", project=project.slug, out=folder, stdout=io.StringIO())
    return check(folder, outside())


def test_what_was_changed_in_the_database_is_found_in_an_honest_export(
    filled: Project, tmp_path: Path
) -> None:
    entry = Activity.objects.get(chain=str(filled.pk), position=7)
    found = planted(
        lambda: Activity.objects.filter(pk=entry.pk).update(verb="plan.nothing"), filled, tmp_path / "x"
    )
    assert found.problems == ["line 7 (entry 7): altered"]


def test_a_log_that_was_re_hashed_in_the_database_disagrees_with_its_signed_heads(
    filled: Project, tmp_path: Path
) -> None:
    call_command("export_log", project=filled.slug, out=tmp_path / "before", stdout=io.StringIO())

    def rehash() -> None:
        made = rehashed(altered(rows(tmp_path / "before")), 6)
        for row in made:
            facts = {"verb": row["verb"], "previous_digest": row["previous"], "digest": row["digest"]}
            Activity.objects.filter(chain=row["chain"], position=row["position"]).update(**facts)
        ChainHead.objects.filter(pk=str(filled.pk)).update(digest=made[-1]["digest"])

    problems = planted(rehash, filled, tmp_path / "after").problems
    assert problems
    assert all("re-hashed; it is not the head signed on" in problem for problem in problems)


def test_a_head_that_was_printed_before_shows_a_roll_back(export: Path) -> None:
    last = rows(export)[-1]
    assert check(export, outside(heads=((last["position"], last["digest"]),))).code == PROVEN
    later = check(export, outside(heads=((last["position"] + 3, "a" * 64),)))
    assert later.problems == [
        f"rolled back: entry {last['position'] + 3}, the head you were given, is not here"
    ]
    other = check(export, outside(heads=((7, "a" * 64),)))
    assert other.problems == ["entry 7: re-hashed; it is not the head you were given"]


def test_a_person_erased_leaves_the_export_whole(filled: Project, manager: User, tmp_path: Path) -> None:
    erase_names(manager, about=manager.pk)
    call_command("export_log", project=filled.slug, out=tmp_path / "x.zip", stdout=io.StringIO())
    finding = check(tmp_path / "x.zip", outside())
    assert (finding.code, finding.erased >= 12) == (PROVEN, True)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert b"ManagerName" not in archive.read(f"{filled.slug}-log/log.jsonl")


def honest(count: int) -> tuple[list[Line], list[str]]:
    chosen, made, digest = random.Random(count), [], FIRST
    for position in range(1, count + 1):
        words = {
            "actor": "".join(map(chr, chosen.choices(range(32, 0x2FF), k=9))),
            "subject": "x" * (position % 7),
        }
        names = {"salt": f"{chosen.getrandbits(128):032x}", "words": words}
        row: Row = {
            "chain": "c", "position": position, "at": f"2026-01-01T00:00:00.{position % 10**6:06d}+00:00",
            "verb": "plan.task_completed", "actor": "a", "project": "c", "subject": ["plan.task", str(position)],
            "before": {"share": chosen.random()}, "after": {"share": chosen.random(), "n": None},
            "labels": digest_of_json(names), "previous": digest,
        }  # fmt: skip
        digest = row["digest"] = digest_of_json({name: row[name] for name in CHAINED})
        row["names"] = names
        made.append(Line(position, digest_of_json(row), json.loads(canonical_json(row))))
    return made, [line.sha256 for line in made]


def test_honest_events_raise_no_alarm() -> None:
    lines, signed = honest(5000)
    assert list(compare_lines(lines, signed)) == []
    assert list(follow_chain(lines, None, ((5000, str((lines[-1].entry or {})["digest"])),))) == []


@pytest.mark.deep
def test_a_hundred_thousand_honest_events_raise_no_alarm() -> None:
    lines, signed = honest(100_000)
    assert [*compare_lines(lines, signed), *follow_chain(lines, None, ())] == []


# Without this program --------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that finds the standard library and `cryptography`, and nothing else."""
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/*/site-packages")
    here = Path(sysconfig.get_paths()["purelib"])
    for name in ("cryptography", "cffi", "pycparser", *(path.name for path in here.glob("_cffi_backend*"))):
        if (here / name).exists():
            (site / name).symlink_to(here / name)
    return home / "bin/python"


def test_the_one_file_works_where_nothing_else_is(export: Path, empty_python: Path, tmp_path: Path) -> None:
    (tmp_path / "cwd").mkdir()

    def verify(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(empty_python), "-I", str(export / "verify.py"), str(export), *words]
        return subprocess.run(command, cwd=tmp_path / "cwd", capture_output=True, text=True, check=False)

    whole = verify("--fingerprint", keys.fingerprint())
    assert (whole.returncode, whole.stderr) == (PROVEN, "")
    assert whole.stdout.endswith("intact, signer proven\n")
    write(export, altered(rows(export)))
    found = verify()
    assert (found.returncode, found.stdout.splitlines()[0]) == (
        DAMAGED,
        "line 7 (entry 7): changed; altered",
    )
    assert subprocess.run([empty_python, "-Ic", "import django"], capture_output=True, check=False).returncode


def test_the_one_file_is_put_together_from_the_modules_that_the_product_runs() -> None:
    written = single_file().decode()
    assert "tracker" not in written
    assert put_together({"one": '"""One."""\nA = 1\n'})
    with pytest.raises(NotOneFile, match="A"):
        put_together({"one": '"""One."""\nA = 1\n', "two": '"""Two."""\nA = 2\n'})


# At the doors ----------------------------------------------------------------------------


def test_the_page_hands_out_a_zip_that_verifies(
    filled: Project, manager: User, member: User, client: Client, tmp_path: Path
) -> None:
    address = reverse("reporting:log_export", args=[filled.slug])
    activity = reverse("dashboard:activity", args=[filled.slug])
    client.force_login(manager)
    assert address in client.get(activity).content.decode()
    answer = client.post(address)
    (tmp_path / "log.zip").write_bytes(b"".join(answer.streaming_content))
    said = io.StringIO()
    assert run(str(tmp_path / "log.zip"), None, said, keys.fingerprint()) == PROVEN, said.getvalue()
    client.force_login(member)
    assert address not in client.get(activity).content.decode()
    assert client.post(address).status_code == 403


def test_where_it_cannot_be_written_is_said(filled: Project, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_bytes(b"x")
    for out, sentence in (
        ("there.zip", "exists"),
        ("full", "not empty"),
        ("none/x.zip", "cannot be written"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("export_log", project=filled.slug, out=tmp_path / out)
    with pytest.raises(CommandError, match="no project"):
        call_command("export_log", project="none", out=tmp_path / "x")

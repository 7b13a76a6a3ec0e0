"""The pack as a bag (RFC 8493): any tool can check it, and every byte of it stands under the one signature."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import subprocess
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
import time_machine

from tests.history.test_export import empty_python
from tests.reporting.samples import HEAD, make_line, make_pack
from tests.reporting.test_verify import _pdf
from tracker.core import files, keys
from tracker.reporting import verify
from tracker.reporting.content import PackContent
from tracker.reporting.render import content_bytes
from tracker.reporting.seal import seal, write_bag

__all__ = ["empty_python"]
HOSTILE = '=1+1<script>alert("x")</script>\nBagging-Date: 1999-01-01'


def content_with(**facts: object) -> PackContent:
    """Three pieces of evidence whose bytes lie in the store; names that mean harm."""
    lines = []
    for number, clause in ((1, "4.1"), (2, "4.1"), (3, "5.2")):
        stored = files.store(io.BytesIO(b"evidence %d " % number * 40))
        line = make_line(number, digest=stored.digest, size=stored.size, clause=clause)
        lines.append(replace(line, name=HOSTILE if number == 1 else line.name))
    made = make_pack(
        evidence=tuple(lines), head=replace(HEAD, organization=HOSTILE, key_fingerprint=keys.fingerprint())
    )
    groups = tuple(
        replace(
            group,
            blocks=tuple(
                replace(block, evidence=tuple(line for line in lines if block.number in line.clauses))
                for block in group.blocks
            ),
        )
        for group in made.groups
    )
    return replace(made, groups=groups, **facts)  # type: ignore[arg-type]


@lru_cache
def pdf_with(written: bytes) -> bytes:
    return _pdf({"content.json": written})


def write(path: Path, content: PackContent | None = None) -> Path:
    content = content or content_with()
    written = content_bytes(content)
    sealed = seal(content, hashlib.sha256(written).hexdigest(), written, pdf_with(written))
    with path.open("wb") as target:
        write_bag(sealed, target)
    return path


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Unpacked, as RFC 8493 wants it: one folder in the archive, named like it."""
    path = write(tmp_path / "nordhafen-evidence-pack-2026-10-30-bag.zip")
    with zipfile.ZipFile(path) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {path.stem}
        archive.extractall(tmp_path)
    return tmp_path / path.stem


def rfc_8493(bag: Path) -> list[str]:
    """What an independent reader of the RFC finds wrong; written without a look at the product."""
    wrong = []
    if (bag / "bagit.txt").read_text("utf-8") != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        wrong.append("bagit.txt")
    present = {path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file()}
    payload = {name for name in present if name.startswith("data/")}
    for name, wanted in (
        ("manifest-sha256.txt", payload),
        ("tagmanifest-sha256.txt", present - payload - {"tagmanifest-sha256.txt"}),
    ):
        listed = {}
        for line in (bag / name).read_text("utf-8").splitlines():
            found = re.fullmatch(r"([0-9a-f]{64})\s+(\S.*)", line)
            if not found or found[2] in listed:
                wrong.append(f"{name}: {line}")
            else:
                listed[found[2]] = found[1]
        wrong += [f"{name}: {each}" for each in listed.keys() ^ wanted]
        for each, digest in listed.items():
            if each in present and hashlib.sha256((bag / each).read_bytes()).hexdigest() != digest:
                wrong.append(each)
    labels = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text("utf-8").splitlines())
    oxum = f"{sum((bag / name).stat().st_size for name in payload)}.{len(payload)}"
    if labels["Payload-Oxum"] != oxum or len(labels) != 9:
        wrong.append("bag-info.txt")
    return wrong


def test_it_is_a_bag_with_a_folder_for_each_clause(bag: Path) -> None:
    assert rfc_8493(bag) == []
    assert sorted(path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file()) == [
        "bag-info.txt", "bagit.txt",
        "data/clauses/4.1/EV-001-r3-issues.pdf", "data/clauses/4.1/EV-002-r3-issues.pdf",
        "data/clauses/5.2/EV-003-r3-issues.pdf",
        "data/content.json", "data/index.css", "data/index.html", "data/index.xlsx", "data/log-heads.json",
        "data/pack.pdf", "manifest-sha256.txt", "manifest.json", "manifest.sig", "public_key.pem",
        "tagmanifest-sha256.txt", "verify.py",
    ]  # fmt: skip
    heads = json.loads((bag / "data/log-heads.json").read_bytes())
    assert (heads["head"]["position"], heads["signed"][0]["position"]) == (18442, 18400)
    # The reader of the RFC would see a fault.
    with (bag / "data/index.css").open("ab") as longer:
        longer.write(b" ")
    assert rfc_8493(bag) == ["data/index.css", "bag-info.txt"]


def test_folder_and_archive_verify_and_so_does_the_file_inside(bag: Path, empty_python: Path) -> None:
    for place in (bag, bag.with_name(f"{bag.name}.zip"), bag.parent):
        if place == bag.parent:
            place.joinpath(f"{bag.name}.zip").unlink()
        finding = verify.verify(place, fingerprint=keys.fingerprint())
        assert (finding.problems, finding.code) == ([], verify.PROVEN)
    command = [str(empty_python), "-I", "verify.py", ".", "--fingerprint", keys.fingerprint()]
    alone = subprocess.run(command, cwd=bag, capture_output=True, text=True, check=False)
    assert (alone.returncode, alone.stderr) == (verify.PROVEN, "")
    assert "not one by one" in alone.stdout


def test_every_flipped_byte_of_a_bag_is_found_and_its_file_named(bag: Path) -> None:
    chosen = random.Random(8493)
    for path in sorted(path for path in bag.rglob("*") if path.is_file()):
        name, whole = path.relative_to(bag).as_posix(), path.read_bytes()
        for place in chosen.sample(range(len(whole)), 8):
            changed = bytearray(whole)
            changed[place] ^= 1 << (place % 8)
            path.write_bytes(changed)
            assert any(
                name in each for each in verify.verify(bag, fingerprint=keys.fingerprint()).problems
            ), name
        path.write_bytes(whole)
    assert verify.verify(bag, fingerprint=keys.fingerprint()).code == verify.PROVEN


@pytest.mark.parametrize("name", ["data/clauses/4.1/more.pdf", "more.txt", "fetch.txt"])
def test_what_was_put_into_a_bag_or_taken_out_is_named(name: str, bag: Path) -> None:
    (bag / name).write_bytes(b"more")
    assert verify.verify(bag).problems == [f"extra: {name}"]
    (bag / name).unlink()
    for gone in ("bagit.txt", "tagmanifest-sha256.txt", "data/index.html"):
        kept = (bag / gone).read_bytes()
        (bag / gone).unlink()
        assert verify.verify(bag).problems == [f"missing: {gone}"]
        (bag / gone).write_bytes(kept)


def test_what_people_type_is_text_in_index_workbook_and_labels(bag: Path) -> None:
    page = (bag / "data/index.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="clauses/4.1/EV-001-r3-issues.pdf"' in page
    assert all((bag / "data" / found).is_file() for found in re.findall(r'href="([^"]+)"', page))
    sheet = openpyxl.load_workbook(bag / "data/index.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["4.1", "4.1", "4.2", "5.2"]
    assert rows[1][6].startswith("'=1+1")
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert "\nBagging-Date: 2026-10-30\n" in (bag / "bag-info.txt").read_text()


def test_the_same_content_is_the_same_bag_on_another_day(tmp_path: Path) -> None:
    with time_machine.travel("2031-05-01T10:00:00+14:00"):  # a workbook's library writes down the second
        first = write(tmp_path / "one.zip").read_bytes()
    assert write(tmp_path / "two.zip").read_bytes() == first


def test_a_file_that_changed_since_it_was_checked_ends_the_build(tmp_path: Path) -> None:
    content = content_with()
    path = files.path_of(content.evidence[0].digest)
    path.chmod(0o600)
    whole = path.read_bytes()
    path.write_bytes(b"other")
    try:
        with pytest.raises(files.FileDamaged):
            write(tmp_path / "bag.zip", content)
    finally:
        path.write_bytes(whole)

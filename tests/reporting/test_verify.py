"""The verifier finds every change, and says nothing where there is none. No database is used."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tracker.reporting import verify

KEY = Ed25519PrivateKey.from_private_bytes(b"a key that is for tests only, 32"[:32])
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
RAW = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
ATTACHED = {"EV-001-r1-issues.csv": b"issue;owner\nclimate;Mina\n", "content.json": b"{}"}
BESIDE = {"files/EV-002-r1-plan.txt": b"the plan, " * 50}


def _pdf(attached: dict[str, bytes] = ATTACHED) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, content in attached.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)  # type: ignore[call-arg]
        pdf.save(target)
    return target.getvalue()


def write_pack(folder: Path, pdf: bytes | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    files = {"pack.pdf": pdf or _pdf(), **BESIDE}
    entries = [
        {"path": name, "inside": inside, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for group, inside in ((files, ""), (ATTACHED, "pack.pdf"))
        for name, content in group.items()
    ]
    key = {"algorithm": "Ed25519", "fingerprint": hashlib.sha256(RAW).hexdigest()}
    manifest = json.dumps({"key": key, "files": entries}, sort_keys=True).encode()
    small = {"manifest.json": manifest, "manifest.sig": KEY.sign(manifest), "public_key.pem": PEM}
    for name, content in {**files, **small}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def zipped(folder: Path, **extra: bytes) -> Path:
    path = folder.parent / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                archive.write(each, each.relative_to(folder).as_posix())
        for name, content in extra.items():
            archive.writestr(name, content)
    return path


def test_an_untouched_pack_is_intact(pack: Path) -> None:
    finding = verify.verify(pack, PEM)
    assert (finding.problems, finding.code, finding.files) == ([], verify.PROVEN, 4)
    assert verify.verify(zipped(pack), PEM).code == verify.PROVEN


def test_without_a_key_from_outside_the_signer_is_unproven(pack: Path) -> None:
    finding = verify.verify(pack)
    assert (finding.problems, finding.code, finding.verdict) == (
        [],
        verify.UNPROVEN,
        "intact, signer unproven",
    )


def test_another_key_from_outside_does_not_fit(pack: Path) -> None:
    other = (
        Ed25519PrivateKey.generate()
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    finding = verify.verify(pack, other)
    assert finding.code == verify.DAMAGED
    assert not finding.proven


def test_a_fingerprint_from_outside_is_as_good_as_the_key(pack: Path) -> None:
    printed = hashlib.sha256(RAW).hexdigest()
    grouped = " ".join(printed[at : at + 4].upper() for at in range(0, 64, 4))
    assert verify.verify(pack, fingerprint=grouped).code == verify.PROVEN
    other = verify.verify(pack, fingerprint="0" * 64)
    assert (other.code, printed in other.problems[0]) == (verify.DAMAGED, True)
    assert verify.verify(pack, PEM, "0" * 64).code == verify.DAMAGED
    said = io.StringIO()
    assert verify.run(str(pack), None, said, printed[:63]) == verify.UNREADABLE
    assert "64 hexadecimal digits" in said.getvalue()


def flip_all(pack: Path, name: str, key: bytes | None, most: int) -> tuple[int, int]:
    """How many bytes of one file were flipped, one at a time, and how many of these the verifier missed."""
    whole = (pack / name).read_bytes()
    places = range(len(whole))
    if len(whole) > most:
        places = sorted(random.Random(20000).sample(places, most))  # type: ignore[assignment]
    missed = 0
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        (pack / name).write_bytes(changed)
        missed += not any(name in problem for problem in verify.verify(pack, key).problems)
    (pack / name).write_bytes(whole)
    return len(places), missed


PARTS = ["manifest.json", "manifest.sig", "public_key.pem", "pack.pdf", *BESIDE]


@pytest.mark.documents
@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("key", [PEM, None])
def test_every_flipped_byte_is_found_and_its_file_named(name: str, key: bytes | None, pack: Path) -> None:
    flipped, missed = flip_all(pack, name, key, most=120)
    assert (missed, flipped > 60) == (0, True)


def test_a_missing_and_an_extra_file_are_named(pack: Path) -> None:
    (pack / "files/EV-002-r1-plan.txt").unlink()
    (pack / "files/more.txt").write_text("more")
    problems = verify.verify(pack, PEM).problems
    assert problems == ["missing: files/EV-002-r1-plan.txt", "extra: files/more.txt"]


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig", "public_key.pem", "pack.pdf"])
def test_a_missing_part_of_the_pack_is_named(name: str, pack: Path) -> None:
    (pack / name).unlink()
    assert f"missing: {name}" in verify.verify(pack, PEM).problems


def test_what_is_attached_to_the_pdf_is_compared_too(tmp_path: Path) -> None:
    """Signed as a whole, but the file inside is not the one that the manifest names."""
    changed = {**ATTACHED, "EV-001-r1-issues.csv": b"other", "more.txt": b"more"}
    folder = write_pack(tmp_path / "pack", _pdf(changed))
    assert verify.verify(folder, PEM).problems == [
        "damaged: EV-001-r1-issues.csv inside pack.pdf (SHA-256 differs)",
        "extra: more.txt inside pack.pdf",
    ]


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:evil"])
def test_an_archive_that_would_write_elsewhere_is_refused(name: str, pack: Path) -> None:
    with pytest.raises(verify.Unreadable, match="outside"):
        verify.verify(zipped(pack, **{name: b"x"}), PEM)


def test_an_archive_that_grows_without_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * 50_000_000)
    with pytest.raises(verify.Unreadable, match="grow"):
        verify.verify(path, PEM)


def test_a_file_longer_than_promised_is_not_read_to_its_end(pack: Path) -> None:
    with (pack / "files/EV-002-r1-plan.txt").open("ab") as longer:
        longer.truncate(5 * 1024**3)
    assert any("more than 500" in problem for problem in verify.verify(pack, PEM).problems)


def test_a_link_is_not_followed(pack: Path) -> None:
    target = pack / "files/EV-002-r1-plan.txt"
    shutil.move(target, pack.parent / "elsewhere.txt")
    os.symlink(pack.parent / "elsewhere.txt", target)
    problems = verify.verify(pack, PEM).problems
    assert any("is a link" in problem for problem in problems)
    assert "missing: files/EV-002-r1-plan.txt" in problems


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a pack at all" * 100])
def test_what_is_no_pack_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(content)
    assert verify.run(str(path), None, io.StringIO()) == verify.UNREADABLE
    assert verify.run(str(tmp_path / "nothing"), None, io.StringIO()) == verify.UNREADABLE


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"{",
        b'{"key": {}, "files": [{"path": "../x", "inside": "", "size": 1, "sha256": ""}]}',
        b"[" * 9999,
    ],
)
def test_a_signed_but_senseless_manifest_is_damaged(manifest: bytes, pack: Path) -> None:
    (pack / "manifest.json").write_bytes(manifest)
    (pack / "manifest.sig").write_bytes(KEY.sign(manifest))
    finding = verify.verify(pack, PEM)
    assert "damaged: manifest.json is not a manifest" in finding.problems

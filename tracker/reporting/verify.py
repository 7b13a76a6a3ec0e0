"""Checking a pack with nothing but the pack and the public key: no database, no network, no Django.

`python -m tracker.reporting.verify DIR-or-ZIP --public-key FILE` (or `--fingerprint HEX`). Exit code 0: intact, signer proven;
1: something is damaged, missing or extra; 2: cannot be read as a pack; 3: intact, signer unproven.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

import pikepdf
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

MANIFEST, SIGNATURE, PUBLIC_KEY, PDF = "manifest.json", "manifest.sig", "public_key.pem", "pack.pdf"
SMALL = 64 * 1024 * 1024
MOST_FILES = 20_000
MOST_BYTES = 8 * 1024**3
MOST_GROWTH = 100
CHUNK = 1024 * 1024
PROVEN, DAMAGED, UNREADABLE, UNPROVEN = 0, 1, 2, 3


class Writable(Protocol):
    """Whatever takes lines: a stream, or the output of a command."""

    def write(self, text: str, /) -> object: ...


class Unreadable(Exception):
    """This is not a pack, or one that nobody should open."""


@dataclass(slots=True)
class Finding:
    """What the check found; `problems` name each file."""

    problems: list[str] = field(default_factory=list)
    files: int = 0
    fingerprint: str = ""
    proven: bool = False
    manifest_digest: str = ""

    @property
    def code(self) -> int:
        if self.problems:
            return DAMAGED
        return PROVEN if self.proven else UNPROVEN

    @property
    def verdict(self) -> str:
        if self.problems:
            return f"NOT intact: {len(self.problems)} finding(s)"
        return "intact, signer proven" if self.proven else "intact, signer unproven"


@dataclass(frozen=True, slots=True)
class Source:
    """The files of a pack by name, wherever they lie."""

    sizes: dict[str, int]
    open: Callable[[str], IO[bytes]]
    problems: tuple[str, ...] = ()

    def small(self, name: str) -> bytes:
        with self.open(name) as reading:
            written = reading.read(SMALL + 1)
        if len(written) > SMALL:
            raise Unreadable(f"{name} is larger than anything of that name may be.")
        return written

    def digest(self, name: str, size: int) -> tuple[str, int]:
        """SHA-256 and length, reading not one byte beyond what the manifest says and one more."""
        summer, length = hashlib.sha256(), 0
        with self.open(name) as reading:
            while length <= size and (chunk := reading.read(min(CHUNK, size + 1 - length))):
                summer.update(chunk)
                length += len(chunk)
        return summer.hexdigest(), length


@dataclass(frozen=True, slots=True)
class Outside:
    """What the reader has of the signer from elsewhere: the whole key, its fingerprint, both or neither."""

    public_key: bytes | None = None
    fingerprint: str | None = None

    @property
    def proves(self) -> bool:
        return self.public_key is not None or self.fingerprint is not None


def verify(path: Path, public_key: bytes | None = None, fingerprint: str | None = None) -> Finding:
    """Compare everything; raises `Unreadable` for what is no pack at all."""
    outside = Outside(public_key, None if fingerprint is None else plain_fingerprint(fingerprint))
    try:
        with _source(path) as source:
            return _verify(source, outside)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(f"{path.name} cannot be read: {problem}") from problem


def plain_fingerprint(text: str) -> str:
    """64 hexadecimal digits, however they were printed: in groups, in capitals, with colons."""
    digits = re.sub(r"[\s:]+", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise Unreadable("A fingerprint is 64 hexadecimal digits; give all of them, spaces do not matter.")
    return digits


def _verify(source: Source, outside: Outside) -> Finding:
    finding = Finding(problems=list(source.problems))
    for name in (MANIFEST, SIGNATURE, PUBLIC_KEY):
        if name not in source.sizes:
            finding.problems.append(f"missing: {name}")
    if MANIFEST not in source.sizes:
        return finding
    written = source.small(MANIFEST)
    finding.manifest_digest = hashlib.sha256(written).hexdigest()
    manifest = _manifest(written)
    _check_signature(source, written, manifest, outside, finding)
    if manifest is None:
        finding.problems.append(f"damaged: {MANIFEST} is not a manifest")
        return finding
    listed = {entry["path"]: entry for entry in manifest["files"] if not entry["inside"]}
    for name, entry in sorted(listed.items()):
        _check_file(source, name, entry, finding)
    known = {*listed, MANIFEST, SIGNATURE, PUBLIC_KEY}
    finding.problems += [f"extra: {name}" for name in sorted(set(source.sizes) - known)]
    _check_attachments(source, manifest["files"], finding)
    return finding


# Signature ------------------------------------------------------------------------


def _check_signature(
    source: Source, written: bytes, manifest: dict[str, Any] | None, outside: Outside, finding: Finding
) -> None:
    inside = source.small(PUBLIC_KEY) if PUBLIC_KEY in source.sizes else b""
    key = _key(inside if outside.public_key is None else outside.public_key)
    if key is None:
        if outside.public_key is not None:
            raise Unreadable("The public key given is not an Ed25519 key in PEM form.")
        finding.problems.append(f"damaged: {PUBLIC_KEY} holds no Ed25519 key")
        return
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    finding.fingerprint = hashlib.sha256(raw).hexdigest()
    if outside.fingerprint not in {None, finding.fingerprint}:
        finding.problems.append(
            f"damaged: {PUBLIC_KEY} has the fingerprint {finding.fingerprint}, not the one you were given"
        )
    if inside and inside != key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo):
        finding.problems.append(f"damaged: {PUBLIC_KEY} is not the key this pack is checked with")
    if manifest is not None and manifest["key"].get("fingerprint") != finding.fingerprint:
        finding.problems.append(
            f"damaged: {MANIFEST} or {PUBLIC_KEY}: the manifest names another key than this one"
        )
    if SIGNATURE not in source.sizes:
        return
    try:
        key.verify(source.small(SIGNATURE), written)
    except InvalidSignature:
        finding.problems.append(f"damaged: {MANIFEST} or {SIGNATURE}: the signature does not fit")
        return
    finding.proven = outside.proves


def _key(pem: bytes) -> Ed25519PublicKey | None:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def _manifest(written: bytes) -> dict[str, Any] | None:
    try:
        manifest = json.loads(written)
        whole = isinstance(manifest["key"], dict) and all(_is_entry(entry) for entry in manifest["files"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return manifest if whole else None


def _is_entry(entry: Any) -> bool:
    words = all(isinstance(entry[name], str) for name in ("path", "inside", "sha256"))
    return words and isinstance(entry["size"], int) and entry["size"] >= 0 and _is_safe(entry["path"])


# Files ----------------------------------------------------------------------------


def _check_file(source: Source, name: str, entry: dict[str, Any], finding: Finding) -> None:
    finding.files += 1
    if name not in source.sizes:
        finding.problems.append(f"missing: {name}")
        return
    try:
        digest, length = source.digest(name, entry["size"])
    except (zipfile.BadZipFile, OSError, EOFError) as problem:
        finding.problems.append(f"damaged: {name} cannot be read ({problem})")
        return
    if length != entry["size"]:
        told = f"more than {entry['size']}" if length > entry["size"] else str(length)
        finding.problems.append(f"damaged: {name} has {told} bytes instead of {entry['size']}")
    elif digest != entry["sha256"]:
        finding.problems.append(f"damaged: {name} (SHA-256 differs)")


def _check_attachments(source: Source, entries: list[dict[str, Any]], finding: Finding) -> None:
    """What travels inside the PDF must be there under its name, byte for byte, and nothing else."""
    wanted = {entry["path"]: entry for entry in entries if entry["inside"] == PDF}
    finding.files += len(wanted)
    if PDF not in source.sizes or source.sizes[PDF] > MOST_BYTES:
        return
    try:
        with source.open(PDF) as reading, pikepdf.open(io.BytesIO(reading.read())) as pdf:
            found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    except (pikepdf.PdfError, ValueError, OSError, zipfile.BadZipFile, KeyError, TypeError) as problem:
        finding.problems.append(f"damaged: {PDF} cannot be opened ({str(problem).splitlines()[0][:80]})")
        return
    for name, entry in sorted(wanted.items()):
        if name not in found:
            finding.problems.append(f"missing: {name} inside {PDF}")
        elif hashlib.sha256(found[name]).hexdigest() != entry["sha256"]:
            finding.problems.append(f"damaged: {name} inside {PDF} (SHA-256 differs)")
    finding.problems += [f"extra: {name} inside {PDF}" for name in sorted(set(found) - set(wanted))]


# Folders and archives --------------------------------------------------------------


class _source:  # noqa: N801  (used as a with-statement)
    """Opens a folder or a ZIP for the time of the check."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Source:
        if self._path.is_dir():
            return _folder(self._path)
        if not self._path.is_file():
            raise Unreadable(f"{self._path} is neither a folder nor a file.")
        self._archive = zipfile.ZipFile(self._path)
        return _zip(self._archive)

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()


def _folder(root: Path) -> Source:
    sizes: dict[str, int] = {}
    problems: list[str] = []
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        if path.is_symlink() or not path.is_file():
            problems.append(f"extra: {name} is a link or no plain file, and is not followed")
            continue
        sizes[name] = path.stat().st_size
        _limits(len(sizes), 0)
    return Source(sizes, lambda name: (root / name).open("rb"), tuple(problems))


def _walk(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _zip(archive: zipfile.ZipFile) -> Source:
    sizes: dict[str, int] = {}
    problems: list[str] = []
    for member in archive.infolist():
        name = member.filename
        if member.is_dir():
            continue
        if not _is_safe(name):
            raise Unreadable(f"The archive holds a file that would lie outside its folder: {name[:100]!r}")
        if member.flag_bits & 1:
            raise Unreadable(f"{name} is encrypted.")
        if member.file_size > CHUNK and member.file_size > MOST_GROWTH * max(member.compress_size, 1):
            raise Unreadable(f"{name} would grow more than {MOST_GROWTH} times when unpacked.")
        if name in sizes:
            problems.append(f"extra: {name} stands twice in the archive")
        sizes[name] = member.file_size
        _limits(len(sizes), sum(sizes.values()) if len(sizes) % 100 == 0 else member.file_size)
    _limits(len(sizes), sum(sizes.values()))
    return Source(sizes, lambda name: archive.open(name), tuple(problems))


def _limits(count: int, size: int) -> None:
    if count > MOST_FILES:
        raise Unreadable(f"More than {MOST_FILES} files.")
    if size > MOST_BYTES:
        raise Unreadable(f"More than {MOST_BYTES} bytes when unpacked.")


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    odd = "\\" in name or ":" in name or "\x00" in name
    return bool(name) and not odd and not path.is_absolute() and ".." not in path.parts


# At the command line ----------------------------------------------------------------


def report(finding: Finding) -> str:
    """What a person reads."""
    lines = [
        *finding.problems,
        f"{finding.files} files compared",
        f"manifest SHA-256 {finding.manifest_digest}",
    ]
    if finding.fingerprint:
        lines.append(f"key fingerprint {finding.fingerprint}")
    return "\n".join([*lines, finding.verdict])


def run(path: str, public_key: str | None, out: Writable, fingerprint: str | None = None) -> int:
    """Check and say; gives the exit code."""
    try:
        pem = Path(public_key).read_bytes() if public_key else None
    except OSError as problem:
        out.write(f"The public key cannot be read: {problem}\n")
        return UNREADABLE
    try:
        finding = verify(Path(path), pem, fingerprint)
    except Unreadable as refusal:
        out.write(f"{refusal}\n")
        return UNREADABLE
    out.write(report(finding) + "\n")
    return finding.code


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="verify_pack", description="Check an evidence pack.")
    parser.add_argument("path", help="the folder or the ZIP")
    parser.add_argument("--public-key", help="the signer's key, received by another way than the pack")
    parser.add_argument("--fingerprint", help="the fingerprint of that key, where you have it in print only")
    given = parser.parse_args(arguments)
    return run(given.path, given.public_key, sys.stdout, given.fingerprint)


if __name__ == "__main__":
    sys.exit(main())

"""An evidence pack: the plain folder, or the bag (RFC 8493), both under one signed manifest."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from tracker.core.proof.findings import PUBLIC_KEY, Finding, Outside, Signed, check_signature
from tracker.core.proof.sources import MOST_BYTES, Source, check_file, is_safe

MANIFEST, SIGNATURE, PDF = "manifest.json", "manifest.sig", "pack.pdf"
BAG, TAGS = "bagit.txt", "tagmanifest-sha256.txt"


def check_pack(source: Source, outside: Outside) -> Finding:
    """Compare everything with the manifest, and the manifest with its signature."""
    finding = Finding(problems=list(source.problems))
    for name in (MANIFEST, SIGNATURE, PUBLIC_KEY):
        if name not in source.sizes:
            finding.problems.append(f"missing: {name}")
    if MANIFEST not in source.sizes:
        return finding
    written = source.small(MANIFEST)
    finding.manifest_digest = hashlib.sha256(written).hexdigest()
    manifest = _manifest(written)
    named = None if manifest is None else str(manifest["key"].get("fingerprint"))
    signature, inside = source.small_or_none(SIGNATURE), source.small_or_none(PUBLIC_KEY)
    check_signature(Signed(MANIFEST, SIGNATURE, written, signature, inside, named), outside, finding)
    if manifest is None:
        finding.problems.append(f"damaged: {MANIFEST} is not a manifest")
        return finding
    is_bag = bool(manifest["bag"]) and (BAG in source.sizes or TAGS in source.sizes)
    entries = manifest["bag"] if is_bag else [each for each in manifest["files"] if not each["inside"]]
    listed = {entry["path"]: entry for entry in entries}
    for name, entry in sorted(listed.items()):
        finding.files += 1
        finding.problems += check_file(source, name, entry["size"], entry["sha256"])
    known = {*listed, MANIFEST, SIGNATURE, PUBLIC_KEY} | ({TAGS} if is_bag else set())
    finding.problems += [f"extra: {name}" for name in sorted(set(source.sizes) - known)]
    if is_bag:
        finding.problems += _tag_problems(source, listed, finding.signed)
    _check_attachments(source, f"data/{PDF}" if is_bag else PDF, manifest["files"], finding)
    return finding


def _manifest(written: bytes) -> dict[str, Any] | None:
    try:
        manifest = json.loads(written)
        manifest.setdefault("bag", [])
        entries = all(_is_entry(entry) and isinstance(entry["inside"], str) for entry in manifest["files"])
        whole = entries and isinstance(manifest["key"], dict) and all(map(_is_entry, manifest["bag"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return manifest if whole else None


def _is_entry(entry: Any) -> bool:
    words = isinstance(entry["path"], str) and isinstance(entry["sha256"], str)
    return words and isinstance(entry["size"], int) and entry["size"] >= 0 and is_safe(entry["path"])


# The bag ----------------------------------------------------------------------------


def manifest_lines(digests: dict[str, str]) -> bytes:
    """A manifest as RFC 8493 has it: digest, two spaces, name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def _tag_problems(source: Source, listed: dict[str, Any], signed: bool) -> Iterator[str]:
    """The one file of a bag that the signed manifest cannot name, because it names the manifest."""
    written = source.small_or_none(TAGS)
    if written is None:
        yield f"missing: {TAGS}"
        return
    wanted = {name: entry["sha256"] for name, entry in listed.items() if not name.startswith("data/")}
    if signed:
        for name in (MANIFEST, SIGNATURE, PUBLIC_KEY):
            wanted[name] = hashlib.sha256(source.small_or_none(name) or b"").hexdigest()
        fits = written == manifest_lines(wanted)
    else:
        fits = set(manifest_lines(wanted).splitlines()) <= set(written.splitlines())
    if not fits:
        yield f"damaged: {TAGS} does not say what lies in the bag"


# Inside the PDF ----------------------------------------------------------------------


def _check_attachments(source: Source, at: str, entries: list[dict[str, Any]], finding: Finding) -> None:
    """What travels inside the PDF must be there under its name, byte for byte, and nothing else."""
    wanted = {entry["path"]: entry for entry in entries if entry["inside"] == PDF}
    if at not in source.sizes or source.sizes[at] > MOST_BYTES:
        return
    try:  # Not needed: without it the bytes of the PDF are checked, and what is attached in it is not opened.
        import pikepdf
    except ImportError:
        finding.notes.append(f"the {len(wanted)} files inside {PDF} were checked with it, not one by one")
        return
    finding.files += len(wanted)
    try:
        with source.open(at) as reading, pikepdf.open(io.BytesIO(reading.read())) as pdf:
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

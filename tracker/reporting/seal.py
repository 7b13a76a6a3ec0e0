"""Putting a pack together: the PDF, the manifest, the seal over it, and one ZIP with fixed timestamps."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from tracker.core import files, keys
from tracker.core.errors import RuleBroken
from tracker.core.files import FileDamaged
from tracker.reporting.content import EvidenceLine, PackContent
from tracker.reporting.manifest import bytes_entry, evidence_entry, manifest_bytes
from tracker.reporting.render import CONTENT_NAME

PDF, MANIFEST, SIGNATURE, PUBLIC_KEY = "pack.pdf", "manifest.json", "manifest.sig", "public_key.pem"
FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SealedPack:
    """The small files in memory, the evidence as digests in the store."""

    small: dict[str, bytes]
    beside: dict[str, str]


def refuse_damaged(lines: tuple[EvidenceLine, ...], beat: Callable[[], None] = lambda: None) -> None:
    """Reread every evidence file; a pack is not built over one that is altered or gone."""
    problems = []
    for line in lines:
        try:
            files.check(line.digest)
        except FileDamaged as damage:
            word = _("is missing from the store") if damage.why == "missing" else _("is damaged")
            problems.append(f"“{line.name}” ({line.filename}) {word}")
        beat()
    if problems:
        raise RuleBroken(
            _(
                "The pack was not built: %(problems)s. Restore the file from a backup, or withdraw the evidence."
            )
            % {"problems": "; ".join(problems)}
        )


def seal(content: PackContent, content_digest: str, content_json: bytes, pdf: bytes) -> SealedPack:
    """Manifest over all files, signature over the manifest."""
    entries = [
        bytes_entry(PDF, pdf, "Evidence pack", "application/pdf"),
        bytes_entry(CONTENT_NAME, content_json, "Content of the pack", "application/json", inside=PDF),
        *(evidence_entry(line, attached=content.attached) for line in content.evidence),
    ]
    manifest = manifest_bytes(content, content_digest, entries)
    small = {PDF: pdf, MANIFEST: manifest, SIGNATURE: keys.sign(manifest), PUBLIC_KEY: keys.public_key_pem()}
    beside = {} if content.attached else {f"files/{line.path}": line.digest for line in content.evidence}
    return SealedPack(small, beside)


def write_zip(sealed: SealedPack, target: IO[bytes]) -> None:
    """Stored, in a fixed order, with fixed times: the same pack is the same ZIP."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, chunks in _members(sealed):
            member = zipfile.ZipInfo(name, date_time=FIXED)
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            with archive.open(member, "w", force_zip64=True) as written:
                for chunk in chunks:
                    written.write(chunk)


def write_folder(archive: IO[bytes], folder: Path) -> list[Path]:
    """The same files as a folder; refuses one that already holds anything."""
    if folder.exists() and any(folder.iterdir()):
        raise RuleBroken(_("%(folder)s is not empty; name a new folder.") % {"folder": folder})
    written = []
    with zipfile.ZipFile(archive) as source:
        for member in sorted(source.namelist()):
            path = folder / member
            path.parent.mkdir(parents=True, exist_ok=True)
            with source.open(member) as reading, path.open("wb") as writing:
                while chunk := reading.read(files.CHUNK):
                    writing.write(chunk)
            written.append(path)
    return written


def _members(sealed: SealedPack) -> Iterator[tuple[str, Iterator[bytes]]]:
    for name in sorted([*sealed.small, *sealed.beside]):
        yield name, iter([sealed.small[name]]) if name in sealed.small else _stored(sealed.beside[name])


def _stored(digest: str) -> Iterator[bytes]:
    with files.open_stored(digest) as source:
        while chunk := source.read(files.CHUNK):
            yield chunk

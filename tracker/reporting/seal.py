"""Putting a pack together: the PDF, the manifest, the seal over it, and one ZIP with fixed timestamps."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from tracker.core import files, keys
from tracker.core.errors import RuleBroken
from tracker.core.files import FileDamaged
from tracker.core.proof.findings import PUBLIC_KEY
from tracker.core.proof.packs import MANIFEST, PDF, SIGNATURE
from tracker.reporting.bag import Piece, bag_name, bag_pieces, whole_bag
from tracker.reporting.content import EvidenceLine, PackContent
from tracker.reporting.manifest import bytes_entry, evidence_entry, manifest_bytes
from tracker.reporting.render import CONTENT_NAME

FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SealedPack:
    """The small files in memory, the evidence as digests in the store; and all of it once more as a bag."""

    small: dict[str, bytes]
    beside: dict[str, str]
    base: str
    bag: tuple[Piece, ...]


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
        *(evidence_entry(line, attached=content.attached) for line in content.handed_over),
    ]
    pieces = bag_pieces(content, content_digest, content_json, pdf)
    manifest = manifest_bytes(content, content_digest, entries, pieces)
    signature = keys.sign(manifest)
    small = {PDF: pdf, MANIFEST: manifest, SIGNATURE: signature, PUBLIC_KEY: keys.public_key_pem()}
    beside = {} if content.attached else {f"files/{line.path}": line.digest for line in content.handed_over}
    return SealedPack(small, beside, bag_name(content), tuple(whole_bag(pieces, manifest, signature)))


def write_zip(sealed: SealedPack, target: IO[bytes]) -> None:
    """The folder: stored, in a fixed order, with fixed times, so that the same pack is the same ZIP."""
    _write(_members(sealed), target)


def write_bag(sealed: SealedPack, target: IO[bytes]) -> None:
    """The bag in its one folder (RFC 8493, section 4), written in the same way."""
    members = (
        (
            f"{sealed.base}/{piece.path}",
            _stored(piece.sha256) if piece.written is None else iter([piece.written]),
        )
        for piece in sealed.bag
    )
    _write(members, target)


def _write(members: Iterable[tuple[str, Iterator[bytes]]], target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, chunks in members:
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
    """The bytes from the store; raises `FileDamaged` where they are not, or no longer, the ones that were checked."""
    summer = hashlib.sha256()
    with files.open_stored(digest) as source:
        while chunk := source.read(files.CHUNK):
            summer.update(chunk)
            yield chunk
    if summer.hexdigest() != digest:
        raise FileDamaged(digest, "altered")

"""The manifest of a pack: every file with path, size and SHA-256, and the request that made it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings

from tracker.core.canonical import canonical_bytes
from tracker.reporting.bag import Piece
from tracker.reporting.content import EvidenceLine, PackContent

FORMAT = "iso20k evidence pack, manifest version 2"
FONTS = "print/fonts"
SHEETS = ("print/document.css",)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `inside` names the PDF that carries it; empty when it lies beside."""

    path: str
    inside: str
    size: int
    sha256: str
    title: str
    media_type: str
    clauses: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "inside": self.inside,
            "size": self.size,
            "sha256": self.sha256,
            "title": self.title,
            "media_type": self.media_type,
            "clauses": list(self.clauses),
        }


def evidence_entry(line: EvidenceLine, *, attached: bool) -> Entry:
    return Entry(
        path=line.path if attached else f"files/{line.path}",
        inside="pack.pdf" if attached else "",
        size=line.size,
        sha256=line.digest,
        title=f"{line.number} {line.name}, revision {line.revision}",
        media_type=line.media_type,
        clauses=line.clauses,
    )


def bytes_entry(path: str, written: bytes, title: str, media_type: str, inside: str = "") -> Entry:
    digest = hashlib.sha256(written).hexdigest()
    return Entry(path, inside, len(written), digest, title, media_type)


def manifest_bytes(
    content: PackContent, content_digest: str, entries: Iterable[Entry], pieces: Iterable[Piece]
) -> bytes:
    """Canonical: sorted keys, sorted files, UTF-8, no spaces. `files` is the folder, `bag` the bag of the same."""
    head = content.head
    files = sorted((entry.plain() for entry in entries), key=lambda file: (file["inside"], file["path"]))
    return canonical_bytes(
        {
            "format": FORMAT,
            "content_sha256": content_digest,
            "key": {"algorithm": "Ed25519", "fingerprint": head.key_fingerprint},
            "request": {
                "organization": head.organization,
                "project": head.slug,
                "edition": head.edition,
                "clauses": list(content.clauses),
                "purpose": content.purpose,
                "since": content.since,
                "withheld_because": content.withheld_because,
                "as_of": head.as_of,
                "log": {"position": head.log_position, "sha256": head.log_digest},
                "language": head.language,
                "product": {"name": "iso20k", "version": product_version()},
                "typography": typography(),
            },
            "files": files,
            "withheld": [_withheld(line) for line in content.withheld],
            "bag": sorted((piece.plain() for piece in pieces), key=lambda piece: str(piece["path"])),
        }
    )


def _withheld(line: EvidenceLine) -> dict[str, Any]:
    """Listed without content: whoever is shown the file later can tell by its digest that it is this one."""
    return {
        "title": f"{line.number} {line.name}, revision {line.revision}",
        "sha256": line.digest,
        "size": line.size,
        "clauses": list(line.clauses),
    }


@lru_cache(maxsize=1)
def product_version() -> str:
    try:
        return version("iso20k")
    except PackageNotFoundError:
        return "source"


@lru_cache(maxsize=1)
def typography() -> dict[str, str]:
    """The digests of fonts and style sheets: other ones would set other pages."""
    root = Path(settings.STATICFILES_DIRS[0])
    paths = [*sorted(root.joinpath(FONTS).glob("*.ttf")), *(root / sheet for sheet in SHEETS)]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

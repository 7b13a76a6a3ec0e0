"""The pack as a bag (RFC 8493): folders per clause, an index, the log heads, the verifier and the key inside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.core import keys
from tracker.core.canonical import canonical_bytes
from tracker.core.proof.findings import PUBLIC_KEY, VERIFIER
from tracker.core.proof.packs import BAG, MANIFEST, SIGNATURE, TAGS, manifest_lines
from tracker.core.proof.single import single_file
from tracker.reporting.content import EvidenceLine, PackContent
from tracker.reporting.index import index_html, index_sheet, index_style
from tracker.reporting.render import CONTENT_NAME

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD = "data/"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the bag: its bytes, or the digest under which they lie in the store."""

    path: str
    size: int
    sha256: str
    written: bytes | None = None

    def plain(self) -> dict[str, object]:
        return {"path": self.path, "size": self.size, "sha256": self.sha256}


def place_of(line: EvidenceLine) -> str:
    """Where an evidence file lies: in the folder of the first clause it serves; the index names it under each."""
    return f"{PAYLOAD}clauses/{line.clauses[0]}/{line.path}"


def bag_name(content: PackContent) -> str:
    """The one folder that the archive holds, and the archive's name."""
    return f"{content.head.slug}-evidence-pack-{content.head.as_of:%Y-%m-%d}-bag"


def bag_pieces(content: PackContent, content_digest: str, content_json: bytes, pdf: bytes) -> list[Piece]:
    """Everything that the signed manifest names, so all but itself, its signature, the key and the tag manifest."""
    payload = [
        _piece(f"{PAYLOAD}pack.pdf", pdf),
        _piece(f"{PAYLOAD}{CONTENT_NAME}", content_json),
        _piece(f"{PAYLOAD}index.html", index_html(content, content_digest)),
        _piece(f"{PAYLOAD}index.css", index_style()),
        _piece(f"{PAYLOAD}index.xlsx", index_sheet(content)),
        _piece(f"{PAYLOAD}log-heads.json", _heads(content)),
        *(Piece(place_of(line), line.size, line.digest) for line in content.handed_over),
    ]
    payload.sort(key=lambda piece: piece.path)
    return [
        *payload,
        _piece(BAG, DECLARATION),
        _piece("bag-info.txt", _info(content, content_digest, payload)),
        _piece("manifest-sha256.txt", manifest_lines({piece.path: piece.sha256 for piece in payload})),
        _piece(VERIFIER, single_file()),
    ]


def whole_bag(pieces: Iterable[Piece], manifest: bytes, signature: bytes) -> Iterator[Piece]:
    """With the manifest, its signature, the key, and the tag manifest over all that is no payload; by path."""
    own = {MANIFEST: manifest, SIGNATURE: signature, PUBLIC_KEY: keys.public_key_pem()}
    all_pieces = [*pieces, *(_piece(name, written) for name, written in own.items())]
    tags = {piece.path: piece.sha256 for piece in all_pieces if not piece.path.startswith(PAYLOAD)}
    yield from sorted([*all_pieces, _piece(TAGS, manifest_lines(tags))], key=lambda piece: piece.path)


def _piece(path: str, written: bytes) -> Piece:
    return Piece(path, len(written), hashlib.sha256(written).hexdigest(), written)


def _info(content: PackContent, digest: str, payload: list[Piece]) -> bytes:
    head = content.head
    lines = {
        "Source-Organization": head.organization,
        "External-Description": f"Evidence pack of {head.project}, {head.edition}",
        "External-Identifier": f"sha256:{digest}",
        "Internal-Sender-Identifier": head.slug,
        "Bagging-Date": f"{head.as_of:%Y-%m-%d}",
        "Bag-Software-Agent": "ISO 20K",
        "Key-Fingerprint-SHA-256": head.key_fingerprint,
        "Log-Head": f"{head.log_position}:{head.log_digest}",
        "Payload-Oxum": f"{sum(piece.size for piece in payload)}.{len(payload)}",
    }
    # What people typed stays on its line: a line feed would begin a label of its own.
    return "".join(f"{label}: {_one_line(value)}\n" for label, value in lines.items()).encode()


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).split())


def _heads(content: PackContent) -> bytes:
    head = content.head
    return canonical_bytes(
        {
            "as_of": head.as_of,
            "head": {"position": head.log_position, "digest": head.log_digest},
            "signed": [
                {"at": each.at, "position": each.position, "digest": each.digest} for each in content.heads
            ],
        }
    )

"""The log of one implementation as files that anybody can check: canonical lines, a signed head, the verifier."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from tracker.core import keys
from tracker.core.canonical import canonical_bytes, plain
from tracker.core.proof.findings import PUBLIC_KEY, VERIFIER
from tracker.core.proof.logs import LOG, LOG_SIGNATURE
from tracker.core.proof.single import single_file
from tracker.history.lines import line_of
from tracker.history.models import Activity, ChainHead, SignedHead

FORMAT = "iso20k export of the log, version 1"
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Export:
    """The lines in a temporary file, the small files by name."""

    lines: IO[bytes]
    small: dict[str, bytes]
    entries: int
    position: int
    digest: str


@contextmanager
def exported(chain: str, *, name: str, at: datetime) -> Iterator[Export]:
    """The chain as it ends now. What is wrong in it goes out as it is, for the verifier to find."""
    with tempfile.TemporaryFile() as lines:
        digests: list[str] = []
        with transaction.atomic():
            head = ChainHead.objects.filter(pk=chain).first() or ChainHead(chain=chain)
            found = Activity.objects.filter(chain=chain, position__lte=head.position)
            for entry in found.select_related("label").order_by("position").iterator(chunk_size=AT_ONCE):
                written = canonical_bytes(line_of(entry)) + b"\n"
                lines.write(written)
                digests.append(hashlib.sha256(written).hexdigest())
            small = _small(head, name, at, digests)
        lines.seek(0)
        yield Export(lines, small, len(digests), head.position, head.digest)


def _small(head: ChainHead, name: str, at: datetime, digests: list[str]) -> dict[str, bytes]:
    verifier = single_file()
    log = canonical_bytes(
        {
            "format": FORMAT,
            "name": name,
            "chain": head.chain,
            "made_at": at,
            "head": {"position": head.position, "digest": head.digest},
            "heads": signed_places(head.chain),
            "key": {"algorithm": "Ed25519", "fingerprint": keys.fingerprint()},
            "verifier_sha256": hashlib.sha256(verifier).hexdigest(),
            "lines": digests,
        }
    )
    return {
        LOG: log,
        LOG_SIGNATURE: keys.sign(log),
        PUBLIC_KEY: keys.public_key_pem(),
        VERIFIER: verifier,
    }


def signed_places(chain: str, *, before: datetime | None = None) -> list[dict[str, Any]]:
    """Where this chain ended whenever all heads were signed; the other chains are nobody's business here.

    A row that was not signed with our key proves nothing and is left out.
    """
    rows = SignedHead.objects.filter(key_fingerprint=keys.fingerprint()).order_by("at", "id")
    if before is not None:
        rows = rows.filter(at__lte=before)
    places: list[dict[str, Any]] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        position, digest = row.heads.get(chain, (0, ""))
        last = places[-1] if places else {"position": 0, "digest": ""}
        if (position, digest) != (last["position"], last["digest"]) and position and row.holds:
            places.append({"at": plain(row.at), "position": position, "digest": digest})
    return places

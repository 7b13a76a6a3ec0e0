"""The store of bytes: each file under the SHA-256 of its content, written once, never overwritten."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import BadInput

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What the store knows of a file: digest (hexadecimal SHA-256), size in bytes, first bytes."""

    digest: str
    size: int
    head: bytes


class FileDamaged(Exception):
    """The bytes in the store are not the bytes that were put there, or are gone."""

    def __init__(self, digest: str, why: str) -> None:
        super().__init__(f"{digest}: {why}")
        self.digest = digest
        self.why = why


def store(source: IO[bytes], *, limit: int | None = None) -> StoredFile:
    """Keep the bytes of `source`; the same bytes are kept once. Refuses nothing and more than `limit` bytes.

    Safe to repeat: a crash leaves at most a temporary file, never half a file under a digest.
    """
    root = _root()
    summer = hashlib.sha256()
    size = 0
    head = b""
    handle, temporary = tempfile.mkstemp(dir=root / "incoming")
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in _chunks(source):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise BadInput(
                        _("The file is larger than %(limit)s MB, the most that is taken.")
                        % {"limit": limit // (1024 * 1024)}
                    )
                head = head or chunk[:8192]
                summer.update(chunk)
                target.write(chunk)
            if not size:
                raise BadInput(_("The file is empty (0 bytes)."))
            target.flush()
            os.fsync(target.fileno())
        digest = summer.hexdigest()
        _move_into_place(Path(temporary), path_of(digest))
    finally:
        Path(temporary).unlink(missing_ok=True)
    return StoredFile(digest, size, head)


def path_of(digest: str) -> Path:
    """Where the bytes with this digest lie. Raises `ValueError` for anything that is not a digest."""
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256 digest in hexadecimal")
    return Path(settings.FILES_ROOT) / digest[:2] / digest


def open_stored(digest: str) -> BinaryIO:
    """Open the bytes for reading without checking them; raises `FileDamaged` where they are gone."""
    try:
        return path_of(digest).open("rb")
    except FileNotFoundError:
        raise FileDamaged(digest, "missing") from None


def open_verified(digest: str) -> BinaryIO:
    """Open the bytes after reading them all and finding them unaltered; raises `FileDamaged`."""
    check(digest)
    return open_stored(digest)


def check(digest: str) -> int:
    """Reread every byte; return the size. Raises `FileDamaged` if they are not what was stored."""
    size = 0
    summer = hashlib.sha256()
    with open_stored(digest) as source:
        for chunk in _chunks(source):
            size += len(chunk)
            summer.update(chunk)
    if summer.hexdigest() != digest:
        raise FileDamaged(digest, "altered")
    return size


def remove(digest: str, *, unwanted_for: float = 3600.0) -> bool:
    """Remove bytes that nobody refers to any more; not those that were stored or asked for a moment ago.

    The caller knows who might refer to them; somebody may be about to, and has just stored them again.
    """
    place = path_of(digest)
    try:
        if unwanted_for and clock.now().timestamp() - place.stat().st_mtime < unwanted_for:
            return False
        place.unlink()
    except FileNotFoundError:
        return False
    return True


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _root() -> Path:
    root = Path(settings.FILES_ROOT)
    (root / "incoming").mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


def _move_into_place(temporary: Path, place: Path) -> None:
    place.parent.mkdir(exist_ok=True, mode=0o700)
    if place.exists():
        # Asked for again: whoever was about to remove it sees that it is wanted.
        os.utime(place)
        return
    temporary.chmod(0o400)
    os.replace(temporary, place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

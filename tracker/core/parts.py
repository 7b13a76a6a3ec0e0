"""Large uploads that come in parts: bytes that grow in a file beside the store until they are whole."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

PART = 8 * 1024 * 1024


class NoRoom(Exception):
    """The disk did not take the bytes; the file is as long as it was before them."""


def append(key: UUID, part: bytes, *, at: int) -> None:
    """Put the bytes at this place, on the disk before it returns. What stands beyond was never acknowledged: cut."""
    path = place_of(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(descriptor, at)
        left, place = memoryview(part), at
        while left:
            written = os.pwrite(descriptor, left, place)
            left, place = left[written:], place + written
        os.fsync(descriptor)
    except OSError as problem:
        with suppress(OSError):  # the disk is full or broken; the next part cuts it again
            os.ftruncate(descriptor, at)
        raise NoRoom(problem.strerror) from problem
    finally:
        os.close(descriptor)


def holds(key: UUID, part: bytes, *, at: int) -> bool:
    """Whether exactly these bytes stand at this place already."""
    with suppress(FileNotFoundError), opened(key) as source:
        source.seek(at)
        return source.read(len(part)) == part
    return False


def length(key: UUID) -> int:
    try:
        return place_of(key).stat().st_size
    except FileNotFoundError:
        return 0


def opened(key: UUID) -> BinaryIO:
    """The bytes from their start; raises `FileNotFoundError` where they are gone."""
    return place_of(key).open("rb")


def drop(key: UUID) -> None:
    place_of(key).unlink(missing_ok=True)


def kept() -> dict[UUID, float]:
    """Which uploads lie there, and when each was written to last."""
    folder = place_of(UUID(int=0)).parent
    found = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(ValueError, FileNotFoundError):  # not one of ours, or just gone
            found[UUID(path.name)] = path.stat().st_mtime
    return found


def place_of(key: UUID) -> Path:
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / "parts" / str(key)

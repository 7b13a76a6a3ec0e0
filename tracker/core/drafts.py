"""Uploads that wait for somebody's yes: kept for some days beside the store, never part of it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from io import BufferedReader
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core import clock, files
from tracker.core.errors import BadInput

KEPT_SECONDS = 3 * 24 * 3600


def keep_draft(source: IO[bytes], *, limit: int) -> str:
    """Put the bytes aside and return their digest; drafts that nobody came back for are removed."""
    folder = _folder()
    _sweep(folder)
    summer = hashlib.sha256()
    size = 0
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := source.read(files.CHUNK):
                size += len(chunk)
                if size > limit:
                    words = {"limit": limit // (1024 * 1024)}
                    raise BadInput(_("The file is larger than %(limit)s MB, the most that is taken.") % words)
                summer.update(chunk)
                target.write(chunk)
        if not size:
            raise BadInput(_("The file is empty (0 bytes)."))
        os.replace(temporary, folder / summer.hexdigest())
    finally:
        Path(temporary).unlink(missing_ok=True)
    return summer.hexdigest()


def open_draft(digest: str) -> BufferedReader:
    """The bytes of a draft; raises `FileDamaged` where it is gone."""
    try:
        return (_folder() / files.path_of(digest).name).open("rb")
    except FileNotFoundError:
        raise files.FileDamaged(digest, "missing") from None


def drop_draft(digest: str) -> None:
    """The yes was given and carried out: the bytes need not stay."""
    (_folder() / files.path_of(digest).name).unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.FILES_ROOT) / "drafts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _sweep(folder: Path) -> None:
    oldest = clock.now().timestamp() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.lstat().st_mtime < oldest:
            path.unlink(missing_ok=True)

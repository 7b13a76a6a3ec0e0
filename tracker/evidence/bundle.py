"""Several files as one revision: kept in one archive, made the same way each time, so that one digest tells them.

The files lie in it unpacked. So all that is done with a revision is done with all of its files at once:
rereading, packs, copies; and the same files are the same revision.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core import files, sniff
from tracker.core.errors import BadInput, LineProblem
from tracker.evidence.intake import Kept, Upload, checked_name, title_from

MOST = 50
TYPE = "application/zip"
FIXED = (1980, 1, 1, 0, 0, 0)
CHUNK = 1024 * 1024


def keep_together(uploads: Sequence[Upload]) -> Kept:
    """Store the files as one, or refuse all of them and name each that cannot be taken."""
    if len(uploads) > MOST:
        raise BadInput(_("At most %(most)s files go together.") % {"most": MOST}, field="files")
    names = _names(uploads)
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target:
        contents, problems, left = [], [], settings.EVIDENCE_MAX_BYTES
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for place, (upload, name) in enumerate(zip(uploads, names, strict=True), start=1):
                try:
                    part = _add(archive, upload, name, left)
                except BadInput as refused:
                    problems.append(LineProblem(place, f"{name}: {refused.sentence}"))
                else:
                    contents.append(part)
                    left -= part["size"]
        if problems:
            sentence = problems[0].message if len(problems) == 1 else _("Nothing was attached.")
            raise BadInput(sentence, lines=problems, field="files")
        target.seek(0)
        stored = files.store(target)
    title = uploads[0].name.strip() or title_from(names[0])
    filename = sniff.safe_name(f"{title}.zip")
    return Kept(stored.digest, stored.size, TYPE, filename, title[:200], contents=tuple(contents))


def _names(uploads: Sequence[Upload]) -> list[str]:
    """Safe names, each once: a second list.csv becomes list-2.csv."""
    found: list[str] = []
    taken: set[str] = set()
    for upload in uploads:
        name = sniff.safe_name(upload.filename)
        stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}{dot}{ending}"
        taken.add(name.casefold())
        found.append(name)
    return found


def _add(archive: zipfile.ZipFile, upload: Upload, name: str, left: int) -> dict[str, Any]:
    checked_name(upload)
    entry = zipfile.ZipInfo(name, FIXED)
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    summer, size, head = hashlib.sha256(), 0, b""
    with archive.open(entry, "w", force_zip64=True) as member:
        while chunk := upload.file.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise BadInput(
                    _("Together they are larger than %(limit)s MB, the most that is taken.")
                    % {"limit": settings.EVIDENCE_MAX_BYTES // CHUNK}
                )
            head = head or chunk[:8192]
            summer.update(chunk)
            member.write(chunk)
    if not size:
        raise BadInput(_("The file is empty (0 bytes)."))
    return {
        "name": name,
        "size": size,
        "media_type": sniff.sniff(head, name),
        "digest": summer.hexdigest(),
    }


@contextmanager
def unpacked(digest: str, name: str) -> Iterator[Path]:
    """One file of an archive by itself, for a reader that wants a path; gone afterwards."""
    with (
        files.open_stored(digest) as stored,
        zipfile.ZipFile(stored) as archive,
        archive.open(name) as member,
        tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target,
    ):
        shutil.copyfileobj(member, target, CHUNK)
        target.flush()
        yield Path(target.name)


class Part:
    """One file of an archive, to be read from its start; closing it closes the archive."""

    def __init__(self, content: BinaryIO, name: str) -> None:
        self._content = content
        self._archive = zipfile.ZipFile(content)
        self._member: IO[bytes] = self._archive.open(name)

    def read(self, size: int = -1) -> bytes:
        return self._member.read(size)

    def close(self) -> None:
        self._member.close()
        self._archive.close()
        self._content.close()

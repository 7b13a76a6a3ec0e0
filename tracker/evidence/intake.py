"""Taking bytes in: what they really are, whether the name tells the truth, and a safe name."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core import files, sniff
from tracker.core.errors import BadInput, LineProblem

PROGRAMS = frozenset({"application/x-dosexec", "application/x-elf"})
LINK_TYPE = "text/uri-list"


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes, the name it had, and the name it shall have here."""

    file: IO[bytes]
    filename: str
    name: str = ""


@dataclass(frozen=True)
class Kept:
    """Bytes that are in the store, with what is known about them."""

    digest: str
    size: int
    media_type: str
    filename: str
    name: str
    address: str = ""
    contents: tuple[dict[str, Any], ...] = ()


def keep_all(uploads: Sequence[Upload]) -> list[Kept]:
    """Store every file, or refuse all of them and name each that cannot be taken."""
    if not uploads:
        raise BadInput(_("Choose at least one file."), field="files")
    kept, problems = [], []
    for place, upload in enumerate(uploads, start=1):
        try:
            kept.append(keep(upload))
        except BadInput as refused:
            label = sniff.safe_name(upload.filename)
            problems.append(LineProblem(place, f"{label}: {refused.sentence}"))
    if problems:
        sentence = problems[0].message if len(uploads) == 1 else _("Nothing was attached.")
        raise BadInput(sentence, lines=problems, field="files")
    return kept


def keep(upload: Upload) -> Kept:
    """Store one file under its digest; the same bytes are stored once."""
    filename = checked_name(upload)
    stored = files.store(upload.file, limit=settings.EVIDENCE_MAX_BYTES)
    return Kept(
        digest=stored.digest,
        size=stored.size,
        media_type=sniff.sniff(stored.head, filename),
        filename=filename,
        name=(upload.name.strip() or title_from(filename))[:200],
    )


def checked_name(upload: Upload) -> str:
    """A safe name, once the content is no program and what the name says it is; ready to be read from its start."""
    filename = sniff.safe_name(upload.filename)
    upload.file.seek(0)
    _check_type(upload.file.read(8192), filename)
    upload.file.seek(0)
    return filename


def keep_text(text: str, *, filename: str, name: str, media_type: str, address: str = "") -> Kept:
    """Store words as bytes, so that a statement or an address has a digest like any file."""
    stored = files.store(io.BytesIO(text.encode()), limit=settings.EVIDENCE_MAX_BYTES)
    return Kept(stored.digest, stored.size, media_type, filename, name.strip()[:200], address)


def _check_type(head: bytes, filename: str) -> None:
    if not head:
        return  # the store refuses it with its own sentence
    found = sniff.sniff(head, filename)
    if found in PROGRAMS:
        raise BadInput(_("This is a program, and programs are no evidence."))
    if sniff.lies(head, filename):
        raise BadInput(
            _("The name says %(ending)s, but the content is %(found)s. Save it in its real format.")
            % {"ending": filename.rsplit(".", 1)[-1].lower(), "found": found}
        )


def title_from(filename: str) -> str:
    stem = filename.rsplit(".", 1)[0] if "." in filename else filename
    words = " ".join(stem.replace("_", " ").split())
    return words or filename

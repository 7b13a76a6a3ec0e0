"""Keep the words inside stored files, so that they are found. Reading itself happens in a limited process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tracker.core import clock
from tracker.core.files import FileDamaged, check, path_of
from tracker.core.queue import enqueue_after_commit
from tracker.core.texts import MOST, READERS, NoText, can_be_read, text_of
from tracker.evidence.bundle import unpacked
from tracker.evidence.choices import Reading
from tracker.evidence.models import EvidenceRevision, FileText
from tracker.evidence.queries import contents_of_bytes
from tracker.evidence.search import index_words

AT_ONCE = 40


def read_later(revision: EvidenceRevision) -> None:
    """Ask the worker for the words of what was just kept."""
    digest, media_type = revision.digest, revision.media_type
    if can_be_read(media_type) or any(can_be_read(part["media_type"]) for part in revision.contents):
        enqueue_after_commit("evidence.read_text", digest, media_type)


def read_text(digest: str, media_type: str) -> Reading:
    """Read one file and keep what was found; the same bytes are read once, also by two workers."""
    known = FileText.objects.filter(digest=digest).values_list("reading", flat=True).first()
    if known is not None:
        return Reading(known)
    reading, text = _look(digest, media_type)
    row = FileText(digest=digest, reading=reading, text=text, words=index_words(text), read_at=clock.now())
    FileText.objects.bulk_create([row], ignore_conflicts=True)
    return reading


def _look(digest: str, media_type: str) -> tuple[Reading, str]:
    try:
        check(digest)
        contents = contents_of_bytes(digest)
        text = _of_parts(digest, contents) if contents else text_of(path_of(digest), media_type)
    except FileDamaged:
        return Reading.DAMAGED, ""
    except NoText as refused:
        return Reading.STOPPED if refused.stopped else Reading.UNREADABLE, ""
    return (Reading.READ, text) if text else (Reading.NOTHING, "")


def _of_parts(digest: str, contents: list[dict[str, Any]]) -> str:
    """The words of all files that stand together; one that cannot be read takes none from the others."""
    texts = []
    for part in contents:
        if can_be_read(part["media_type"]):
            with unpacked(digest, part["name"]) as path, suppress(NoText):
                texts.append(text_of(path, part["media_type"]))
    return "\n".join(texts)[:MOST]


def read_waiting(*, most: int | None = AT_ONCE) -> Iterator[tuple[str, Reading]]:
    """Read what no worker was asked for or could read when it was; so many files at a time."""
    known = FileText.objects.filter(digest=OuterRef("digest"))
    readable = Q(media_type__in=list(READERS)) | ~Q(contents=[])
    rows = EvidenceRevision.objects.filter(readable, ~Exists(known))
    waiting = dict(rows.order_by("uploaded_at").values_list("digest", "media_type"))
    for digest, media_type in list(waiting.items())[:most]:
        yield digest, read_text(digest, media_type)


def forget_readings() -> int:
    """Let go of all words, so that every file is read anew."""
    return FileText.objects.all().delete()[0]

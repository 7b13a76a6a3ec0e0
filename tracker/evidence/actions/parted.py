"""Take a large file in parts, go on where a broken connection left off, and forget what nobody came back for."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from tracker.core import clock, parts
from tracker.core.errors import BadInput, RuleBroken
from tracker.evidence.intake import Upload
from tracker.evidence.models import LargeUpload
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require

MEGABYTE = 1024 * 1024
TIMES = 10
WAITS = timedelta(days=1)
RESTS = timedelta(hours=1)


class WrongPlace(RuleBroken):
    """A part for another place than the next one; `offset` says where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(
            _("Another part of this file is awaited. Choose the file again; it goes on by itself.")
        )
        self.offset = offset


def begin_upload(*, actor: User, project: Project, name: str, size: int, mark: str) -> LargeUpload:
    """Begin to send a file in parts, or go on with the same file of the same person."""
    require(actor, Permission.EVIDENCE_ADD, project)
    if not 0 < size <= settings.EVIDENCE_MAX_BYTES:
        words = {"limit": settings.EVIDENCE_MAX_BYTES // MEGABYTE}
        raise RuleBroken(_("The file is larger than %(limit)s MB, the most that is taken.") % words)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)  # one at a time, so that the limit holds
        mine = LargeUpload.objects.filter(owner=actor)
        same = mine.filter(project=project, name=name, size=size, mark=mark).first()
        if same is not None:
            return same
        _make_room(actor, size)
        return LargeUpload.objects.create(
            project=project, owner=actor, name=name, size=size, mark=mark, touched_at=clock.now()
        )


def _make_room(actor: User, size: int) -> None:
    """A person has so much under way at most; what rested for an hour makes room for what is sent now."""
    mine = LargeUpload.objects.filter(owner=actor)
    most = TIMES * settings.EVIDENCE_MAX_BYTES
    if _under_way(actor) + size > most:
        _drop(list(mine.filter(touched_at__lt=clock.now() - RESTS)))
    if _under_way(actor) + size > most:
        raise RuleBroken(
            _("Uploads of yours under way take %(most)s MB already. Send their form first, or wait an hour.")
            % {"most": most // MEGABYTE}
        )
    # Whole it lies here once, and once more in the store.
    if shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free < 2 * size:
        raise RuleBroken(_("The disk has no room for this file. Tell whoever runs the tracker."))


def _under_way(actor: User) -> int:
    return LargeUpload.objects.filter(owner=actor).aggregate(total=Sum("size"))["total"] or 0


def append_part(
    *, actor: User, upload: LargeUpload, offset: int, part: bytes, digest: str = ""
) -> LargeUpload:
    """Take the next part; the one that came last may come again. Raises `WrongPlace` for any other."""
    require(actor, Permission.EVIDENCE_ADD, upload.project)
    if digest and hashlib.sha256(part).hexdigest() != digest:
        raise BadInput(_("A part of the file was altered on its way. It is sent again."))
    try:
        awaited = _append(actor, upload.pk, offset, part)
    except parts.NoRoom as problem:
        _drop([upload])
        raise RuleBroken(
            _("The disk has no room for this file, so nothing of it was kept. Tell whoever runs the tracker.")
        ) from problem
    if awaited is not None:
        raise WrongPlace(awaited)
    upload.refresh_from_db()
    return upload


@transaction.atomic
def _append(actor: User, pk: UUID, offset: int, part: bytes) -> int | None:
    """The place that is awaited instead, or nothing where the part was taken."""
    row = LargeUpload.objects.select_for_update().get(pk=pk, owner=actor)
    if parts.length(pk) < row.received:  # the bytes are gone, as after a restore: from the start
        row.received = 0
        row.save(update_fields=["received"])
        return 0
    end = offset + len(part)
    if not part or offset < 0 or end > row.size:
        return row.received
    if offset != row.received:
        again = end <= row.received and parts.holds(pk, part, at=offset)
        return None if again else row.received
    parts.append(pk, part, at=offset)
    row.received, row.touched_at = end, clock.now()
    row.save(update_fields=["received", "touched_at"])
    return None


@contextmanager
def arrived(*, actor: User, project: Project, keys: Sequence[UUID], field: str) -> Iterator[list[Upload]]:
    """The whole files behind these keys, for the verb that keeps them; they are let go once it has."""
    rows = {row.pk: row for row in whole_uploads(actor, project, keys)}
    with ExitStack() as stack:
        uploads = []
        for key in dict.fromkeys(keys):
            try:
                source = stack.enter_context(parts.opened(rows[key].pk))
            except (KeyError, FileNotFoundError):
                raise BadInput(
                    _("A large file did not arrive whole. Choose it again; it goes on where it was."),
                    field=field,
                ) from None
            uploads.append(Upload(source, rows[key].name))
        yield uploads
    _drop(list(rows.values()))


def whole_uploads(actor: User, project: Project, keys: Sequence[UUID]) -> list[LargeUpload]:
    """Those of the person's own that wait whole for their form."""
    return list(LargeUpload.objects.whole().filter(owner=actor, project=project, pk__in=keys))


def forget_uploads(now: datetime | None = None) -> int:
    """Remove what nobody sent a part of for a day, and bytes that no row names."""
    before = (now or clock.now()) - WAITS
    old = list(LargeUpload.objects.filter(touched_at__lt=before))
    _drop(old)
    lying = parts.kept()
    named = set(LargeUpload.objects.filter(pk__in=lying).values_list("pk", flat=True))
    stray = [key for key, written in lying.items() if key not in named and written < before.timestamp()]
    for key in stray:
        parts.drop(key)
    return len(old) + len(stray)


def _drop(rows: Sequence[LargeUpload]) -> None:
    """Rows first: bytes without a row are swept, a row without bytes would promise what is not there."""
    LargeUpload.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        parts.drop(row.pk)

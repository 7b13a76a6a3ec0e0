"""Taking the log away: the chain of one implementation as files that anybody can check."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core import clock, files
from tracker.core.errors import RuleBroken
from tracker.core.proof.logs import LINES
from tracker.history.actions import record
from tracker.history.export import Export, exported
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reporting.choices import Verb


def export_log(*, actor: User, project: Project, target: IO[bytes] | Path) -> int:
    """Write the log into an open file as a ZIP, or into a new folder; how many entries. It tells of itself, too."""
    with transaction.atomic():
        require(actor, Permission.ACTIVITY_VIEW, project)
        require(actor, Permission.PACK_DOWNLOAD, project)
        record(actor, Verb.LOG_EXPORTED, project)
    with exported(str(project.pk), name=project.name, at=clock.now()) as export:
        if isinstance(target, Path):
            _write_folder(export, target)
        else:
            _write_zip(export, f"{project.slug}-log", target)
        return export.entries


def _write_zip(export: Export, base: str, target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted([LINES, *export.small]):
            member = zipfile.ZipInfo(f"{base}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100644 << 16
            with archive.open(member, "w", force_zip64=True) as writing:
                for chunk in _chunks(export, name):
                    writing.write(chunk)


def _write_folder(export: Export, folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RuleBroken(_("%(folder)s is not empty; name a new folder.") % {"folder": folder})
    folder.mkdir(parents=True, exist_ok=True)
    for name in [LINES, *export.small]:
        with folder.joinpath(name).open("wb") as writing:
            for chunk in _chunks(export, name):
                writing.write(chunk)


def _chunks(export: Export, name: str) -> Iterator[bytes]:
    if name in export.small:
        yield export.small[name]
        return
    while chunk := export.lines.read(files.CHUNK):
        yield chunk

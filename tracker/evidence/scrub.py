"""Rereading the store, bucket by bucket: what lies there, what should, and what is wrong with it.

A bucket holds one of 256 parts of the store, so that memory does not grow with it. Nothing is written here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from tracker.core import clock, files
from tracker.core.models import AppendOnly
from tracker.evidence.choices import Fault
from tracker.evidence.models import EvidenceRevision

BUCKETS = tuple(f"{number:02x}" for number in range(256))
OUTSIDE = "."
ALL_BUCKETS = (*BUCKETS, OUTSIDE)
DIGEST = re.compile(r"[0-9a-f]{64}")
WORKING = {"incoming": 24 * 3600.0, "drafts": 7 * 24 * 3600.0}


@dataclass
class BucketReport:
    """What one bucket holds; `faults` goes by digest, or by path for a file too many."""

    files: int = 0
    size: int = 0
    faults: dict[str, Fault] = field(default_factory=dict)


def read_bucket(bucket: str) -> BucketReport:
    """Reread every byte of one part of the store."""
    return _outside() if bucket == OUTSIDE else _inside(bucket)


def start_of_names(bucket: str) -> str:
    """How the names of findings in this bucket begin."""
    return "./" if bucket == OUTSIDE else bucket


def _inside(bucket: str) -> BucketReport:
    report = BucketReport()
    wanted = EvidenceRevision.objects.filter(digest__startswith=bucket).order_by()
    known = set(wanted.values_list("digest", flat=True).distinct())
    there, report.faults = _there(bucket)
    report.files = len(there | known) + len(report.faults)
    for digest in sorted(there | known):
        try:
            report.size += files.check(digest)
        except files.FileDamaged as damage:
            report.faults[digest] = Fault(damage.why)
        except OSError:
            report.faults[digest] = Fault.UNREADABLE
    unused = there - known - report.faults.keys()
    for digest in unused - _referred_to(unused):
        report.faults[f"{bucket}/{digest}"] = Fault.EXTRA
    return report


def _there(bucket: str) -> tuple[set[str], dict[str, Fault]]:
    """The files that are called as files here are, and those that are not."""
    there: set[str] = set()
    strays: dict[str, Fault] = {}
    root = Path(settings.FILES_ROOT)
    for path in _files_below(root / bucket):
        digest = path.name
        fits = DIGEST.fullmatch(digest) and path == files.path_of(digest) and not path.is_symlink()
        if fits:
            there.add(digest)
        else:
            strays[_name(path, root)] = Fault.EXTRA
    return there, strays


def _outside() -> BucketReport:
    """Files beside the buckets; uploads under way and drafts may lie there for a while."""
    report = BucketReport()
    root = Path(settings.FILES_ROOT)
    now = clock.now().timestamp()
    for entry in sorted(root.iterdir()) if root.is_dir() else ():
        if entry.name in BUCKETS and entry.is_dir():
            continue
        for path in _files_below(entry):
            stays = WORKING.get(entry.name, -1.0)
            if now - path.lstat().st_mtime > stays:
                report.files += 1
                report.faults["./" + _name(path, root)] = Fault.EXTRA
    return report


def _files_below(path: Path) -> Iterator[Path]:
    if path.is_symlink() or path.is_file():
        yield path
    for folder, folders, names in os.walk(path):
        for name in sorted(names):
            yield Path(folder, name)
        for name in folders:
            if Path(folder, name).is_symlink():
                yield Path(folder, name)


def _name(path: Path, root: Path) -> str:
    return str(path.relative_to(root)).encode("utf-8", "replace").decode()[-240:]


def _referred_to(digests: set[str]) -> set[str]:
    """Those that some row names as a file of its own: reports, packs and their bags lie in the same store."""
    found: set[str] = set()
    for model, name in _fields_of_files() if digests else ():
        rows = model._default_manager.filter(**{f"{name}__in": digests}).order_by()
        found |= set(rows.values_list(name, flat=True))
    return found


def _fields_of_files() -> list[tuple[type[models.Model], str]]:
    """Fields that can hold the digest of a file; entries of the log and sign-offs hold digests of words."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if not issubclass(model, AppendOnly) and not hasattr(model, "history_type")
        for field in model._meta.concrete_fields
        if field.name in {"digest", "bag_digest", "signed_digest"}
    ]

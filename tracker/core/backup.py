"""One file that carries all rows and all stored bytes, from either engine to either engine.

A backup is a ZIP: `manifest.json`, one `rows/<model>.jsonl` a table, `files/<digest>`, and the seal key,
without which the signed heads of the log could not be checked afterwards. Guard it like the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.db.models.functions import Collate
from django.utils.duration import duration_iso_string
from django.utils.translation import gettext as _

from tracker.core import clock, files, pdf_signing
from tracker.core.errors import BadInput, RuleBroken

FORMAT = 1
NOT_CARRIED = {"sessions", "contenttypes", "auth", "admin"}
BATCH = 500


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was carried: rows and files, and one digest over all rows."""

    rows: int
    files: int
    digest: str


def carried_models() -> list[type[models.Model]]:
    """All tables that a backup carries, many-to-many tables included, by name."""
    found = apps.get_models(include_auto_created=True)
    kept = [
        m for m in found if m._meta.managed and not m._meta.proxy and m._meta.app_label not in NOT_CARRIED
    ]
    # A login's groups and permissions are Django's own words for rights; this product does not use them.
    kept = [m for m in kept if m._meta.label not in {"people.User_groups", "people.User_user_permissions"}]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def rows_digest() -> str:
    """One digest over every carried row, the same on both engines for the same content."""
    total = hashlib.sha256()
    for model in carried_models():
        total.update(f"{model._meta.label_lower}\n".encode())
        for line in _lines(model):
            total.update(line)
    return total.hexdigest()


@transaction.atomic
def write_backup(target: Path) -> BackupReport:
    """Write everything to `target`, which must not exist yet. Raises `FileDamaged` where a stored file is."""
    if target.exists():
        raise RuleBroken(_("%(file)s exists already; choose another name.") % {"file": target.name})
    _read_one_moment()
    partial = target.with_name(target.name + ".partial")
    handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            tables, total = _write_rows(archive)
            stored = _write_files(archive)
            for name, key in _keys().items():
                if key.exists():
                    archive.write(key, name)
            manifest = {
                "format": FORMAT,
                "made_at": clock.now().isoformat(),
                "migrations": _migrations(),
                "tables": tables,
                "files": stored,
                "digest": total,
            }
            archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return BackupReport(sum(table["rows"] for table in tables.values()), len(stored), total)


def _read_one_moment() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _write_rows(archive: zipfile.ZipFile) -> tuple[dict[str, dict[str, Any]], str]:
    tables = {}
    total = hashlib.sha256()
    for model in carried_models():
        label = model._meta.label_lower
        total.update(f"{label}\n".encode())
        rows = 0
        own = hashlib.sha256()
        with archive.open(f"rows/{label}.jsonl", "w", force_zip64=True) as target:
            for line in _lines(model):
                target.write(line)
                own.update(line)
                total.update(line)
                rows += 1
        tables[label] = {"rows": rows, "sha256": own.hexdigest()}
    return tables, total.hexdigest()


def _write_files(archive: zipfile.ZipFile) -> list[str]:
    stored = []
    root = Path(settings.FILES_ROOT)
    for path in sorted(root.glob("??/*")) if root.exists() else []:
        files.check(path.name)
        archive.write(path, f"files/{path.name}", compress_type=zipfile.ZIP_STORED)
        stored.append(path.name)
    return stored


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    fields = list(model._meta.concrete_fields)
    rows = model._base_manager.order_by(_by_key(model)).values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=2000):
        values = {field.attname: _encode(value) for field, value in zip(fields, row, strict=True)}
        yield json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _by_key(model: type[models.Model]) -> Any:
    """The same order on both engines; PostgreSQL would sort text as people of some country do."""
    if connection.vendor == "postgresql" and isinstance(model._meta.pk, models.CharField):
        return Collate(F("pk"), "C")
    return "pk"


def _encode(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def restore_backup(source: Path) -> BackupReport:
    """Put a backup into a migrated, empty database and an empty store; all or nothing, compared afterwards.

    Raises `BadInput` for a file that is no whole backup, `RuleBroken` where something is there already.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            _require_empty()
            _restore(archive, manifest)
            rows = sum(table["rows"] for table in manifest["tables"].values())
            return BackupReport(rows, len(manifest["files"]), manifest["digest"])
    except (*BROKEN, ValidationError, DatabaseError) as problem:
        raise BadInput(
            _("%(file)s is no whole backup: %(problem)s. Nothing was restored.")
            % {"file": source.name, "problem": " ".join(str(problem).split()).rstrip(".")}
        ) from problem


# What reading a file raises that is not what it says it is.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError,
    KeyError, TypeError, ValueError, AttributeError,
)  # fmt: skip


def _restore(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Files first, because a row may only point at what is there; what is new goes again where rows fail."""
    new: list[str] = []
    try:
        _restore_files(archive, manifest, new)
        with transaction.atomic():
            _make_room()
            _restore_rows(archive, manifest)
            if rows_digest() != manifest["digest"]:
                raise BadInput(_("The rows differ from the backup after restoring; nothing was kept."))
            for name, key in _keys().items():
                if name in archive.namelist():
                    _restore_key(key, archive.read(name))
    except BaseException:
        for digest in new:
            files.remove(digest, unwanted_for=0)
        raise


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest["format"] != FORMAT:
        raise BadInput(_("This backup has a form that this version does not read."))
    here, there = set(_migrations()), set(manifest["migrations"])
    if not here:
        raise RuleBroken(_("This database has no tables yet. Run “./run manage migrate” first."))
    if later := sorted(there - here):
        raise BadInput(
            _(
                "The backup was made by a later version (it has %(migration)s), or this database is not up to "
                "date. Run “./run manage migrate”, or restore it with the version that made it."
            )
            % {"migration": later[-1]}
        )
    if earlier := sorted(here - there):
        raise BadInput(
            _(
                "The backup was made by an earlier version (it lacks %(migration)s). Restore it with that "
                "version; then start this one, which upgrades the data."
            )
            % {"migration": earlier[0]}
        )
    return manifest


def _require_empty() -> None:
    """Only the catalogue and the program's own login may stand there; they are replaced."""
    replaceable = {model for model in carried_models() if model._meta.app_label == "standard"}
    for model in carried_models():
        rows = model._base_manager.all()
        if model._meta.label == "people.User":
            rows = rows.filter(is_active=True)
        if model not in replaceable and rows.exists():
            raise RuleBroken(
                _("The database is not empty (%(table)s). Restore into a new data folder.")
                % {"table": model._meta.verbose_name_plural}
            )


def _make_room() -> None:
    leaving_models = [model for model in carried_models() if model._meta.app_label == "standard"]
    for model in [*leaving_models, apps.get_model("people", "User")]:
        leaving = model._base_manager.all()
        leaving._raw_delete(leaving.db)


def _restore_files(archive: zipfile.ZipFile, manifest: dict[str, Any], new: list[str]) -> None:
    for digest in manifest["files"]:
        if not files.path_of(digest).exists():
            new.append(digest)
        with archive.open(f"files/{digest}") as source:
            kept = files.store(source)
        if kept.digest != digest:
            raise BadInput(_("The file %(digest)s in the backup is damaged.") % {"digest": digest[:12]})


def _keys() -> dict[str, Path]:
    """The installation's own keys by their names in a backup; a certificate of the operator's is the operator's."""
    return {"seal_key.pem": Path(settings.SEAL_KEY_FILE), "pdf_signing.pem": pdf_signing.own_file()}


def _restore_key(path: Path, pem: bytes) -> None:
    if path.exists() and (old := path.read_bytes()) != pem:
        # The key of an empty installation has signed nothing yet; the one from the backup has.
        os.replace(path, path.with_suffix(f".replaced-{hashlib.sha256(old).hexdigest()[:8]}"))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(pem)


def _restore_rows(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for model in carried_models():
        label = model._meta.label_lower
        with archive.open(f"rows/{label}.jsonl") as source:
            own = _load_table(model, source)
        if own != manifest["tables"][label]["sha256"]:
            raise BadInput(_("The rows of %(table)s in the backup are damaged.") % {"table": label})
    statements = connection.ops.sequence_reset_sql(no_style(), carried_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _load_table(model: type[models.Model], source: IO[bytes]) -> str:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    own = hashlib.sha256()
    batch: list[models.Model] = []
    for line in source:
        own.update(line)
        values = {name: _decode(fields[name], value) for name, value in json.loads(line).items()}
        batch.append(model(**values))
        if len(batch) == BATCH:
            model._base_manager.bulk_create(batch)
            batch = []
    model._base_manager.bulk_create(batch)
    return own.hexdigest()


def _decode(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)

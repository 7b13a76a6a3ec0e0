"""Many audited rows at once: rows and history together, set-based, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from tracker.core.errors import StaleEdit
from tracker.core.fitting import refuse_what_does_not_fit
from tracker.core.models import Actor, TrackedModel

Row = TypeVar("Row", bound=TrackedModel)

BATCH = 500


@transaction.atomic
def bulk_save_because(
    rows: Iterable[Row],
    *,
    reason: str,
    by: Actor,
    fields: Sequence[str] | None = None,
    whole_rows: bool = False,
) -> list[Row]:
    """Create the new rows among `rows` and update the others, each with its history row.

    `fields` limits what an update writes; version and time are always written. The caller holds the
    locks of the rows it updates. `whole_rows` says that they were read whole and are locked, so that they can be
    sent as they are: several times faster for thousands.
    """
    saved = list(rows)
    if not saved:
        return saved
    model = type(saved[0])
    new = [row for row in saved if row._state.adding]
    old = [row for row in saved if not row._state.adding]
    for row in saved:
        refuse_what_does_not_fit(row)
        row.stamp(reason, by)
    past = [*_history_rows(new, "+"), *_history_rows(old, "~")]
    model._default_manager.bulk_create(new, batch_size=BATCH)
    if old:
        written = _updatable(model) if fields is None else [*fields, "version", "changed_at"]
        _update(old, written)
    model.history.model.objects.bulk_create(past, batch_size=BATCH)
    for row in saved:
        row._forget_actor()
    return saved


@transaction.atomic
def bulk_delete_because(rows: models.QuerySet[Any], *, reason: str, by: Actor) -> int:
    """Delete the rows, leaving one history row for each; returns how many there were."""
    gone = list(rows)
    if not gone:
        return 0
    for row in gone:
        row.stamp(reason, by)
    past = _history_rows(gone, "-")
    model = type(gone[0])
    model.history.model.objects.bulk_create(past, batch_size=BATCH)
    for start in range(0, len(gone), BATCH):
        chunk = model._default_manager.filter(pk__in=[row.pk for row in gone[start : start + BATCH]])
        chunk._raw_delete(chunk.db)
    return len(gone)


def _written_over(model: type[TrackedModel], rows: Sequence[TrackedModel], written: Sequence[str]) -> None:
    """Rows that are there, sent whole; the database takes the columns named. A CASE for each row is far slower."""
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=list(written)
    )


def _updatable(model: type[TrackedModel]) -> list[str]:
    fixed = {"id", "created_at"}
    return [field.name for field in model._meta.concrete_fields if field.name not in fixed]


def _update(rows: Sequence[TrackedModel], names: Sequence[str]) -> None:
    """One statement for all rows. Raises StaleEdit, and writes nothing, where a row is gone.

    Not `bulk_update`: it writes a CASE as long as the table, and takes three times as long.
    """
    meta = type(rows[0])._meta
    named = {field.name: field for field in meta.concrete_fields}
    fields = [*(named[name] for name in names), named["id"]]
    *columns, key = [f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields]
    table = connection.ops.quote_name(meta.db_table)
    sql = f"UPDATE {table} SET {', '.join(columns)} WHERE {key}"  # noqa: S608  all names are the model's
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
        if cursor.rowcount != len(rows):
            raise StaleEdit(_("Somebody has removed one of these meanwhile; nothing was changed."))


def _history_rows(rows: Sequence[TrackedModel], kind: str) -> list[Any]:
    if not rows:
        return []
    past = type(rows[0]).history.model
    names = [field.attname for field in past.tracked_fields]
    return [
        past(
            history_type=kind,
            history_date=row._history_date,
            history_change_reason=row._change_reason,
            history_user_id=row._history_user.pk,
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]

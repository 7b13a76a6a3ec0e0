"""Many audited rows at once: rows and history together, set-based, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from tracker.core.fitting import refuse_what_does_not_fit
from tracker.core.models import Actor, TrackedModel

Row = TypeVar("Row", bound=TrackedModel)

BATCH = 500


@transaction.atomic
def bulk_save_because(
    rows: Iterable[Row], *, reason: str, by: Actor, fields: Sequence[str] | None = None
) -> list[Row]:
    """Create the new rows among `rows` and update the others, each with its history row.

    `fields` limits what an update writes; version and time are always written. The caller holds the
    locks of the rows it updates.
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
    past = [_history_row(row, "+") for row in new] + [_history_row(row, "~") for row in old]
    model._default_manager.bulk_create(new, batch_size=BATCH)
    if old:
        written = _updatable(model) if fields is None else [*fields, "version", "changed_at"]
        model._default_manager.bulk_update(old, written, batch_size=BATCH)
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
    past = [_history_row(row, "-") for row in gone]
    model = type(gone[0])
    model.history.model.objects.bulk_create(past, batch_size=BATCH)
    for start in range(0, len(gone), BATCH):
        chunk = model._default_manager.filter(pk__in=[row.pk for row in gone[start : start + BATCH]])
        chunk._raw_delete(chunk.db)
    return len(gone)


def _updatable(model: type[TrackedModel]) -> list[str]:
    fixed = {"id", "created_at"}
    return [field.name for field in model._meta.concrete_fields if field.name not in fixed]


def _history_row(row: TrackedModel, kind: str) -> Any:
    past = type(row).history.model
    values = {field.attname: getattr(row, field.attname) for field in past.tracked_fields}
    return past(
        history_type=kind,
        history_date=row._history_date,
        history_change_reason=row._change_reason,
        history_user_id=row._history_user.pk,
        **values,
    )

"""Reading tracked rows as they stood at a past moment, straight from their history tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from tracker.core.models import TrackedModel


def rows_at(
    model: type[TrackedModel], at: datetime, fields: Iterable[str], **where: Any
) -> list[dict[str, Any]]:
    """The rows of `model` that existed at the moment, each as a mapping of `fields`; one query.

    `where` filters on values that do not change during a row's life, such as its project.
    """
    past = model.history.model.objects.filter(history_date__lte=at, **where)
    newest = Window(
        RowNumber(), partition_by=[F("id")], order_by=[F("history_date").desc(), F("history_id").desc()]
    )
    last = past.annotate(turn=newest).filter(turn=1).order_by()
    rows = last.values("history_type", *fields)
    return [row for row in rows if row.pop("history_type") != "-"]

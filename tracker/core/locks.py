"""Taking a row for change, and noticing that somebody else changed it first."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from tracker.core.errors import StaleEdit
from tracker.core.models import TrackedModel

Row = TypeVar("Row", bound=TrackedModel)


def lock(source: type[Row] | models.QuerySet[Row], pk: Any, *, version: int | None = None) -> Row:
    """Lock and reread the row; refuse if it is no longer the `version` that the person read.

    Raises `StaleEdit`, and the model's `DoesNotExist` where the row is gone.
    """
    rows = source if isinstance(source, models.QuerySet) else source._default_manager.all()
    row = rows.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and row.version != version:
        raise StaleEdit(
            _("Somebody changed this after you opened it. Look at what is there now, then save again.")
        )
    return row

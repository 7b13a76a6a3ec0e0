"""Taking a row for change, and telling the second writer who was first."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core import clock
from tracker.core.errors import StaleEdit
from tracker.core.locks import lock
from tracker.core.models import TrackedModel
from tracker.people.models import User

Row = TypeVar("Row", bound=TrackedModel)


def lock_telling(source: type[Row] | models.QuerySet[Row], pk: Any, *, version: int | None) -> Row:
    """The locked row. Raises `StaleEdit` with who changed it, when it is not the version that was read."""
    row = lock(source, pk)
    if version is not None and row.version != version:
        raise StaleEdit(
            _("%(name)s changed this %(ago)s. Look at what is there now, then save again.")
            % {"name": _last_writer(row), "ago": ago(row)}
        )
    return row


def _last_writer(row: TrackedModel) -> str:
    last = row.history.order_by("-history_date", "-history_id").first()
    who = User.objects.filter(pk=last.history_user_id).first() if last else None
    return who.get_short_name() if who else _("Somebody")


def ago(row: TrackedModel) -> str:
    """How long ago the row was changed, in words."""
    minutes = int((clock.now() - row.changed_at).total_seconds() // 60)
    if minutes < 1:
        return _("a moment ago")
    if minutes < 90:
        return ngettext("a minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    return _("since you opened it")

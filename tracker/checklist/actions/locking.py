"""Taking a checkpoint for change, and telling the second writer what the first one did."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.checklist.models import Checkpoint
from tracker.core import clock
from tracker.core.errors import StaleEdit
from tracker.core.locks import lock
from tracker.people.models import User


def lock_checkpoint(checkpoint: Checkpoint, version: int | None) -> Checkpoint:
    """The locked row; refused with who changed it, if it is not the version that was read."""
    rows = Checkpoint.objects.select_related("requirement__clause", "project")
    row = lock(rows, checkpoint.pk)
    if version is not None and row.version != version:
        raise StaleEdit(_told(row))
    return row


def _told(row: Checkpoint) -> str:
    last = row.history.order_by("-history_date", "-history_id").first()
    who = User.objects.filter(pk=last.history_user_id).first() if last else None
    name = who.get_short_name() if who else _("Somebody")
    words = {"name": name, "ago": _ago(row), "state": row.get_state_display()}
    return _("%(name)s changed this %(ago)s; it now says “%(state)s”. Look at it, then save again.") % words


def _ago(row: Checkpoint) -> str:
    minutes = int((clock.now() - row.changed_at).total_seconds() // 60)
    if minutes < 1:
        return _("a moment ago")
    if minutes == 1:
        return _("a minute ago")
    if minutes < 90:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    return _("since you opened it")

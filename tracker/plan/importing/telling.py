"""What differs, in words for people and in values for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.core.formats import day_year
from tracker.plan.choices import ConstraintKind
from tracker.plan.importing.comparing import ChangedTask, Comparison, Difference
from tracker.plan.importing.plain import ImportedTask
from tracker.plan.importing.units import length_text

LABELS = {
    "name": gettext_lazy("Name"),
    "outline": gettext_lazy("Lies under"),
    "milestone": gettext_lazy("Milestone"),
    "start": gettext_lazy("Start"),
    "finish": gettext_lazy("Due"),
    "duration": gettext_lazy("Duration"),
    "percent": gettext_lazy("Done"),
    "actual_start": gettext_lazy("Really started"),
    "actual_finish": gettext_lazy("Really finished"),
    "resume": gettext_lazy("Taken up again"),
    "links": gettext_lazy("Hangs on"),
    "owner": gettext_lazy("Owner"),
    "phase": gettext_lazy("Phase"),
    "clauses": gettext_lazy("Clauses"),
    "effort": gettext_lazy("Effort"),
    "constraint": gettext_lazy("Constraint"),
    "deadline": gettext_lazy("Deadline"),
    "manual": gettext_lazy("Scheduled by hand"),
    "elapsed": gettext_lazy("Duration counts nights and weekends"),
    "calendar": gettext_lazy("Calendar"),
    "without_people": gettext_lazy("Keeps to its calendar"),
    "notes": gettext_lazy("Description"),
}
LISTS = frozenset({"links", "clauses"})
LONGEST = 160


def told(one: Difference) -> tuple[str, str, str]:
    """The field, how it is, and how the file says it."""
    if isinstance(one.before, tuple) and isinstance(one.after, tuple) and one.field in LISTS:
        return str(LABELS[one.field]), *_lists(one.before, one.after)
    before, after = _text(one.field, one.before), _text(one.field, one.after)
    if (
        isinstance(one.before, datetime)
        and isinstance(one.after, datetime)
        and one.before.date() == one.after.date()
    ):
        before, after = f"{before} {one.before:%H:%M}", f"{after} {one.after:%H:%M}"
    return str(LABELS[one.field]), before, after


def _lists(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, str]:
    """Of two lists only what the one has and the other has not."""
    less = tuple(word for word in before if word not in after)
    more = tuple(word for word in after if word not in before)
    none = "–" if set(before) & set(after) else _("nothing")
    return _text("", less) if less else none, _text("", more) if more else none


def _text(field: str, value: Any) -> str:
    if field in SAID:
        return SAID[field](value) if value is not None else _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value in ("", ()):
        return _("nothing")
    if isinstance(value, date):
        return day_year(value)
    text = ", ".join(value) if isinstance(value, tuple) else " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _under(value: Any) -> str:
    return f"“{value[1]}”" if value[1] else _("nothing")


def _wish(value: Any) -> str:
    kind, at = value
    return " ".join(filter(None, (str(ConstraintKind(kind).label), day_year(at) if at else "")))


SAID: dict[str, Callable[[Any], str]] = {
    "outline": _under,
    "constraint": _wish,
    "duration": length_text,
    "effort": lambda minutes: f"{minutes / 60:.4g} h",
    "percent": lambda percent: f"{percent} %",
}


def comparison_as_json(found: Comparison) -> dict[str, Any]:
    """Moments as ISO texts, working time in minutes; numbers of tasks are those of the plan where it has them."""
    return {
        "added": [_line(task) for task in found.added],
        "changed": [_changed(one) for one in found.changed],
        "gone": [_line(task) for task in found.gone],
        "same": found.same,
    }


def _line(task: ImportedTask) -> dict[str, Any]:
    return {
        "uid": task.uid,
        "name": task.name,
        "outline_level": task.level,
        "start": task.start.isoformat(),
        "finish": task.finish.isoformat(),
    }


def _changed(one: ChangedTask) -> dict[str, Any]:
    return {
        "uid": one.now.uid,
        "uid_in_file": one.said.uid,
        "name": one.now.name,
        "fields": {
            item.field: {"before": _plain(item.field, item.before), "after": _plain(item.field, item.after)}
            for item in one.differences
        },
    }


def _plain(field: str, value: Any) -> Any:
    if field == "outline":
        return {"outline_level": value[0], "under": value[1] or None}
    if field == "constraint":
        return {"kind": value[0], "at": _plain("", value[1])}
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value

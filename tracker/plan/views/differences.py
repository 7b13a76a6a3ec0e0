"""What differs between the plan and a file, as the page shows it, and what somebody ticked of it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from tracker.core.formats import day_year
from tracker.plan.actions import Against, Choice
from tracker.plan.importing import ImportedTask
from tracker.plan.importing.comparing import ChangedTask
from tracker.plan.importing.telling import told

# Ticked as a whole: the lines of a group that the page does not show.
REST = "rest"


def differences(against: Against, shown: int) -> dict[str, Any]:
    """Three groups of lines, each line with its tick; new and changed ones are ticked at first, gone ones not."""
    found = against.found
    added = [_added(task, against) for task in found.added[:shown]]
    changed = [_changed(change, against) for change in found.changed[:shown]]
    gone = [_line(task, task.uid) for task in found.gone[:shown]]
    groups = [
        _group("added", _("New in the file"), "", added, len(found.added)),
        _group(
            "changed",
            _("Said otherwise"),
            _("as it is, and as the file says it"),
            changed,
            len(found.changed),
        ),
        _group("gone", _("Not in the file"), _("leaves the plan only if you tick it"), gone, len(found.gone)),
    ]
    return {
        "groups": [group for group in groups if group["rows"]],
        "counts": {group["key"]: group["count"] for group in groups} | {"same": found.same},
        "ticked": ticks(None, against),
    }


def chosen(data: QueryDict, against: Against, shown: int) -> Choice:
    """The ticked lines that can be taken; whatever else was sent is none of them."""
    picked = {}
    for key, numbers in _lines(against).items():
        said = set(data.getlist(key))
        rest = set(numbers[shown:]) if REST in said else set()
        picked[key] = {number for number in numbers if str(number) in said or number in rest}
    refused = against.refused.keys()
    return Choice(
        added=frozenset(picked["added"] - refused),
        changed=frozenset(
            change.now.uid
            for change in against.found.changed
            if change.now.uid in picked["changed"] and change.said.uid not in refused
        ),
        gone=frozenset(picked["gone"]),
    )


def ticks(choice: Choice | None, against: Against) -> dict[str, frozenset[int]]:
    """What is ticked when the page is shown: as somebody left it, or else all but what would leave."""
    choice = choice or Choice.of_all(against.found)
    return {"added": choice.added, "changed": choice.changed, "gone": choice.gone}


def _lines(against: Against) -> dict[str, list[int]]:
    found = against.found
    return {
        "added": [task.uid for task in found.added],
        "changed": [change.now.uid for change in found.changed],
        "gone": [task.uid for task in found.gone],
    }


def _group(key: str, title: str, note: str, rows: list[dict[str, Any]], count: int) -> dict[str, Any]:
    return {"key": key, "title": title, "note": note, "rows": rows, "count": count, "more": count - len(rows)}


def _line(task: ImportedTask, number: int) -> dict[str, Any]:
    dates = f"{day_year(task.start.date())} – {day_year(task.finish.date())}"
    return {
        "value": number,
        "name": task.name,
        "summary": task.summary,
        "milestone": task.milestone and not task.summary,
        "facts": [],
        "text": day_year(task.finish.date()) if task.milestone else dates,
        "refused": "",
    }


def _added(task: ImportedTask, against: Against) -> dict[str, Any]:
    return _line(task, task.uid) | {"refused": _reason(task, against)}


def _changed(change: ChangedTask, against: Against) -> dict[str, Any]:
    facts = [told(one) for one in change.differences]
    row = _line(change.now, change.now.uid)
    return row | {"facts": facts, "text": "", "refused": _reason(change.said, against)}


def _reason(task: ImportedTask, against: Against) -> str:
    problem = against.refused.get(task.uid)
    return problem.message if problem else ""

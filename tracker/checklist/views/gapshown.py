"""What the page of a gap sheet shows: the columns with samples, the status words, and the changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.checklist.actions import GapTaken
from tracker.checklist.choices import State
from tracker.checklist.exchange.gapwords import FIELDS, KEEP, plain
from tracker.core.formats import day_year
from tracker.core.tables import Row

SHOWN, SAMPLES = 300, 3
SAID = [(state.value, state.label) for state in State]
LABELS = {
    "clause": gettext_lazy("Clause"),
    "requirement": gettext_lazy("Checkpoint or requirement"),
    "status": gettext_lazy("Status"),
    "note": gettext_lazy("Note"),
    "party": gettext_lazy("Other party"),
    "control": gettext_lazy("How it is controlled"),
    "owner": gettext_lazy("Owner"),
    "due": gettext_lazy("Needed by"),
}


def mapping_shown(
    rows: Sequence[Row], headings: Sequence[str], mapping: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Any]:
    columns = [("", _("none of them")), *((heading, _sample(rows, heading)) for heading in headings)]
    often = _counts(rows, mapping.get("status", ""))
    return {
        "fields": [(name, LABELS[name], mapping.get(name, "")) for name in FIELDS],
        "columns": columns,
        "words": [(word, often.get(word, 0), state) for word, state in list(words.items())[:SHOWN]],
        "states": [("", _("choose")), *SAID, (KEEP, _("leave the assessment as it is"))],
    }


def changes_shown(found: GapTaken) -> dict[str, Any]:
    return {
        "found": found,
        "problems": found.problems,
        "bad_lines": found.bad_lines,
        "rows": [
            {
                "line": change.line,
                "told": [
                    (LABELS.get(name, LABELS["status"]), _said(name, change.before[name]), _said(name, value))
                    for name, value in change.after.items()
                ],
            }
            for change in found.changes[:SHOWN]
        ],
        "more": max(len(found.changes) - SHOWN, 0),
    }


def _sample(rows: Sequence[Row], heading: str) -> str:
    """The heading with some of what stands below it."""
    seen: dict[str, None] = {}
    for row in rows:
        value = " ".join(row.cells.get(heading, "").split())
        if value:
            seen.setdefault(value if len(value) <= 24 else f"{value[:23]}…")
        if len(seen) == SAMPLES:
            break
    return f"{heading[:40]} ({' · '.join(seen)})" if seen else heading[:40]


def _counts(rows: Sequence[Row], heading: str) -> dict[str, int]:
    often: dict[str, int] = {}
    for row in rows:
        word = plain(row.cells.get(heading, ""))
        often[word] = often.get(word, 0) + 1
    return often


def _said(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day_year(value)
    return str(State(value).label) if name == "state" else str(value or "–")

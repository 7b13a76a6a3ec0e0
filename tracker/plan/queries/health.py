"""How a task or milestone stands: always derived, with a word for it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.plan.queries.facts import TaskFact
from tracker.plan.queries.outlook import Outlook


def health(outlook: Outlook, task: TaskFact, tolerance_days: int) -> str:
    """done, blocked, on_track, at_risk or off_track.

    Behind the baseline (or, without one, behind its own date) is at risk; further than the project's
    tolerance is off track.
    """
    if task.is_done:
        return "done"
    if task.blocked_reason:
        return "blocked"
    late = outlook.slip(task)
    if late is None:
        late = (outlook.finish(task) - task.due_on).days
    if late <= 0:
        return "on_track"
    return "off_track" if late > tolerance_days else "at_risk"


def worst(states: list[str]) -> str:
    """What a group is: done when all is done, else as bad as the worst in it."""
    if states and all(state == "done" for state in states):
        return "done"
    for state in ("off_track", "blocked", "at_risk"):
        if state in states:
            return "at_risk" if state == "blocked" else state
    return "on_track"


def lateness(days: int) -> str:
    """“three weeks late”, “two days early”, “on plan”: for a sentence."""
    if not days:
        return _("on plan")
    size = abs(days)
    if size >= 7:
        weeks = round(size / 7)
        length = ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": in_words(weeks)}
    else:
        length = ngettext("%(n)s day", "%(n)s days", size) % {"n": in_words(size)}
    return (_("%(length)s late") if days > 0 else _("%(length)s early")) % {"length": length}


def in_words(number: int) -> str:
    """Numbers up to twelve read better as words."""
    words = [
        _("zero"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
        _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
    ]  # fmt: skip
    return words[number] if number < len(words) else str(number)


def end_of(outlook: Outlook) -> date | None:
    """When the last open thing will be done, or was."""
    return max((outlook.finish(task) for task in outlook.tasks if not task.is_summary), default=None)

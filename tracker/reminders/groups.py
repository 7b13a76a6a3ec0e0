"""Which implementations are asked about together: those whose rule says the same, at the same place."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tracker.core import clock
from tracker.reminders.models import ReminderRule
from tracker.reminders.statement import Statement


def statements(rules: Iterable[ReminderRule], *, now: datetime) -> list[Statement]:
    """A handful of questions, however many implementations there are."""
    together: dict[tuple[object, ...], list[ReminderRule]] = defaultdict(list)
    for rule in rules:
        together[(rule.project.zone, rule.source, rule.signature)].append(rule)
    found = []
    for (zone, _source, _signature), same in together.items():
        today = clock.on_day(now, str(zone))
        projects: list[UUID] = [rule.project_id for rule in same]
        found.append(Statement(same[0], projects, str(zone), today))
    return found

"""Questions about reminders."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from tracker.projects.models import Project
from tracker.reminders.choices import Source
from tracker.reminders.models import ReminderRule


@dataclass(frozen=True, slots=True)
class RuleFact:
    """A rule as its page shows it."""

    rule: ReminderRule
    before: list[int]
    on_the_day: bool
    after: list[int]
    sent: int
    last_at: datetime | None


def rules_of(project: Project) -> list[RuleFact]:
    """The rules of an implementation, with how many reminders each has sent."""
    rows = ReminderRule.objects.of(project).annotate(sent_count=Count("sent"), last_at=Max("sent__at"))
    facts = [
        RuleFact(
            rule=rule,
            before=[-offset for offset in rule.offsets if offset < 0],
            on_the_day=0 in rule.offsets,
            after=[offset for offset in rule.offsets if offset > 0],
            sent=rule.sent_count,
            last_at=rule.last_at,
        )
        for rule in rows
    ]
    return sorted(facts, key=lambda fact: Source.values.index(fact.rule.source))

"""Questions about reminders."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Case, Count, Max, Value, When
from django.utils.translation import gettext as _

from tracker.awareness.choices import NEWS
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reminders import sentences
from tracker.reminders.choices import CallStatus, Recipient, Source
from tracker.reminders.models import ReminderRule, Webhook, WebhookCall
from tracker.reminders.statement import KIND, Statement


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


@dataclass(frozen=True, slots=True)
class Call:
    """One message that will be made."""

    subject: str
    name: str
    address: str
    source: Source
    role: Recipient
    step: int
    due_on: date
    link: str


@dataclass(frozen=True, slots=True)
class Day:
    """What one day will bring."""

    day: date
    calls: list[Call]


MOST_CALLS = 200


def coming_week(project: Project) -> list[Day]:
    """What falls on each of the next seven days, if nothing changes until then; twelve questions a day."""
    rules = list(ReminderRule.objects.of(project).active().select_related("project"))
    today = project.today()
    days = []
    for ahead in range(1, 8):
        day = today + timedelta(days=ahead)
        calls = [call for rule in rules for call in _calls_on(rule, project, day)]
        days.append(Day(day, sorted(calls, key=lambda call: (call.name, call.due_on, call.subject))))
    return days


def _calls_on(rule: ReminderRule, project: Project, day: date) -> list[Call]:
    """What one rule will say on a day: steps that fall on that very day and have not been told."""
    statement = Statement(rule, [project.pk], project.zone, day)
    if not any(rule.steps_of(role) for role in Recipient):
        return []
    who, params = statement.who()
    fresh, seen = statement.fresh()
    subject, words = sentences.subject(statement.source)
    sql = (
        f"{who} SELECT DISTINCT {subject}, s.name, s.address, s.role, s.step, s.due_on, s.link FROM s"  # noqa: S608
        f" WHERE {fresh} AND s.step = s.past ORDER BY s.due_on LIMIT {MOST_CALLS}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *words, *seen])
        rows = cursor.fetchall()
    found: dict[tuple[str, str, str], Call] = {}
    for text, name, address, role, step, due_on, link in rows:
        when = due_on if isinstance(due_on, date) else date.fromisoformat(due_on)
        call = Call(text, name, address, statement.source, Recipient(role), step, when, link)
        found.setdefault((text, address, link), call)
    return list(found.values())


def kinds_to_mute(user: User) -> list[tuple[str, str]]:
    """The kinds of which this person may say that they do not want them: no rule of theirs forbids it."""
    projects = Project.objects.visible_to(user)
    rules = ReminderRule.objects.filter(project__in=projects).active()
    said = set(rules.order_by().values_list("source", "may_opt_out").distinct())
    found = [
        (KIND + source.value, str(source.label))
        for source in Source
        if (source.value, True) in said and (source.value, False) not in said
    ]
    return [*found, (NEWS, str(_("News and celebrations")))]


def webhooks_of(project: Project) -> list[Webhook]:
    return list(Webhook.objects.of(project))


def calls_of(project: Project) -> list[WebhookCall]:
    """The newest calls, those that failed first."""
    rows = WebhookCall.objects.filter(webhook__project=project).select_related("webhook")
    failed_first = Case(When(status=CallStatus.FAILED, then=Value(0)), default=Value(1))
    return list(rows.order_by(failed_first, "-made_at")[:50])

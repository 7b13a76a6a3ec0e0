"""Seeing that a milestone will slip before it has: once a day for each implementation, from its forecast."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import ngettext

from tracker.core import clock
from tracker.core.formats import day_year
from tracker.plan.queries import milestones
from tracker.projects.models import Project
from tracker.reminders.choices import Source
from tracker.reminders.models import ForecastLook, ReminderRule, SlipForecast

AT_ONCE = 50
# Less is a weekend, not a slip.
LEAST = timedelta(days=3)


def look_ahead(*, now: datetime | None = None) -> int:
    """Compute the forecasts of those not looked at today, a few on each tick; returns how many were."""
    moment = now or clock.now()
    rules = ReminderRule.objects.active().filter(source=Source.SLIPS).select_related("project")
    looked = dict(ForecastLook.objects.values_list("project_id", "day"))
    stale = [
        (rule.project, today)
        for rule in rules
        if looked.get(rule.project_id) != (today := clock.on_day(moment, rule.project.zone))
    ]
    for project, today in stale[:AT_ONCE]:
        look_at(project, on=today)
    return min(len(stale), AT_ONCE)


@transaction.atomic
def look_at(project: Project, *, on: date) -> None:
    """Write down which milestones of one implementation will come later than planned."""
    late = [
        SlipForecast(
            project=project,
            task_id=fact.task_id,
            planned_on=fact.due_on,
            forecast_on=fact.forecast_on,
            detail=_detail(fact.due_on, fact.forecast_on),
        )
        for fact in milestones(project, on=on)
        if not fact.done and fact.due_on > on and fact.forecast_on - fact.due_on >= LEAST
    ]
    SlipForecast.objects.filter(project=project).exclude(task__in=[row.task_id for row in late]).delete()
    SlipForecast.objects.bulk_create(
        late,
        update_conflicts=True,
        unique_fields=["task"],
        update_fields=["project", "planned_on", "forecast_on", "detail"],
    )
    ForecastLook.objects.update_or_create(project=project, defaults={"day": on})


def _detail(planned_on: date, forecast_on: date) -> str:
    days = (forecast_on - planned_on).days
    text = ngettext(
        "The forecast is %(day)s, %(days)s day after its date.",
        "The forecast is %(day)s, %(days)s days after its date.",
        days,
    )
    return text % {"day": day_year(forecast_on), "days": days}

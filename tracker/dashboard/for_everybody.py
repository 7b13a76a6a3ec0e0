"""What everybody may know: how far it is, what was reached, what comes next. Nothing of findings or of persons."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from tracker.awareness.choices import AmbassadorState
from tracker.awareness.models import Ambassador, NewsItem
from tracker.awareness.queries import FEWEST, CampaignRow, ambassadors, campaign_rows, published_news
from tracker.plan.queries import MilestoneFact, PlanRow, milestones, plan_table
from tracker.projects.models import Project
from tracker.training.facts import needed_today
from tracker.training.queries import DepartmentCoverage, coverage_by_department

SHOWN = 4
NEWS = 3


@dataclass(frozen=True, slots=True)
class ForEverybody:
    """The figures are those of the plan and of the training pages; nothing is counted anew."""

    phases: tuple[PlanRow, ...]
    reached: tuple[MilestoneFact, ...]  # the newest first
    ahead: tuple[MilestoneFact, ...]
    departments: tuple[DepartmentCoverage, ...]
    campaigns: tuple[CampaignRow, ...]
    ambassadors: tuple[Ambassador, ...]
    news: tuple[NewsItem, ...]


def for_everybody(project: Project) -> ForEverybody:
    """A fixed number of queries."""
    facts = sorted(milestones(project), key=lambda fact: fact.day)
    covered = coverage_by_department(project, facts=needed_today(project))
    return ForEverybody(
        phases=tuple(row for row in plan_table(project).rows if row.kind == "group" and row.level == 0),
        reached=tuple(islice((fact for fact in reversed(facts) if fact.done), SHOWN)),
        ahead=tuple(islice((fact for fact in facts if not fact.done), SHOWN)),
        departments=tuple(row for row in covered if row.pk and row.people >= FEWEST),
        campaigns=tuple(
            row for row in campaign_rows(project) if row.campaign.closed_at is None and row.read < row.asked
        ),
        ambassadors=tuple(row for row in ambassadors(project) if row.state == AmbassadorState.ACTIVE),
        news=tuple(published_news(project)[:NEWS]),
    )

"""The initial assessment as a reader and a signer meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tracker.projects.models import Project
from tracker.raid.choices import Category, Kind
from tracker.raid.models import RaidItem, RiskAssessment
from tracker.raid.queries.register import answers_of, items
from tracker.signoffs.content import Section, content_of
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.queries import current_signoff, latest_request_about


@dataclass(frozen=True, slots=True)
class AssessmentStanding:
    """Whether it is approved, and the last question asked about it."""

    signed: SignOff | None
    asked: SignOffRequest | None


def assessment_of(project: Project) -> RiskAssessment | None:
    found: RiskAssessment | None = RiskAssessment.objects.of(project).select_related("project").first()
    return found


def standing_of_assessment(assessment: RiskAssessment) -> AssessmentStanding:
    return AssessmentStanding(current_signoff(assessment), latest_request_about(assessment))


def covered(project: Project) -> dict[str, int]:
    """How many risks and challenges were ever written down from each source."""
    kinds = [Kind.RISK, Kind.CHALLENGE]
    found = RaidItem.objects.of(project).filter(kind__in=kinds).order_by().values_list("category", flat=True)
    counts = dict.fromkeys(Category.values, 0)
    for category in found:
        counts[category] += 1
    return counts


def sources(project: Project, assessment: RiskAssessment | None) -> list[tuple[str, int, bool]]:
    """Each source in words, how much was written down from it, and whether it was looked at."""
    empty = set(assessment.nothing_in) if assessment else set()
    counts = covered(project)
    return [
        (str(Category(code).label), count, bool(count) or code in empty) for code, count in counts.items()
    ]


def uncovered(assessment: RiskAssessment) -> list[str]:
    """Sources on which nothing is said: neither a risk nor that nothing was found."""
    counts = covered(assessment.project)
    return [code for code, count in counts.items() if not count and code not in assessment.nothing_in]


def content_of_assessment(assessment: RiskAssessment) -> dict[str, Any]:
    """What somebody who approves it puts their name to."""
    counts = covered(assessment.project)
    rows = [row for row in items(assessment.project) if row.kind == Kind.RISK and row.closed_on is None]
    rows.sort(key=lambda row: (-row.score, row.number))
    return content_of(
        title=_("Initial risk assessment"),
        sections=[
            Section(
                title=_("How it was done"),
                text=[line for line in assessment.method.splitlines() if line.strip()],
                rows=[
                    (_("Held on"), assessment.held_on),
                    (
                        _("Took part"),
                        ", ".join(str(seat) for seat in assessment.seats.select_related("person")),
                    ),
                ],
            ),
            Section(
                title=_("Where we looked"),
                heads=[_("Source"), _("Found")],
                table=[[str(Category(code).label), count or _("nothing")] for code, count in counts.items()],
            ),
            Section(
                title=_("Risks"),
                heads=[
                    _("Risk"),
                    _("Source"),
                    _("Likelihood"),
                    _("Impact"),
                    _("Score"),
                    _("Owner"),
                    _("Response"),
                ],
                table=[_risk(row) for row in rows],
            ),
        ],
    )


def _risk(row: RaidItem) -> list[Any]:
    said = "; ".join(f"{one.get_strategy_display()}: {one.text}" for one in answers_of(row))
    name = f"{row.code} {row.title}"
    judged = [row.get_likelihood_display(), row.get_impact_display(), row.score]
    return [name, row.get_category_display(), *judged, str(row.owner), said or _("none")]

"""Questions on awareness: who has read what, who can be asked, what is open; by department, never by person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from tracker.awareness.choices import AmbassadorState, NewsState
from tracker.awareness.models import (
    Ambassador,
    Attestation,
    Campaign,
    Concern,
    Misconception,
    NewsItem,
    PeerSeat,
    Version,
)
from tracker.core.tables import write_csv
from tracker.people.models import Department, Person, User
from tracker.projects.models import Project

# A figure about fewer people than this is a figure about persons.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign with how many of those it is meant for have read its newest version."""

    campaign: Campaign
    read: int
    asked: int


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """How a department takes part, in components that can each be looked up; None where too few work there."""

    pk: UUID
    name: str
    people: int
    read: int | None  # attestations of open campaigns, of those that are asked for
    asked: int
    ambassadors: int
    concerns: int
    answered: int
    came: int | None = None  # how often people were at a peer session

    @property
    def share(self) -> int | None:
        return None if self.read is None or not self.asked else 100 * self.read // self.asked


def audience(campaign: Campaign) -> Any:
    """Whom it is meant for, as of today: leavers drop out, new colleagues come in."""
    project = campaign.project
    rows = Person.objects.filter(organization_id=project.organization_id).counted(on=project.today())
    return rows.filter(department_id=campaign.department_id) if campaign.department_id else rows


def newest_version(campaign: Campaign) -> Version | None:
    rows = Version.objects.filter(campaign=campaign).select_related("material__evidence")
    return rows.order_by("-number").first()


def unread_by(campaign: Campaign) -> Any:
    """Who has not attested to the newest version yet."""
    read = Attestation.objects.filter(read=newest_version(campaign))
    return audience(campaign).exclude(pk__in=read.values("person_id")).order_by("name")


def campaign_rows(project: Project) -> list[CampaignRow]:
    """Every campaign, the open ones first; three queries whatever their number."""
    rows = Campaign.objects.of(project).select_related("department", "owner", "clause")
    people = _people_by_department(project)
    read = _read_by_department(project)
    return [
        CampaignRow(
            campaign,
            sum(_meant(campaign, read.get(campaign.pk, {}))),
            sum(_meant(campaign, people)),
        )
        for campaign in rows.order_by(F("closed_at").asc(nulls_first=True), "ends_on", "title")
    ]


def read_by_department(campaign: Campaign) -> list[tuple[str, int, int]]:
    """Department, how many have read, how many are asked; the fewest readers first."""
    project = campaign.project
    people, read = _people_by_department(project), _read_by_department(project).get(campaign.pk, {})
    names = dict(Department.objects.filter(pk__in=[pk for pk in people if pk]).values_list("pk", "name"))
    rows = [
        (names.get(pk, "") if pk else "", read.get(pk, 0), asked)
        for pk, asked in people.items()
        if campaign.department_id in {None, pk}
    ]
    return sorted(rows, key=lambda row: (row[1] / row[2], row[0]))


def _meant(campaign: Campaign, figures: dict[UUID | None, int]) -> list[int]:
    return [n for pk, n in figures.items() if campaign.department_id in {None, pk}]


def _people_by_department(project: Project) -> dict[UUID | None, int]:
    rows = Person.objects.filter(organization_id=project.organization_id).counted(on=project.today())
    return dict(rows.order_by().values_list("department_id").annotate(n=Count("pk")))


def _read_by_department(project: Project) -> dict[UUID, dict[UUID | None, int]]:
    """Campaign: department: how many who still work there attested to the newest version."""
    newest = Version.objects.filter(campaign=OuterRef("read__campaign")).order_by("-number")
    working = Q(person__left_on=None) | Q(person__left_on__gt=project.today())
    rows = (
        Attestation.objects.of(project)
        .filter(working, person__in_scope=True, read=Subquery(newest.values("pk")[:1]))
        .order_by()
        .values_list("read__campaign_id", "person__department_id")
        .annotate(n=Count("pk"))
    )
    found: dict[UUID, dict[UUID | None, int]] = {}
    for campaign, department, n in rows:
        found.setdefault(campaign, {})[department] = n
    return found


def by_department(project: Project) -> list[DepartmentRow]:
    """Each department with its components; seven queries whatever their number."""
    people = _people_by_department(project)
    read = _read_by_department(project)
    active = _counted(Ambassador.objects.of(project).filter(state=AmbassadorState.ACTIVE))
    raised = _counted(Concern.objects.of(project))
    answered = _counted(Concern.objects.of(project).filter(answer__isnull=False))
    came = _counted_by_person(PeerSeat.objects.of(project).filter(came=True))
    running = list(Campaign.objects.of(project).filter(closed_at=None))
    rows = []
    for department in Department.objects.filter(organization_id=project.organization_id).order_by("name"):
        here = people.get(department.pk, 0)
        meant = [row for row in running if row.department_id in {None, department.pk}]
        done = sum(read.get(row.pk, {}).get(department.pk, 0) for row in meant)
        rows.append(
            DepartmentRow(
                pk=department.pk,
                name=department.name,
                people=here,
                read=done if here >= FEWEST else None,
                asked=here * len(meant),
                ambassadors=active.get(department.pk, 0),
                concerns=raised.get(department.pk, 0),
                answered=answered.get(department.pk, 0),
                came=came.get(department.pk, 0) if here >= FEWEST else None,
            )
        )
    return [row for row in rows if row.people]


def _counted(rows: Any) -> dict[UUID, int]:
    return dict(rows.exclude(department=None).order_by().values_list("department_id").annotate(n=Count("pk")))


def _counted_by_person(rows: Any) -> dict[UUID, int]:
    rows = rows.exclude(person__department=None).order_by().values_list("person__department_id")
    return dict(rows.annotate(n=Count("pk")))


def ambassadors(project: Project) -> list[Ambassador]:
    """Those who are asked, have accepted or are active."""
    rows = Ambassador.objects.of(project).exclude(state=AmbassadorState.ENDED)
    return list(rows.select_related("department", "person").order_by("department__name", "person__name"))


def concerns(project: Project, mine: User | None = None) -> list[Concern]:
    """Concerns with their answers, what waits longest first; of one person where one is given."""
    rows = Concern.objects.of(project).select_related("department", "raised_by", "answer__answered_by")
    if mine is not None:
        rows = rows.filter(raised_by=mine)
    return list(rows.order_by(F("answer__answered_at").asc(nulls_first=True), "raised_on", "topic"))


def misconceptions(project: Project) -> list[Misconception]:
    rows = Misconception.objects.of(project).select_related("clause", "owner", "tip__said_by")
    return list(rows.order_by("-met", "said"))


def published_news(project: Project) -> Any:
    """What everybody may read, the newest first."""
    rows = NewsItem.objects.of(project).filter(state=NewsState.PUBLISHED).select_related("published_by")
    return rows.order_by("-published_at", "pk")


def drafted_news(project: Project) -> list[NewsItem]:
    """What waits for somebody to publish it."""
    return list(NewsItem.objects.of(project).filter(state=NewsState.DRAFT).order_by("-created_at", "pk"))


def attestation_table(campaign: Campaign) -> bytes | None:
    """Who attested to which version and when, as a table to be kept; None while nobody has."""
    rows = Attestation.objects.filter(read__campaign=campaign).select_related("read", "person__department")
    found = list(rows.order_by("read__number", "person__name", "pk"))
    if not found:
        return None
    heading = [_("Campaign"), _("Version"), _("SHA-256 of what was read"), _("Name"), _("Department"),
               _("Attested at"), _("How")]  # fmt: skip
    lines = [
        [
            campaign.title,
            row.read.number,
            row.digest,
            row.person.name,
            row.person.department or "",
            f"{row.attested_at:%Y-%m-%d %H:%M} UTC",
            row.get_how_display(),
        ]
        for row in found
    ]
    return write_csv(heading, lines)

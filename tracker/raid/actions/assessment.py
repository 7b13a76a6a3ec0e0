"""The initial risk assessment: who took part, how; known pitfalls to begin with; put before management."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_save_because
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.people.models import Person, User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.raid.actions.items import Facts, raise_item
from tracker.raid.choices import Category, Kind, Verb
from tracker.raid.models import AssessmentSeat, RaidItem, RiskAssessment
from tracker.raid.queries import assessment_of, content_of_assessment, uncovered
from tracker.raid.starters import BY_KEY
from tracker.signoffs.actions import request_signoff
from tracker.signoffs.models import SignOffRequest

LOOK_AGAIN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pick:
    """One known pitfall, judged for this implementation, and whose it is."""

    key: str
    likelihood: int
    impact: int
    owner: Person


@transaction.atomic
def hold_assessment(
    *,
    actor: User,
    project: Project,
    held_on: date,
    method: str,
    participants: Iterable[Person],
    nothing_in: Iterable[str] = (),
    version: int | None = None,
) -> RiskAssessment:
    """Record the assessment, or correct what is recorded: its day, its method, who was there.

    `nothing_in` are the sources in which something was looked for and nothing found.
    """
    require(actor, Permission.PLAN_EDIT, project)
    lock(Project, project.pk)
    people, empty = list(participants), sorted(set(nothing_in))
    row = assessment_of(project) or RiskAssessment(project=project)
    if row.version:
        row = lock(RiskAssessment.objects.select_related("project"), row.pk, version=version)
    if held_on > project.today():
        raise RuleBroken(_("It cannot have been held on a day to come."), field="held_on")
    if held_on < project.starts_on:
        raise RuleBroken(_("This lies before the implementation begins."), field="held_on")
    if not method.strip():
        raise RuleBroken(_("Say how it was done."), field="method")
    if len(people) < 2:
        raise RuleBroken(
            _("One person alone does not see everything. Name at least two."), field="participants"
        )
    if any(person.organization_id != project.organization_id for person in people):
        raise RuleBroken(_("This belongs to another organization."), field="participants")
    if not set(empty) <= set(Category.values):
        raise RuleBroken(_("Choose from the list."), field="nothing_in")
    verb = Verb.ASSESSMENT_CHANGED if row.version else Verb.ASSESSMENT_HELD
    row.held_on, row.method, row.nothing_in = held_on, method.strip()[:5000], empty
    row.save_because(_("recorded"), by=actor)
    _seat(actor, row, people)
    record(actor, verb, row, after={"held_on": held_on, "participants": len(people)})
    return row


def _seat(actor: User, row: RiskAssessment, people: list[Person]) -> None:
    wanted = {person.pk: person for person in people}
    for seat in AssessmentSeat.objects.filter(assessment=row):
        if wanted.pop(seat.person_id, None) is None:
            seat.delete_because(_("was not there"), by=actor)
    new = [AssessmentSeat(project=row.project, assessment=row, person=one) for one in wanted.values()]
    bulk_save_because(new, reason=_("was there"), by=actor)


@transaction.atomic
def take_starters(*, actor: User, project: Project, picks: Iterable[Pick]) -> list[RaidItem]:
    """Known pitfalls become risks of this implementation, each judged; what was taken before is left alone."""
    require(actor, Permission.RAID_EDIT, project)
    lock(Project, project.pk)
    held = set(RaidItem.objects.of(project).exclude(pitfall="").values_list("pitfall", flat=True))
    made = []
    for pick in picks:
        pitfall = BY_KEY.get(pick.key)
        if pitfall is None:
            raise RuleBroken(_("Choose from the list."))
        if pick.key in held:
            continue
        facts = Facts(
            title=str(pitfall.title),
            category=pitfall.category,
            owner=pick.owner,
            review_on=project.today() + LOOK_AGAIN_AFTER,
            cause=str(pitfall.cause),
            effect=str(pitfall.effect),
            likelihood=pick.likelihood,
            impact=pick.impact,
        )
        made.append(raise_item(actor=actor, project=project, kind=Kind.RISK, facts=facts, pitfall=pick.key))
        held.add(pick.key)
    if made:
        record(actor, Verb.STARTERS_TAKEN, project, project_id=project.pk, after={"count": len(made)})
    return made


@transaction.atomic
def request_assessment_signoff(
    *, actor: User, assessment: RiskAssessment, asked_of: User, due_on: date, question: str = ""
) -> SignOffRequest:
    """Freeze the assessment with the risks as they are judged now, and ask for approval.

    Every source must have been looked at, and every high risk be answered.
    """
    require(actor, Permission.SIGNOFF_REQUEST, assessment)
    row = lock(RiskAssessment.objects.select_related("project"), assessment.pk)
    left = uncovered(row)
    if left:
        names = ", ".join(str(Category(code).label) for code in left)
        raise RuleBroken(
            _("Nothing is said on: %(names)s. Write down a risk, or say that nothing was found.")
            % {"names": names}
        )
    bare = RaidItem.objects.of(row.project).open().high().unanswered().order_by("number").first()
    if bare is not None:
        words = {"code": bare.code, "title": bare.title}
        raise RuleBroken(_("%(code)s is high and has no response: %(title)s") % words)
    row.asked += 1
    row.save_because(_("put before %(name)s") % {"name": asked_of}, by=actor)
    asked = request_signoff(
        actor=actor,
        project=row.project,
        subject=row,
        title=_("Initial risk assessment, version %(n)s") % {"n": row.asked},
        meaning=_("I approve this assessment: the risks, how they are judged, and what is done about them."),
        content=content_of_assessment(row),
        link=reverse("raid:assessment", args=[row.project.slug]),
        asked_of=asked_of,
        due_on=due_on,
        question=question or _("Is this risk assessment approved?"),
    )
    record(actor, Verb.ASSESSMENT_ASKED, row, after={"number": row.asked, "due_on": due_on})
    return asked

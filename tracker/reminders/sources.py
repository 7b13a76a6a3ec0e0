"""Where reminders come from: a plain list of questions into the rooms below, each about what is open and due.

Each source is one queryset with the same columns, so that the database can raise, preview and list what is
due without any row passing through Python. A dated model that is not asked here must be exempt by name in
`coverage.py`, or the build fails.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils.translation import gettext as _

from tracker.awareness.models import Campaign, Concern, Misconception
from tracker.checklist.choices import SAID_MET
from tracker.checklist.models import Checkpoint
from tracker.evidence.models import EvidenceRevision
from tracker.plan.choices import DeliverableState
from tracker.plan.models import Deliverable, Task
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Objective
from tracker.reminders import asked, steering
from tracker.reminders.choices import Source
from tracker.reminders.columns import (
    NOBODY,
    NoUuid,
    a_login,
    a_person,
    a_stand_in,
    choice_words,
    one_of_two,
    page,
)
from tracker.reminders.models import SlipForecast
from tracker.signoffs.choices import Seat
from tracker.signoffs.models import SignOffRequest
from tracker.signoffs.queries import acting_now
from tracker.training.choices import COUNTS
from tracker.training.models import (
    CourseNeed,
    Enrolment,
    Judgement,
    RoleAssignment,
    Session,
    TrainingRecord,
)

Rows = QuerySet[Any, dict[str, Any]]
Question = Callable[[date, str], tuple[QuerySet[Any], dict[str, Any]]]

WHAT = ("d_project", "d_pk", "d_label", "d_due", "d_detail", "d_link")
COLUMNS = (*WHAT, "d_address", "d_name", "d_user", "d_boss")
DATES = ("d_pk", "d_due")


def open_in(
    source: Source,
    projects: Iterable[UUID],
    *,
    on: date,
    until: date | None,
    zone: str,
    columns: tuple[str, ...] = COLUMNS,
) -> Rows:
    """What is open of one kind in these implementations, and due until that day, the overdue included."""
    rows, own = QUESTIONS[source](on, zone)
    facts: dict[str, Any] = {
        "d_project": F("project_id"),
        "d_pk": F("pk"),
        "d_detail": Value("", output_field=TextField()),
        **own,
    }
    wanted = {name: facts[name] for name in columns}
    found = rows.filter(project_id__in=list(projects)).annotate(**wanted).filter(d_due__isnull=False)
    if until is not None:
        found = found.filter(d_due__lte=until)
    return found.order_by().values(*columns)


@lru_cache
def subject_type(source: Source) -> str:
    """The kind of thing that a source is about, as the log and the outbox name it."""
    rows, _columns = QUESTIONS[source](date.min, "UTC")
    return "plan.task" if source == Source.SLIPS else str(rows.model._meta.label_lower)


def _slips(on: date, zone: str) -> Any:
    """Before a milestone has slipped: those whose forecast lies behind a plan date that is still to come."""
    rows = SlipForecast.objects.filter(
        task__actual_finish_on=None, task__due_on__gt=on, task__due_on=F("planned_on")
    )
    return rows, {
        "d_pk": F("task_id"),
        "d_label": F("task__name"),
        "d_due": F("task__due_on"),
        "d_detail": F("detail"),
        "d_link": page("plan:task", "task_id"),
        **a_person("task__owner"),
    }


def _milestones(on: date, zone: str) -> Any:
    return Task.objects.milestones().open(), {
        "d_label": F("name"),
        "d_due": F("due_on"),
        "d_detail": F("blocked_reason"),
        "d_link": one_of_two("milestone__pk", "plan:milestone", "plan:task"),
        **a_person("owner"),
    }


def _tasks(on: date, zone: str) -> Any:
    return Task.objects.tasks().open(), {
        "d_label": F("name"),
        "d_due": F("due_on"),
        "d_detail": F("blocked_reason"),
        "d_link": page("plan:task", "pk"),
        **a_person("owner"),
    }


def _deliverables(on: date, zone: str) -> Any:
    unfinished = [DeliverableState.PLANNED, DeliverableState.REWORK]
    return Deliverable.objects.filter(state__in=unfinished), {
        "d_label": F("name"),
        "d_due": F("due_on"),
        "d_link": page("plan:deliverable_list"),
        **a_person("owner"),
    }


def _checkpoints(on: date, zone: str) -> Any:
    ready = Q(state__in=SAID_MET, confirmed_at__isnull=False)
    title = Concat(
        F("requirement__clause__number"),
        Value(" "),
        F("requirement__clause__title"),
        output_field=CharField(),
    )
    return Checkpoint.objects.exclude(ready), {
        "d_label": title,
        "d_due": F("target_on"),
        "d_detail": F("requirement__text"),
        "d_link": page("checklist:checkpoint", "pk"),
        **a_person("owner"),
    }


def _evidence(on: date, zone: str) -> Any:
    return _revisions("expires_on")


def _reviews(on: date, zone: str) -> Any:
    return _revisions("review_on")


def _revisions(day: str) -> Any:
    """Whose they are: the custodian's, and where there is none the one's who uploaded them."""
    return EvidenceRevision.objects.current(), {
        "d_label": F("evidence__name"),
        "d_due": F(day),
        "d_link": page("evidence:evidence", "evidence_id"),
        **a_person("evidence__custodian", otherwise="uploaded_by"),
    }


def _training(on: date, zone: str) -> Any:
    """The record that lasts longest in each course that a person's roles still need."""
    same = TrainingRecord.objects.filter(
        project=OuterRef("project"), person=OuterRef("person"), course=OuterRef("course"), result__in=COUNTS
    )
    needed = CourseNeed.objects.filter(
        project=OuterRef("project"),
        course=OuterRef("course"),
        job_role__assignments__person=OuterRef("person"),
    )
    counted = Q(person__left_on=None, person__in_scope=True, expires_on__isnull=False)
    lasting = TrainingRecord.objects.filter(Exists(needed), counted, result__in=COUNTS).exclude(
        Exists(same.filter(Q(expires_on=None) | Q(expires_on__gt=OuterRef("expires_on"))))
    )
    first, middle, last = _around(_("%(course)s, training of %(person)s"), "%(course)s", "%(person)s")
    return lasting, {
        "d_label": Concat(
            Value(first),
            F("course__name"),
            Value(middle),
            F("person__name"),
            Value(last),
            output_field=CharField(),
        ),
        "d_due": F("expires_on"),
        "d_link": page("training:person", "person_id"),
        **a_person("person"),
    }


def _sessions(on: date, zone: str) -> Any:
    """Seats in sessions that are still to come."""
    here = Cast(TruncDate("session__starts_at", tzinfo=ZoneInfo(zone)), DateField())
    rows = Enrolment.objects.filter(attended=None, waiting=False, session__attendance_at=None)
    return rows.annotate(held_on=here).filter(held_on__gte=on), {
        "d_label": F("session__course__name"),
        "d_due": F("held_on"),
        "d_detail": F("session__place"),
        "d_link": page("training:session", "session_id"),
        **a_person("person"),
    }


def _effects(on: date, zone: str) -> Any:
    """Trainings whose effect nobody has checked yet; who leads hears, because nobody else is named."""
    return Session.objects.filter(effect="", effect_due_on__isnull=False), {
        "d_label": Concat(Value(_("Effect of ")), F("course__name"), output_field=CharField()),
        "d_due": F("effect_due_on"),
        "d_detail": F("place"),
        "d_link": page("training:session", "pk"),
        "d_address": NOBODY,
        "d_name": NOBODY,
        "d_user": NoUuid(),
        "d_boss": NoUuid(),
    }


def _competence(on: date, zone: str) -> Any:
    """The newest judgement of each person in each role they still hold; whoever judged last hears."""
    later = Judgement.objects.filter(
        person=OuterRef("person"), job_role=OuterRef("job_role"), created_at__gt=OuterRef("created_at")
    )
    held = RoleAssignment.objects.filter(person=OuterRef("person"), job_role=OuterRef("job_role"))
    rows = Judgement.objects.filter(Exists(held), ~Exists(later), person__left_on=None, person__in_scope=True)
    first, middle, last = _around(_("%(role)s, competence of %(person)s"), "%(role)s", "%(person)s")
    return rows, {
        "d_label": Concat(
            Value(first),
            F("job_role__name"),
            Value(middle),
            F("person__name"),
            Value(last),
            output_field=CharField(),
        ),
        "d_due": F("review_on"),
        "d_detail": F("gap"),
        "d_link": page("training:person", "person_id"),
        **a_login("assessor"),
    }


def _campaigns(on: date, zone: str) -> Any:
    return Campaign.objects.filter(closed_at=None), {
        "d_label": F("title"),
        "d_due": F("ends_on"),
        "d_link": page("awareness:campaign", "pk"),
        **a_person("owner"),
    }


def _concerns(on: date, zone: str) -> Any:
    """Concerns without an answer; nobody owns them, so who leads hears."""
    return Concern.objects.filter(answer=None), {
        "d_label": F("topic"),
        "d_due": F("answer_due_on"),
        "d_link": page("awareness:concern_list"),
        "d_address": NOBODY,
        "d_name": NOBODY,
        "d_user": NoUuid(),
        "d_boss": NoUuid(),
    }


def _questions(on: date, zone: str) -> Any:
    return Misconception.objects.all(), {
        "d_label": F("said"),
        "d_due": F("review_on"),
        "d_link": page("awareness:question_list"),
        **a_person("owner"),
    }


def _signoffs(on: date, zone: str) -> Any:
    """Whose turn it is, each of them; where they have delegated it, who signs for them."""
    return SignOffRequest.objects.waiting().filter(signers__state=Seat.ASKED), {
        "d_label": F("question"),
        "d_due": F("due_on"),
        "d_link": page("signoffs:request_detail", "pk"),
        **a_stand_in("signers__user", acting_now(), "delegate"),
    }


def _objectives(on: date, zone: str) -> Any:
    return Objective.objects.filter(closed_on=None), {
        "d_label": F("title"),
        "d_due": F("due_on"),
        "d_detail": F("measure"),
        "d_link": page("projects:settings"),
        **a_person("owner"),
    }


def _roles(on: date, zone: str) -> Any:
    """Access that ends soon; who leads hears, and who holds it."""
    rows = Membership.objects.filter(ends_on__gte=on)
    first, middle, last = _around(_("%(role)s, role of %(person)s"), "%(role)s", "%(person)s")
    return rows, {
        "d_label": Concat(
            Value(first),
            choice_words("role", Role.choices),
            Value(middle),
            F("user__name"),
            Value(last),
            output_field=CharField(),
        ),
        "d_due": F("ends_on"),
        "d_link": page("projects:settings"),
        **a_login("user"),
    }


def _around(text: str, one: str, two: str) -> tuple[str, str, str]:
    """The words before, between and after two names; a language that turns them round keeps our order."""
    first, _one, rest = text.partition(one)
    middle, _two, last = rest.partition(two)
    return first, middle, last


QUESTIONS: dict[Source, Question] = {
    Source.SLIPS: _slips,
    Source.MILESTONES: _milestones,
    Source.TASKS: _tasks,
    Source.DELIVERABLES: _deliverables,
    Source.CHECKPOINTS: _checkpoints,
    Source.EVIDENCE: _evidence,
    Source.REVIEWS: _reviews,
    Source.TRAINING: _training,
    Source.SESSIONS: _sessions,
    Source.EFFECTS: _effects,
    Source.COMPETENCE: _competence,
    Source.CAMPAIGNS: _campaigns,
    Source.CONCERNS: _concerns,
    Source.QUESTIONS: _questions,
    Source.BENEFITS: steering.benefits,
    Source.DECISIONS: steering.decisions,
    Source.COMMITMENTS: steering.commitments,
    Source.OBSTACLES: steering.obstacles,
    Source.GATES: steering.gates,
    Source.MEETINGS: steering.meetings,
    Source.CORRECTIONS: steering.corrections,
    Source.RISKS: steering.risks,
    Source.RESPONSES: steering.responses,
    Source.SIGNOFFS: _signoffs,
    Source.CONFIRMATIONS: asked.confirmations,
    Source.ACCEPTANCES: asked.acceptances,
    Source.OBJECTIVES: _objectives,
    Source.ROLES: _roles,
}

"""Exceptions: raised by the program, explained by the manager, decided above."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.people.models import User
from tracker.progress.choices import ExceptionState, Verb
from tracker.progress.models import ExceptionReport
from tracker.progress.queries.exceptions import exception_content, exception_sentence
from tracker.progress.queries.measures import Measure, measures
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.signoffs.actions import request_signoff, sign
from tracker.signoffs.choices import State
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.queries import conditions_of
from tracker.signoffs.rules import ALONE, Panel


def raise_exceptions() -> int:
    """Hold every tolerance of every project against its forecast; how many exceptions were raised."""
    return sum(len(raise_exceptions_of(project)) for project in Project.objects.all())


@transaction.atomic
def raise_exceptions_of(project: Project) -> list[ExceptionReport]:
    """What has passed its tolerance and is not known yet. Asked twice, the second time raises nothing.

    What was decided on is raised again only when it has become worse than it was then.
    """
    lock(Project, project.pk)
    passed = [found for found in measures(project) if found.passed]
    if not passed:
        return []
    known: dict[Any, ExceptionReport] = {}
    for row in ExceptionReport.objects.of(project).order_by("number"):
        known[row.aspect, row.phase_id] = row
    raised = []
    for measure in passed:
        held = known.get(measure.key)
        if held is None or (not held.is_open and measure.measured > held.measured):
            raised.append(_raise(project, measure))
        elif held.state == ExceptionState.OPEN and measure.measured > held.measured:
            held.measured = measure.measured
            held.save_because(_("has become worse"), by=User.objects.system())
    return raised


def _raise(project: Project, measure: Measure) -> ExceptionReport:
    system = User.objects.system()
    last = ExceptionReport.objects.of(project).aggregate(last=Max("number"))["last"] or 0
    report = ExceptionReport(
        project=project,
        number=last + 1,
        aspect=measure.aspect,
        phase=measure.phase,
        limit=measure.limit,
        measured=measure.measured,
        raised_at=clock.now(),
    )
    report.save_because(_("tolerance passed"), by=system)
    record(
        system,
        Verb.EXCEPTION_RAISED,
        report,
        after={"aspect": measure.aspect, "limit": measure.limit, "measured": measure.measured},
    )
    leaders = Membership.objects.of(project).filter(role__in=[Role.PROJECT_MANAGER, Role.SPONSOR])
    users = User.objects.filter(pk__in=leaders.values("user"), is_active=True)
    for user in users:
        notifications.post(
            recipient=user,
            kind="exception_raised",
            subject=exception_sentence(report),
            context={
                "detail": _("It stays open until it is decided on."),
                "button": _("Read the exception"),
                "status": "off_track",
            },
            link=reverse("progress:exception", args=[project.slug, report.pk]),
            project=project,
            about=report,
        )
    return report


@transaction.atomic
def describe_exception(
    *, actor: User, report: ExceptionReport, cause: str, options: str, proposal: str
) -> ExceptionReport:
    """Say where it comes from, what could be done, and what should be."""
    require(actor, Permission.PLAN_EDIT, report)
    report = lock(ExceptionReport.objects.select_related("project", "phase"), report.pk)
    if report.state != ExceptionState.OPEN:
        raise RuleBroken(_("This exception has been put before somebody; it is no longer changed."))
    for field, text in (("cause", cause), ("options", options), ("proposal", proposal)):
        if not text.strip():
            raise RuleBroken(_("Say the cause, the options, and what you propose."), field=field)
    report.cause, report.options, report.proposal = cause.strip(), options.strip(), proposal.strip()
    report.save_because(_("described"), by=actor)
    record(actor, Verb.EXCEPTION_DESCRIBED, report)
    return report


@transaction.atomic
def request_exception_decision(
    *,
    actor: User,
    report: ExceptionReport,
    asked_of: User,
    due_on: date,
    question: str = "",
    panel: Panel = ALONE,
) -> SignOffRequest:
    """Freeze the exception with its options, and ask for the decision."""
    require(actor, Permission.SIGNOFF_REQUEST, report)
    report = lock(ExceptionReport.objects.select_related("project", "phase"), report.pk)
    if report.state == ExceptionState.DECIDED:
        raise RuleBroken(_("This has been decided already."))
    if not report.proposal:
        raise RuleBroken(_("Say the cause, the options, and what you propose."))
    report.state = ExceptionState.WAITING
    report.save_because(_("put before %(name)s") % {"name": asked_of}, by=actor)
    slug = report.project.slug
    asked = request_signoff(
        actor=actor,
        project=report.project,
        subject=report,
        title=exception_sentence(report),
        meaning=_("I have decided what is done about this exception."),
        content=exception_content(report),
        link=reverse("progress:exception", args=[slug, report.pk]),
        answer_link=reverse("progress:exception_decision", args=[slug, report.pk]),
        asked_of=asked_of,
        due_on=due_on,
        panel=panel,
        question=question or _("Is what is proposed to be done?"),
    )
    record(actor, Verb.EXCEPTION_ASKED, report, after={"due_on": due_on, "asked_of": asked_of.pk})
    return asked


@transaction.atomic
def answer_exception_signoff(
    *, actor: User, report: ExceptionReport, asked: SignOffRequest, **answer: Any
) -> SignOff:
    """A yes decides; a no sends the exception back for another proposal. Nothing else closes it."""
    signoff = sign(actor=actor, request=asked, **answer)
    if signoff.request.state == State.WAITING:
        return signoff
    report = lock(ExceptionReport.objects.select_related("project"), report.pk)
    if report.state == ExceptionState.DECIDED:
        return signoff
    if signoff.request.state == State.DECLINED:
        report.state = ExceptionState.OPEN
    else:
        report.state = ExceptionState.DECIDED
        report.decision = conditions_of(asked) or report.proposal
        report.decided_by, report.decided_at = actor, clock.now()
        notifications.withdraw_about(report)
    report.save_because(_("answered with %(receipt)s") % {"receipt": signoff.receipt}, by=actor)
    record(actor, Verb.EXCEPTION_DECIDED, report, after={"state": report.state})
    return signoff

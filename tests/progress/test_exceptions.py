"""A tolerance that is passed raises an exception by itself, once, and only a decision closes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_task
from tests.factories.signoffs import make_proof
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.actions import add_phase, edit_task, set_baseline
from tracker.plan.choices import MilestoneKind
from tracker.plan.models import Milestone, Phase
from tracker.progress.actions import (
    answer_exception_signoff,
    describe_exception,
    raise_exceptions,
    request_exception_decision,
    set_tolerance,
    take_snapshot,
)
from tracker.progress.choices import Aspect
from tracker.progress.models import ExceptionReport
from tracker.progress.queries import pitfalls, standing
from tracker.progress.queries.slips import slips
from tracker.projects.models import Project
from tracker.signoffs.choices import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(project: Project, manager: User) -> Phase:
    return add_phase(actor=manager, project=project, code="P1", name="Foundation")


@pytest.fixture
def end(project: Project, manager: User, phase: Phase) -> Milestone:
    owner = make_person(organization=project.organization)
    make_task(project, phase=phase, owner=owner, starts_on=date(2027, 3, 1), due_on=date(2027, 3, 5))
    made = make_milestone(
        project, name="Certificate", kind=MilestoneKind.CERTIFICATE, due_on=date(2027, 6, 1)
    )
    set_baseline(actor=manager, project=project, reason="agreed")
    return made


def late(end: Milestone, manager: User, days: int) -> None:
    day = date(2027, 6, 1) + timedelta(days=days)
    edit_task(actor=manager, task=end.task, version=None, starts_on=day, due_on=day)


def decide(report: ExceptionReport, manager: User, sponsor: User, **answer: Any) -> ExceptionReport:
    describe_exception(actor=manager, report=report, cause="Illness", options="Wait\nHire", proposal="Wait")
    due_on = report.project.today() + timedelta(days=3)
    asked = request_exception_decision(actor=manager, report=report, asked_of=sponsor, due_on=due_on)
    answer_exception_signoff(
        actor=sponsor, report=report, asked=asked, proof=make_proof(), read_to_end=True, **answer
    )
    report.refresh_from_db()
    return report


def test_it_is_raised_once_and_again_only_when_worse_than_decided(
    project: Project, end: Milestone, manager: User, sponsor: User
) -> None:
    late(end, manager, project.tolerance_days)
    assert raise_exceptions() == 0
    late(end, manager, project.tolerance_days + 7)
    assert (raise_exceptions(), raise_exceptions()) == (1, 0)
    report = ExceptionReport.objects.select_related("project").get()
    assert report.measured == project.tolerance_days + 7
    assert Notification.objects.filter(kind="exception_raised").count() == 2
    with pytest.raises(RuleBroken, match="what you propose"):
        request_exception_decision(actor=manager, report=report, asked_of=sponsor, due_on=project.today())
    report = decide(report, manager, sponsor, decision=Decision.DECLINED, comment="Hire")
    assert report.state == "open"
    # Back within tolerance it is still open: only a decision closes it.
    late(end, manager, 0)
    assert raise_exceptions() == 0
    report.refresh_from_db()
    assert report.is_open
    late(end, manager, project.tolerance_days + 7)
    assert decide(report, manager, sponsor, decision=Decision.APPROVED).decision == "Wait"
    assert raise_exceptions() == 0
    late(end, manager, project.tolerance_days + 14)
    assert raise_exceptions() == 1


def test_stage_scope_and_quality_have_tolerances_too(
    project: Project, end: Milestone, phase: Phase, manager: User, member: User
) -> None:
    set_tolerance(actor=manager, project=project, aspect=Aspect.SCOPE, limit=0, phase=phase)
    assert set_tolerance(actor=manager, project=project, aspect=Aspect.SCOPE, limit=1) is not None
    make_task(project, phase=phase, name="Stray")
    assert raise_exceptions() == 1
    assert ExceptionReport.objects.get().phase == phase
    control = pitfalls(project, standing(project))[2]
    said = [reason.text for reason in control.reasons]
    assert "1 exception is undecided" in said
    assert "Scope creep: 1 task came or went unapproved" in said
    with pytest.raises(NotPermitted):
        set_tolerance(actor=member, project=project, aspect=Aspect.SCOPE, limit=None)
    with pytest.raises(RuleBroken, match="settings"):
        set_tolerance(actor=manager, project=project, aspect=Aspect.TIME, limit=3)
    assert set_tolerance(actor=manager, project=project, aspect=Aspect.SCOPE, limit=None) is None


def test_the_pages_tell_it(client: Client, project: Project, end: Milestone, manager: User) -> None:
    take_snapshot(project)
    late(end, manager, project.tolerance_days + 7)
    raise_exceptions()
    client.force_login(manager)
    slug, report = project.slug, ExceptionReport.objects.get()
    assert [row.name for row in slips(project)] == ["Certificate"]
    assert client.get(reverse("progress:slips", args=[slug])).status_code == 200
    assert "1 exception waits" in client.get(reverse("progress:exception_list", args=[slug])).content.decode()
    posted = {"cause": "Illness", "options": "Wait", "proposal": "Wait"}
    answer = client.post(reverse("progress:exception", args=[slug, report.pk]), posted, follow=True)
    assert "Ask for the decision" in answer.content.decode()
    answer = client.post(reverse("progress:tolerance", args=[slug]), {"aspect": "time", "limit": "3"})
    assert answer.status_code == 422

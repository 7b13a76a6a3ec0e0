"""Reports that come again: made once at each moment, sent to those they are made for, written down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories.people import make_user
from tests.factories.projects import give_role
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reporting import actions
from tracker.reporting.actions import Timetable
from tracker.reporting.models import Report, ReportDelivery, ReportSchedule, ScheduledIssue

pytestmark = pytest.mark.django_db

MADE = datetime(2027, 3, 3, 12, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2027, 3, 8, 6, tzinfo=UTC)  # 7 o'clock in Oslo


def weekly(**facts: Any) -> Timetable:
    usual = {"name": "To the board", "kind": "readiness", "rhythm": "week", "starts_on": date(2027, 3, 1)}
    return Timetable(**{**usual, "roles": ("sponsor",), **facts})


@pytest.fixture
def schedule(project: Project, manager: User, sponsor: User) -> ReportSchedule:
    Project.objects.filter(pk=project.pk).update(zone="Europe/Oslo")
    project.refresh_from_db()
    with clock.at(MADE):
        return actions.add_schedule(actor=manager, project=project, wanted=weekly())


def tick(at: datetime) -> int:
    with clock.at(at):
        return actions.make_due_reports()


def test_each_moment_is_made_once_and_only_the_newest_after_a_pause(schedule: ReportSchedule) -> None:
    assert tick(MONDAY - timedelta(seconds=1)) == 0
    assert [tick(MONDAY), tick(MONDAY), tick(MONDAY + timedelta(days=6))] == [1, 0, 0]
    assert tick(MONDAY + timedelta(days=30)) == 1
    moments = list(ScheduledIssue.objects.order_by("due_at").values_list("due_at", flat=True))
    # On 28 March the clocks of Oslo go forward: seven o'clock there is five in UTC.
    assert moments == [MONDAY, datetime(2027, 4, 5, 5, tzinfo=UTC)]
    assert {report.kind for report in Report.objects.all()} == {"readiness"}


def test_a_rest_and_a_change_are_not_made_up_for(schedule: ReportSchedule, manager: User) -> None:
    with clock.at(MONDAY - timedelta(days=1)):
        actions.pause_schedule(actor=manager, schedule=schedule)
    assert tick(MONDAY) == 0
    with clock.at(MONDAY + timedelta(days=1)):
        actions.resume_schedule(actor=manager, schedule=schedule)
    assert tick(MONDAY + timedelta(days=2)) == 0
    assert tick(MONDAY + timedelta(days=7)) == 1
    with clock.at(MONDAY + timedelta(days=8)):
        fresh = ReportSchedule.objects.get(pk=schedule.pk)
        with pytest.raises(StaleEdit):
            actions.change_schedule(actor=manager, schedule=fresh, wanted=weekly(), version=1)
        actions.end_schedule(actor=manager, schedule=fresh)
    assert tick(MONDAY + timedelta(days=21)) == 0
    verbs = [
        row.verb.partition(".")[2]
        for row in Activity.objects.filter(subject_id=str(schedule.pk)).order_by("pk")
    ]
    assert verbs == ["schedule_added", "schedule_paused", "schedule_resumed", "schedule_ended"]


@pytest.mark.documents
def test_it_is_sent_to_who_may_read_it_and_who_may_not_is_named(
    schedule: ReportSchedule, project: Project, manager: User, sponsor: User
) -> None:
    viewer = give_role(project, make_user("Vera Viewer"), Role.VIEWER).user
    gone = give_role(project, make_user("Greta Gone"), Role.VIEWER)
    wanted = weekly(kind="highlight", users=(str(viewer.pk), str(gone.user_id)))
    with clock.at(MADE):
        actions.change_schedule(actor=manager, schedule=schedule, wanted=wanted)
        Membership.objects.get(pk=gone.pk).delete_because("left", by=manager)
    assert tick(MONDAY) == 1
    report = Report.objects.get()
    assert actions.build_report(report.pk)
    report.refresh_from_db()
    assert report.is_ready, report.error
    told = {row.user: (row.message, row.left_out_because) for row in ReportDelivery.objects.all()}
    assert told[viewer][1] == "no role of theirs may read this kind of report"
    assert told[gone.user][1] == "holds no role in this implementation any more"
    message = Notification.objects.get(kind="document")
    assert (message.recipient, message.pk) == (sponsor, told[sponsor][0])
    assert message.subject == "To the board: highlight report as of 2027-03-08"
    entry = Activity.objects.get(verb="reporting.report_distributed")
    assert (entry.after["sent"], entry.after["left_out"]) == (1, 2)


def test_one_that_cannot_be_asked_for_says_why_to_who_leads(
    schedule: ReportSchedule, project: Project, manager: User, sponsor: User
) -> None:
    other = make_user("Leo Leads")
    give_role(project, other, Role.PROJECT_MANAGER)
    Membership.objects.get(user=manager, project=project).delete_because("left", by=other)
    assert tick(MONDAY) == 0
    issue = ScheduledIssue.objects.get()
    assert issue.report is None
    assert issue.problem == "Mina Manager: Your role in this implementation does not allow this."
    told = Notification.objects.filter(kind="document")
    assert {row.recipient for row in told} == {manager, other}
    assert all(issue.problem == row.context["detail"] for row in told)
    assert tick(MONDAY) == 0
    with clock.at(MONDAY):
        actions.resume_schedule(actor=other, schedule=schedule)
    assert tick(MONDAY + timedelta(days=7)) == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "exception"}, "kind"),
        ({"rhythm": "daily"}, "rhythm"),
        ({"weekday": 7}, "weekday"),
        ({"hour": 24}, "hour"),
        ({"ends_on": date(2027, 2, 1)}, "ends_on"),
        ({"ends_on": date(2027, 3, 5)}, "ends_on"),
        ({"roles": ()}, "roles"),
        ({"roles": ("king",)}, "roles"),
        ({"users": ("00000000-0000-0000-0000-000000000000",)}, "users"),
    ],
)
def test_nonsense_is_refused_where_it_stands(
    facts: dict[str, Any], field: str, project: Project, manager: User
) -> None:
    with clock.at(MADE), pytest.raises(RuleBroken) as refusal:
        actions.add_schedule(actor=manager, project=project, wanted=weekly(**facts))
    assert refusal.value.field == field
    assert not ReportSchedule.objects.exists()


def test_who_may_not_make_a_report_schedules_none(project: Project, member: User) -> None:
    with clock.at(MADE), pytest.raises(NotPermitted):
        actions.add_schedule(actor=member, project=project, wanted=weekly())


def test_its_pages(
    schedule: ReportSchedule, project: Project, manager: User, sponsor: User, client: Client
) -> None:
    room = f"/projects/{project.slug}/reports/"
    here = f"{room}schedules/{schedule.pk}/"
    with clock.at(MONDAY):
        actions.make_due_reports()
        client.force_login(sponsor)
        said = client.get(here).content.decode()
        assert "Readiness report, every Monday at 07:00." in said
        assert "nobody yet" in said
        assert here in client.get(room).content.decode()
        client.force_login(manager)
        sent = {
            "name": "To the board", "kind": "highlight", "rhythm": "month_weekday", "weekday": "4", "nth": "5",
            "day": "1", "hour": "16", "starts_on": "2027-03-01", "roles": ["sponsor"], "version": schedule.version,
        }  # fmt: skip
        assert client.post(f"{here}change/", {**sent, "weekday": "9"}).status_code == 422
        assert client.post(f"{here}change/", sent).headers["Location"] == here
        said = client.get(here).content.decode()
        assert "Highlight report, every last Friday of the month at 16:00." in said
        refused = client.post(f"{here}change/", {**sent, "name": "Other"})
        assert refused.status_code == 422
        assert "Now: To the board" in refused.content.decode()
        for verb, word in (("pausing", "Paused"), ("resuming", "Next: "), ("ending", "Ended on")):
            assert word in client.post(f"{here}{verb}/", follow=True).content.decode()
        assert "This was ended" in client.post(f"{here}resuming/", follow=True).content.decode()
        client.post(f"{room}schedules/new/", {**sent, "name": "Every Friday", "rhythm": "week", "roles": []})
        assert ReportSchedule.objects.count() == 1
        client.post(f"{room}schedules/new/", {**sent, "name": "Every Friday", "rhythm": "week"})
    assert ReportSchedule.objects.get(name="Every Friday").rule.weekday == 4

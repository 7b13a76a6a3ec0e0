"""Everything due by now and not yet sent: once, to the right people, on the right day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.evidence import current_revision, make_evidence
from tests.factories.people import make_person
from tests.factories.projects import give_role
from tests.factories.signoffs import make_request, make_signoff
from tests.plugins.mailbox import Mailbox, free_port
from tests.reminders.conftest import MakeTask
from tracker.core import clock
from tracker.evidence.actions import confirm_revision
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.actions import complete_task, link_tasks
from tracker.plan.models import Task
from tracker.projects.choices import Role
from tracker.projects.models import Project
from tracker.reminders.actions import change_rule, open_rules, raise_due
from tracker.reminders.choices import Recipient, Source
from tracker.reminders.models import ReminderRule, ReminderSent
from tracker.training.choices import Result
from tracker.training.models import Course, CourseNeed, JobRole, RoleAssignment, TrainingRecord

pytestmark = pytest.mark.django_db

DAY = date(2027, 3, 10)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def subjects(user: User) -> list[str]:
    return list(Notification.objects.of(user).order_by("made_at").values_list("subject", flat=True))


def test_a_task_calls_before_on_and_after_its_day_and_once_each(
    ruled: Project, owner: User, make_task: MakeTask
) -> None:
    make_task(DAY, name="Write the policy")
    for offset in range(-10, 20):
        for hour in (7, 18):
            raise_due(now=noon(DAY + timedelta(days=offset)).replace(hour=hour))
    assert subjects(owner) == [
        "Write the policy is due in 3 days",
        "Write the policy is due today",
        "Write the policy is 1 day overdue",
        "Write the policy is 8 days overdue",
        "Write the policy is 15 days overdue",
    ]


def test_a_week_of_downtime_is_one_mail_to_each_person_that_says_it_all(
    ruled: Project, owner: User, manager: User, sponsor: User, make_task: MakeTask, mailbox: Mailbox
) -> None:
    for number in range(20):
        make_task(DAY + timedelta(days=number % 6), name=f"Work {number}")
    make_task(DAY, name="Stage 1 audit", kind="milestone", starts_on=DAY)
    with clock.at(noon(DAY - timedelta(days=30))):
        make_request(ruled, by=manager, of=sponsor, due_on=DAY, title="Scope")
    call_command("send_due", now=noon(DAY - timedelta(days=20)).isoformat())
    mailbox.mails.clear()
    call_command("send_due", now=noon(DAY + timedelta(days=7)).isoformat())
    assert [len(mailbox.to(user.email)) for user in (owner, manager, sponsor)] == [1, 1, 1]
    text = mailbox.to(owner.email)[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert all(f"Work {number} is" in text for number in range(20))
    assert text.count("Stage 1 audit is 7 days overdue") == 1
    mailbox.mails.clear()
    call_command("send_due", now=noon(DAY + timedelta(days=7, hours=0)).isoformat())
    assert mailbox.mails == []


def test_a_second_run_adds_none_and_asks_no_more_for_more_tasks(ruled: Project, make_task: MakeTask) -> None:
    asked = []
    for tasks in (4, 40):
        make_tasks = tasks - ReminderSent.objects.count()
        for _ in range(make_tasks):
            make_task(DAY)
        assert raise_due(now=noon(DAY)) == make_tasks
        with CaptureQueriesContext(connection) as queries:
            assert raise_due(now=noon(DAY)) == 0
        asked.append(len(queries))
        assert ReminderSent.objects.count() == tasks
    assert asked[0] == asked[1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite counts its own steps")
def test_looking_again_while_messages_wait_takes_steps_as_there_are_messages(
    ruled: Project, owner: User
) -> None:
    due = {"starts_on": DAY, "due_on": DAY, "owner": owner.person, "version": 1}
    stamps = {"created_at": clock.now(), "changed_at": clock.now()}

    def steps_with(more: range) -> int:
        rows = [Task(project=ruled, uid=n, place=n, name=f"T{n}", **due, **stamps) for n in more]
        Task.objects.bulk_create(rows)
        assert raise_due(now=noon(DAY)) >= len(rows)
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection.connection.set_progress_handler(step, 100)
        try:
            assert raise_due(now=noon(DAY)) == 0
        finally:
            connection.connection.set_progress_handler(None, 0)
        return steps

    few, many = steps_with(range(1000, 1200)), steps_with(range(2000, 2600))
    assert many < 5 * few


def test_a_date_that_moves_starts_anew_and_takes_the_old_message_back(
    ruled: Project, owner: User, make_task: MakeTask
) -> None:
    task = make_task(DAY, name="Write the policy")
    raise_due(now=noon(DAY))
    task.due_on = DAY + timedelta(days=3)
    task.save_because("moved", by=owner)
    raise_due(now=noon(DAY))
    rows = list(Notification.objects.of(owner).order_by("made_at"))
    assert [row.status for row in rows] == [Status.WITHDRAWN, Status.QUEUED]
    assert rows[1].subject == "Write the policy is due in 3 days"


def test_completing_a_task_takes_its_waiting_message_back(
    ruled: Project, owner: User, make_task: MakeTask, mailbox: Mailbox
) -> None:
    today = ruled.today()
    task = make_task(today)
    raise_due(at_once=True)
    complete_task(actor=owner, task=task)
    call_command("send_due")
    assert mailbox.mails == []


def test_nobodys_task_is_the_managers(ruled: Project, manager: User, make_task: MakeTask) -> None:
    make_task(DAY, owner=None, name="Orphan")
    raise_due(now=noon(DAY))
    assert subjects(manager) == ["Orphan is due today"]


def test_who_is_owner_and_manager_hears_once(
    ruled: Project, manager: User, owner: User, make_task: MakeTask
) -> None:
    manager.person, owner.person = owner.person, None
    owner.save()
    manager.save()
    task_owner = manager.person
    assert task_owner is not None
    task_owner.email = manager.email
    task_owner.save_because("same address", by=manager)
    make_task(DAY, kind="milestone", starts_on=DAY, owner=task_owner)
    raise_due(now=noon(DAY))
    assert len(subjects(manager)) == 1


def test_who_has_a_login_under_another_address_hears_once_and_there(
    ruled: Project, manager: User, owner: User, make_task: MakeTask
) -> None:
    assert owner.person is not None
    owner.person.email = "another@example.org"
    owner.person.save_because("another address", by=manager)
    give_role(ruled, owner, Role.PROJECT_MANAGER)
    make_task(DAY, kind="milestone", starts_on=DAY)
    raise_due(now=noon(DAY))
    assert [row.address for row in Notification.objects.of(owner)] == [owner.email]


def test_the_day_is_the_one_at_the_place_of_the_implementation(
    ruled: Project, manager: User, owner: User, make_task: MakeTask
) -> None:
    ruled.refresh_from_db()
    ruled.zone = "Pacific/Auckland"
    ruled.save_because("moved", by=manager)
    make_task(DAY)
    assert raise_due(now=datetime(2027, 3, 6, 10, 59, tzinfo=UTC), at_once=True) == 0
    assert raise_due(now=datetime(2027, 3, 6, 11, 1, tzinfo=UTC), at_once=True) == 1
    assert raise_due(now=datetime(2027, 3, 9, 10, 59, tzinfo=UTC), at_once=True) == 0
    assert raise_due(now=datetime(2027, 3, 9, 11, 1, tzinfo=UTC), at_once=True) == 1


@pytest.mark.timeout(30)
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_days_on_which_the_clocks_change_lose_and_double_nothing(
    ruled: Project, manager: User, owner: User, make_task: MakeTask, day: date
) -> None:
    ruled.refresh_from_db()
    ruled.zone = "Europe/Berlin"
    ruled.save_because("moved", by=manager)
    rule = ReminderRule.objects.get(project=ruled, source="tasks")
    change_rule(actor=manager, rule=rule, offsets=[-1, 0, 1], recipients=["owner"])
    make_task(day, name="Changeover")
    moment = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    moment -= timedelta(days=2)
    raised = [raise_due(now=moment + timedelta(hours=2 * step)) for step in range(12 * 5)]
    assert sum(raised) == 3
    assert [subject.removeprefix("Changeover is ") for subject in subjects(owner)] == [
        "due tomorrow",
        "due today",
        "1 day overdue",
    ]


def test_nobody_is_woken_in_the_night(
    ruled: Project, owner: User, make_task: MakeTask, mailbox: Mailbox
) -> None:
    from tracker.notifications.actions import deliver_pending

    make_task(DAY)
    night = noon(DAY).replace(hour=0, minute=5)
    assert raise_due(now=night) == 1
    assert deliver_pending(now=night).sent == 0
    assert deliver_pending(now=night.replace(hour=6)).sent == 1


def test_evidence_that_expires_calls_its_custodian_and_the_manager(
    ruled: Project, manager: User, owner: User
) -> None:
    with clock.at(noon(DAY - timedelta(days=90))):
        evidence = make_evidence(project=ruled, actor=owner, custodian=owner.person)
    revision = current_revision(evidence)
    revision.expires_on = DAY
    revision.save_because("expires", by=owner)
    confirm_revision(actor=manager, revision=revision)
    raise_due(now=noon(DAY - timedelta(days=7)))
    assert subjects(owner) == subjects(manager) == [f"{evidence.name} expires in 7 days"]
    raise_due(now=noon(DAY + timedelta(days=15)))
    assert subjects(owner)[-1] == f"{evidence.name} expired 15 days ago"


def test_training_that_expires_calls_until_it_is_renewed_and_only_where_it_is_needed(
    ruled: Project, owner: User
) -> None:
    person, by = owner.person, owner
    assert person is not None
    role = JobRole(project=ruled, name="Service desk").save_because("made", by=by)
    RoleAssignment(project=ruled, person=person, job_role=role).save_because("made", by=by)
    needed = Course(project=ruled, name="Incident basics").save_because("made", by=by)
    CourseNeed(project=ruled, job_role=role, course=needed).save_because("made", by=by)
    extra = Course(project=ruled, name="Not needed").save_because("made", by=by)
    for course in (needed, extra):
        TrainingRecord(
            project=ruled,
            person=person,
            course=course,
            result=Result.PASSED,
            achieved_on=DAY - timedelta(days=365),
            expires_on=DAY,
        ).save_because("made", by=by)
    raise_due(now=noon(DAY - timedelta(days=14)))
    assert subjects(owner) == ["Incident basics, training of Milo Member expires in 14 days"]
    TrainingRecord(
        project=ruled,
        person=person,
        course=needed,
        result=Result.PASSED,
        achieved_on=DAY - timedelta(days=2),
        expires_on=DAY + timedelta(days=363),
    ).save_because("made", by=by)
    assert raise_due(now=noon(DAY + timedelta(days=1))) == 0


def test_a_sign_off_that_waits_calls_until_it_is_given(ruled: Project, manager: User, sponsor: User) -> None:
    with clock.at(noon(DAY - timedelta(days=5))):
        asked = make_request(ruled, by=manager, of=sponsor, due_on=DAY)
    raise_due(now=noon(DAY))
    assert "Your decision is due today: Approve Stage 1 audit passed?" in subjects(sponsor)
    with clock.at(noon(DAY)):
        make_signoff(asked, by=sponsor)
    assert raise_due(now=noon(DAY + timedelta(days=1))) == 0


def test_a_rule_that_is_switched_off_is_silent(ruled: Project, manager: User, make_task: MakeTask) -> None:
    rule = ReminderRule.objects.get(project=ruled, source="tasks")
    change_rule(actor=manager, rule=rule, offsets=[0], recipients=["owner"], is_active=False)
    make_task(DAY)
    assert raise_due(now=noon(DAY)) == 0


def test_shortening_a_rule_does_not_call_again(ruled: Project, manager: User, make_task: MakeTask) -> None:
    make_task(DAY)
    raise_due(now=noon(DAY + timedelta(days=1)))
    rule = ReminderRule.objects.get(project=ruled, source="tasks")
    change_rule(actor=manager, rule=rule, offsets=[0], recipients=["owner"])
    assert raise_due(now=noon(DAY + timedelta(days=1))) == 0


def test_what_another_worker_wrote_down_meanwhile_is_not_posted_again(
    ruled: Project, owner: User, make_task: MakeTask
) -> None:
    """Both saw it due; the database takes the first, and only what it takes becomes a message."""
    task = make_task(DAY)
    rule = ReminderRule.objects.get(project=ruled, source="tasks")
    ReminderSent.objects.create(
        rule=rule,
        subject_type="plan.task",
        subject_id=str(task.pk),
        address=owner.email,
        due_on=DAY,
        step=0,
        at=noon(DAY),
    )
    assert raise_due(now=noon(DAY)) == 0
    assert subjects(owner) == []


@pytest.mark.parametrize("offsets", [[-14, -3, 0, 1], [-3], [5], [0], [-2, 9]])
@pytest.mark.parametrize("repeat_days", [0, 4])
def test_the_database_counts_steps_as_the_rule_does(
    ruled: Project, manager: User, make_task: MakeTask, offsets: list[int], repeat_days: int
) -> None:
    rule = ReminderRule.objects.get(project=ruled, source="tasks")
    rule = change_rule(
        actor=manager,
        rule=rule,
        offsets=offsets,
        repeat_days=repeat_days,
        recipients=["owner"],
        escalation={"manager": 3, "sponsor": 8},
    )
    for late in range(-20, 30):
        make_task(DAY - timedelta(days=late))
    ReminderRule.objects.exclude(pk=rule.pk).update(is_active=False)
    raise_due(now=noon(DAY))
    told = {(row.due_on, row.role): row.step for row in ReminderSent.objects.all()}
    people: tuple[Recipient, ...] = (Recipient.OWNER, Recipient.MANAGER)
    for late in range(-20, 30):
        due_on = DAY - timedelta(days=late)
        for role in people:
            assert told.get((due_on, role.value)) == rule.step_due(due_on, on=DAY, recipient=role), (
                late,
                role,
            )


def test_who_hears_widens_the_longer_it_stays_undone(
    ruled: Project, owner: User, manager: User, sponsor: User, make_task: MakeTask
) -> None:
    boss = make_person(organization=ruled.organization, name="Berta Boss", email="berta@example.org")
    assert owner.person is not None
    owner.person.manager = boss
    owner.person.save_because("reports to", by=manager)
    make_task(DAY, name="Write the policy")
    heard: dict[str, list[int]] = {}
    for late in range(30):
        raise_due(now=noon(DAY + timedelta(days=late)))
        for row in Notification.objects.filter(subject__startswith="Write the policy"):
            days = heard.setdefault(row.name, [])
            if row.context["step"] not in days:
                days.append(row.context["step"])
    assert heard == {
        owner.name: [0, 1, 8, 15, 22, 29],
        "Berta Boss": [7, 14, 21, 28],
        manager.name: [14, 21, 28],
        sponsor.name: [28],
    }
    why = set(Notification.objects.filter(name="Berta Boss").values_list("context__why", flat=True))
    assert why == {"You are the manager of the owner, and it is still open."}


@pytest.mark.parametrize("gone", ["left", "closed", "no address"])
def test_who_cannot_be_reached_is_stood_in_for_by_the_project_manager(
    ruled: Project, owner: User, manager: User, make_task: MakeTask, gone: str
) -> None:
    person = owner.person
    assert person is not None
    if gone == "closed":
        User.objects.filter(pk=owner.pk).update(is_active=False)
    else:
        person.left_on, person.email = (DAY, person.email) if gone == "left" else (None, "")
        person.save_because(gone, by=manager)
        User.objects.filter(pk=owner.pk).update(person=None)
    make_task(DAY, name="Orphan")
    raise_due(now=noon(DAY))
    assert subjects(manager) == ["Orphan is due today"]
    assert "cannot be reached" in Notification.objects.of(manager).get().context["why"]


def test_a_milestone_is_called_for_before_it_slips(
    ruled: Project, owner: User, manager: User, make_task: MakeTask
) -> None:
    work = make_task(DAY + timedelta(days=20), name="Long work", starts_on=DAY - timedelta(days=1))
    mark = make_task(
        DAY + timedelta(days=10), name="Stage 1 audit", kind="milestone", starts_on=DAY + timedelta(days=10)
    )
    link_tasks(actor=manager, predecessor=work, successor=mark)
    raise_due(now=noon(DAY))
    found = Notification.objects.of(owner).get(kind="reminder_slips")
    assert found.subject == "Stage 1 audit will slip: it is due in 10 days"
    assert "days after its date" in found.context["detail"]
    assert raise_due(now=noon(DAY + timedelta(hours=3))) == 0


def test_the_usual_rules_are_opened_once(ruled: Project, manager: User) -> None:
    assert open_rules(actor=manager, project=ruled) == []
    assert ReminderRule.objects.count() == len(Source)


def test_send_due_says_what_it_did_and_refuses_nonsense(
    ruled: Project, make_task: MakeTask, mailbox: Mailbox, capsys: Any
) -> None:
    make_task(DAY)
    call_command("send_due", now=DAY.isoformat())
    assert capsys.readouterr().out.strip() == "1 reminders raised, 1 mails sent, 0 failed, 0 unknown"
    for text in ("tomorrow", "2027-02-30", "2027-02-30T10:00"):
        with pytest.raises(CommandError, match="--now is"):
            call_command("send_due", now=text)


def test_send_due_with_a_dead_mail_server_keeps_everything(
    ruled: Project, owner: User, make_task: MakeTask, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    make_task(DAY)
    with pytest.raises(CommandError, match="everything waits"):
        call_command("send_due", now=noon(DAY).isoformat())
    assert Notification.objects.of(owner).get().status == Status.QUEUED

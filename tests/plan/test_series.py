"""Tasks that come again: set up, changed, ended; what somebody worked on is left as it is; the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.people import make_person
from tests.factories.plan import make_milestone, make_series, make_task
from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken, StaleEdit
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.plan.actions import (
    add_phase,
    add_series,
    block_task,
    change_series,
    comment_on_task,
    complete_task,
    edit_task,
    end_series,
    indent_tasks,
    lead_to_clauses,
    link_tasks,
    reassign_tasks,
    remove_task,
    remove_tasks,
    set_baseline,
    set_done_when,
    set_steps,
    spend_hours,
    take_back_entry,
    take_back_series,
)
from tracker.plan.actions.series import wish_of
from tracker.plan.actions.worktime import Otherwise, save_calendar
from tracker.plan.choices import ConstraintKind, DoneWhen, Verb
from tracker.plan.exporting.gather import gather
from tracker.plan.exporting.mspdi import write_mspdi
from tracker.plan.models import Occurrence, Task, TaskClause, TaskSeries
from tracker.plan.queries import outlook
from tracker.plan.queries.series import propose, series_told
from tracker.plan.queries.variance import creep
from tracker.projects.models import Project
from tracker.standard.models import Clause

pytestmark = pytest.mark.once


@pytest.fixture
def monday(project: Project) -> date:
    """The Monday after next: nothing of what follows lies in the past."""
    today = project.today()
    return today + timedelta(days=14 - today.weekday())


@pytest.fixture
def weekly(project: Project, manager: User, monday: date) -> TaskSeries:
    owner = make_person(organization=project.organization, name="Olga Owner")
    clauses = (Clause.objects.of(project.edition).auditable().order_by("sort_key")[0],)
    return make_series(
        project, actor=manager, name="Change review", owner=owner, clauses=clauses, starts_on=monday, times=6
    )


def times(series: TaskSeries) -> list[Task]:
    return list(Task.objects.filter(parent=series.summary_id).in_order().select_related("owner"))


def days(series: TaskSeries, monday: date) -> list[int]:
    return [(task.starts_on - monday).days for task in times(series)]


def change(series: TaskSeries, actor: User, **facts: Any) -> Activity:
    """The series with other facts of its wish or of its rhythm."""
    series = TaskSeries.objects.select_related("project", "owner").get(pk=series.pk)
    wish = wish_of(series)
    of_wish = {name: facts.pop(name) for name in list(facts) if hasattr(wish, name)}
    wish = replace(wish, **of_wish, rhythm=replace(wish.rhythm, **facts))
    return change_series(actor=actor, series=series, wish=wish)


def told(project: Project) -> list[tuple[Any, ...]]:
    """The plan with series and clauses, without versions."""
    facts = (
        "id",
        "name",
        "level",
        "parent_id",
        "is_summary",
        "owner_id",
        "starts_on",
        "due_on",
        "constraint_on",
    )
    occurrences = ("id", "task_id", "number", "day", "starts_on", "due_on")
    links = TaskClause.objects.of(project).values_list("task_id", "clause_id")
    series = TaskSeries.objects.of(project).values_list(
        "id", "name", "owner_id", "until", "times", "weekdays"
    )
    rows = Task.objects.of(project).order_by("id").values_list(*facts)
    return [
        *rows,
        *Occurrence.objects.of(project).order_by("id").values_list(*occurrences),
        *sorted(links),
        *((*row[:5], str(row[5])) for row in series),
    ]


def test_a_series_is_ordinary_tasks_beneath_a_summary(
    project: Project, weekly: TaskSeries, monday: date
) -> None:
    found = times(weekly)
    summary = Task.objects.get(pk=weekly.summary_id)
    assert [task.name for task in found] == [f"Change review {n}" for n in range(1, 7)]
    assert days(weekly, monday) == [0, 7, 14, 21, 28, 35]
    assert {task.owner.name for task in found if task.owner} == {"Olga Owner"}
    assert {(task.constraint, task.constraint_at, task.level) for task in found} == {
        (ConstraintKind.START_NO_EARLIER, time(8), 2)
    }
    assert all(task.constraint_on == task.starts_on == task.due_on for task in found)
    assert (summary.is_summary, summary.starts_on, summary.due_on) == (True, monday, found[-1].due_on)
    assert TaskClause.objects.filter(task__in=found).count() == 6
    assert not TaskClause.objects.filter(task=summary).exists()
    view = outlook(project)
    assert [view.forecasts[task.pk].start for task in found] == [task.starts_on for task in found]
    assert Activity.objects.filter(verb=Verb.SERIES_ADDED).count() == 1
    assert Task.history.filter(parent=summary, history_type="+").count() == 6


def test_it_lies_in_its_phase_beneath_its_parent_and_lasts_its_days(
    project: Project, manager: User, monday: date
) -> None:
    phase = add_phase(actor=manager, project=project, code="P1", name="One")
    over, inner = make_task(project, name="Reports", phase=phase), make_task(project, name="x", phase=phase)
    after = make_task(project, name="After")
    indent_tasks(actor=manager, project=project, tasks=[inner])
    series = make_series(
        project,
        actor=manager,
        under=Task.objects.get(pk=over.pk),
        starts_on=monday + timedelta(days=3),
        weekdays=(3,),
        length_days=3,
        effort_hours=Decimal(6),
        times=2,
    )
    found = times(series)
    assert [(task.due_on - task.starts_on).days for task in found] == [4, 4]  # over the weekend
    assert {(task.phase_id, task.level, task.effort_hours) for task in found} == {(phase.pk, 3, Decimal(6))}
    assert {task.duration_minutes for task in found} == {3 * 480}
    order = list(Task.objects.of(project).in_order().values_list("name", flat=True))
    assert order.index("After") == len(order) - 1
    assert Task.objects.get(pk=after.pk).place == len(order)
    with pytest.raises(RuleBroken, match="milestone"):
        make_series(project, under=make_milestone(project).task)


def test_a_holiday_gives_way_to_the_next_working_day(project: Project, manager: User, monday: date) -> None:
    save_calendar(
        actor=manager,
        project=project,
        calendar=None,
        version=0,
        name="Ours",
        week=[[[480, 720], [780, 1020]] for _day in range(5)] + [[], []],
        exceptions=[Otherwise(monday, monday, (), "A day off")],
        plans=True,
    )
    series = make_series(project, starts_on=monday, weekdays=(0, 1), times=4)
    # Monday falls onto the Tuesday, which comes anyway: once.
    assert days(series, monday) == [1, 7, 8, 14]
    assert series.occurrences.values_list("day", flat=True)[0] == monday
    found = propose(project, wish_of(series))
    assert [one.day for one in found.gave_way] == [monday]
    assert found.laid.left == [monday + timedelta(days=1)]
    with pytest.raises(RuleBroken, match="no working day in this rhythm"):
        make_series(project, starts_on=monday, weekdays=(6,))


TOUCHES: dict[str, Any] = {
    "is done": lambda task, manager: complete_task(actor=manager, task=task),
    "has begun": lambda task, manager: edit_task(actor=manager, task=task, version=None, percent=10),
    "has hours": lambda task, manager: spend_hours(actor=manager, task=task, hours=Decimal(1)),
    "is blocked": lambda task, manager: block_task(actor=manager, task=task, reason="no room"),
    "was moved by hand": lambda task, manager: edit_task(
        actor=manager, task=task, version=None, due_on=task.due_on + timedelta(days=1)
    ),
    "was changed by hand": lambda task, manager: edit_task(
        actor=manager, task=task, version=None, description="Bring the list"
    ),
    "has comments": lambda task, manager: comment_on_task(actor=manager, task=task, text="Who brings it?"),
    "is linked with other tasks": lambda task, manager: link_tasks(
        actor=manager, predecessor=make_task(task.project), successor=task
    ),
    "has a checklist": lambda task, manager: set_steps(actor=manager, task=task, names=["Agenda", "Minutes"]),
    "says when it is done": lambda task, manager: set_done_when(
        actor=manager, task=task, done_when=DoneWhen.EVIDENCE
    ),
    "has a deadline": lambda task, manager: edit_task(
        actor=manager,
        task=task,
        version=None,
        constraint=task.constraint,
        constraint_on=task.constraint_on,
        deadline_on=task.due_on,
    ),
}


@pytest.mark.parametrize("why", TOUCHES)
def test_what_somebody_worked_on_is_kept_and_named(
    why: str, project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    touched = times(weekly)[1]
    TOUCHES[why](touched, manager)
    before: dict[str, Any] = dict(Task.objects.values().get(pk=touched.pk))
    wish = wish_of(weekly)
    found = propose(project, replace(wish, rhythm=replace(wish.rhythm, weekdays=(2,))), weekly)
    assert [(one.task, one.why) for one in found.kept] == [(touched, why)]
    entry = change(weekly, manager, weekdays=(2,))
    # It still comes six times, the one that is kept included.
    assert entry.after["counts"] == {"added": 0, "changed": 5, "kept": 1, "gone": 0}
    after: dict[str, Any] = dict(Task.objects.values().get(pk=touched.pk))
    assert {name for name in after if after[name] != before[name]} <= {"place"}
    assert days(weekly, monday) == [2, 7, 9, 16, 23, 30]


def test_a_time_that_was_taken_out_by_hand_does_not_come_back(
    project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    remove_task(actor=manager, task=times(weekly)[2], reason="a holiday for all of us")
    entry = change(weekly, manager, name="Review of changes")
    assert entry.after["counts"] == {"added": 0, "changed": 5, "kept": 1, "gone": 0}
    assert days(weekly, monday) == [0, 7, 21, 28, 35]
    assert [task.name for task in times(weekly)] == [f"Review of changes {n}" for n in (1, 2, 4, 5, 6)]
    assert Task.objects.get(pk=weekly.summary_id).name == "Review of changes"


def test_another_weekday_moves_the_same_tasks_and_a_sooner_end_takes_the_last(
    project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    keys = [task.pk for task in times(weekly)]
    entry = change(weekly, manager, weekdays=(1,), times=4)
    assert entry.after["counts"] == {"added": 0, "changed": 4, "kept": 0, "gone": 2}
    assert [task.pk for task in times(weekly)] == keys[:4]
    assert days(weekly, monday) == [1, 8, 15, 22]
    assert Task.objects.get(pk=weekly.summary_id).due_on == monday + timedelta(days=22)
    assert Occurrence.objects.of(project).count() == 4
    assert TaskClause.objects.of(project).count() == 4
    with pytest.raises(RuleBroken, match="Nothing changes"):
        change(weekly, manager)


def test_owner_and_clauses_of_the_series_go_to_what_is_renewed(
    project: Project, manager: User, weekly: TaskSeries
) -> None:
    other = make_person(organization=project.organization, name="Otto Other")
    clause = Clause.objects.of(project.edition).auditable().order_by("sort_key")[1]
    own = times(weekly)[0]
    lead_to_clauses(actor=manager, task=own, clauses=[])
    change(weekly, manager, owner=other, clauses=(clause,))
    assert [task.owner.name for task in times(weekly) if task.owner] == ["Olga Owner"] + ["Otto Other"] * 5
    links = TaskClause.objects.of(project).values_list("task_id", "clause_id")
    assert sorted(links) == sorted((task.pk, clause.pk) for task in times(weekly)[1:])
    weekly.refresh_from_db()
    assert (weekly.owner, weekly.clauses) == (other, [clause.number])
    stranger = make_person()
    with pytest.raises(RuleBroken, match="staff register"):
        change(weekly, manager, owner=stranger)


def test_who_was_given_the_summary_with_its_times_has_not_changed_them_by_hand(
    project: Project, manager: User, weekly: TaskSeries
) -> None:
    heir, one = (make_person(organization=project.organization) for _ in range(2))
    every = [weekly.summary, *times(weekly)]
    reassign_tasks(actor=manager, project=project, tasks=every, owner=heir)
    reassign_tasks(actor=manager, project=project, tasks=every[1:2], owner=one)
    entry = change(weekly, manager, owner=heir, times=5)
    assert entry.after["counts"] == {"added": 0, "changed": 0, "kept": 1, "gone": 1}
    assert [task.owner for task in times(weekly)] == [one] + [heir] * 4
    # Ending it gives nothing back to whom it was taken from.
    weekly.refresh_from_db()
    reassign_tasks(actor=manager, project=project, tasks=[weekly.summary, *times(weekly)[1:]], owner=one)
    end_series(actor=manager, series=weekly, on=weekly.starts_on + timedelta(days=15))
    assert [task.owner for task in times(weekly)] == [one] * 3


def test_what_is_past_stays_and_is_not_made_up_for(
    project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    complete_task(actor=manager, task=times(weekly)[0])
    with clock.at(datetime.combine(monday + timedelta(days=16), time(9), UTC)):
        entry = change(weekly, manager, weekdays=(4,))
    # Two of the three Mondays that are past were forgotten. From Wednesday of the third week on it is Fridays.
    assert entry.after["counts"] == {"added": 0, "changed": 3, "kept": 3, "gone": 0}
    assert days(weekly, monday) == [0, 7, 14, 18, 25, 32]
    numbers = [task.name.rsplit(" ", 1)[1] for task in times(weekly)]
    assert numbers == ["1", "2", "3", "4", "5", "6"]


def test_it_ends_from_a_day_on_but_not_what_was_worked_on(
    project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    comment_on_task(actor=manager, task=times(weekly)[5], text="The last one: bring cake")
    entry = end_series(actor=manager, series=weekly, on=monday + timedelta(days=14), reason="done with it")
    assert entry.after["counts"] == {"added": 0, "changed": 0, "kept": 1, "gone": 3}
    assert days(weekly, monday) == [0, 7, 35]
    weekly.refresh_from_db()
    assert (weekly.until, weekly.times) == (monday + timedelta(days=13), None)
    with pytest.raises(RuleBroken, match="before that day already"):
        end_series(actor=manager, series=weekly, on=monday + timedelta(days=20))
    with pytest.raises(RuleBroken, match="Nothing would be left"):
        end_series(actor=manager, series=weekly, on=monday)
    fridays = make_series(project, starts_on=monday, weekdays=(4,), times=2)
    with pytest.raises(RuleBroken, match="Nothing would be left"):
        end_series(actor=manager, series=fridays, on=monday + timedelta(days=2))


@pytest.mark.parametrize("how", ["other days", "sooner", "more", "other words", "end"])
def test_a_change_is_taken_back_whole(
    how: str, project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    edit_task(actor=manager, task=times(weekly)[3], version=None, percent=20)
    clause = Clause.objects.of(project.edition).auditable().order_by("sort_key")[2]
    before = told(project)
    acts: dict[str, Any] = {
        "other days": lambda: change(weekly, manager, weekdays=(1, 3)),
        "sooner": lambda: change(weekly, manager, times=3),
        "more": lambda: change(weekly, manager, times=9),
        "other words": lambda: change(weekly, manager, name="Another", owner=None, clauses=(clause,)),
        "end": lambda: end_series(actor=manager, series=weekly, on=monday + timedelta(days=8)),
    }
    entry = acts[how]()
    assert told(project) != before
    assert take_back_series(actor=manager, project=project, entry=entry)
    assert told(project) == before
    with pytest.raises(RuleBroken, match="already"):
        take_back_series(actor=manager, project=project, entry=entry)


def test_each_kind_of_entry_has_its_own_way_back(project: Project, manager: User, weekly: TaskSeries) -> None:
    entry = Activity.objects.filter(verb=Verb.SERIES_ADDED).latest("position")
    other = remove_tasks(actor=manager, project=project, tasks=[make_task(project)], reason="not needed")
    with pytest.raises(RuleBroken, match="cannot be taken back here"):
        take_back_entry(actor=manager, project=project, entry=entry)
    with pytest.raises(RuleBroken, match="cannot be taken back here"):
        take_back_series(actor=manager, project=project, entry=other)


def test_a_new_one_is_taken_back_as_long_as_nobody_worked_on_it(
    project: Project, manager: User, monday: date
) -> None:
    plain = make_task(project, name="Before")
    before = told(project)
    make_series(project, actor=manager, starts_on=monday, under=None)
    entry = Activity.objects.filter(verb=Verb.SERIES_ADDED).latest("position")
    take_back_series(actor=manager, project=project, entry=entry)
    assert told(project) == before
    assert TaskSeries.objects.count() == Occurrence.objects.count() == 0
    series = make_series(project, actor=manager, starts_on=monday)
    comment_on_task(actor=manager, task=times(series)[0], text="Where?")
    entry = Activity.objects.filter(verb=Verb.SERIES_ADDED).latest("position")
    with pytest.raises(StaleEdit, match="worked on since"):
        take_back_series(actor=manager, project=project, entry=entry)
    changed = change(make_series(project, actor=manager, starts_on=monday, name="B"), manager, times=2)
    edit_task(actor=manager, task=Task.objects.get(name="B 1"), version=None, percent=5)
    assert take_back_series(actor=manager, project=project, entry=changed)
    assert Task.objects.get(pk=plain.pk).name == "Before"


def test_its_summary_leaves_with_it_and_comes_back(
    project: Project, manager: User, weekly: TaskSeries
) -> None:
    before = told(project)
    entry = remove_tasks(actor=manager, project=project, tasks=[weekly.summary], reason="not needed")
    assert not Task.objects.of(project).exists()
    with pytest.raises(RuleBroken, match="has left the plan"):
        change(weekly, manager, times=2)
    take_back_entry(actor=manager, project=project, entry=entry)
    assert told(project) == before
    change(weekly, manager, times=2)
    assert len(times(weekly)) == 2


def test_what_is_saved_is_what_was_looked_at(project: Project, manager: User, weekly: TaskSeries) -> None:
    wish = replace(wish_of(weekly), name="Other")
    mark = propose(project, wish, weekly).mark
    assert mark == propose(project, wish, weekly).mark
    edit_task(actor=manager, task=times(weekly)[4], version=None, percent=20)
    with pytest.raises(StaleEdit, match="after you looked"):
        change_series(actor=manager, series=weekly, wish=wish, previewed=mark)
    change_series(actor=manager, series=weekly, wish=wish, previewed=propose(project, wish, weekly).mark)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"length_days": 0}, "length_days"),
        ({"length_days": 61}, "length_days"),
        ({"weekdays": ()}, "weekdays"),
        ({"until": date(2020, 1, 1)}, "until"),
        ({"weekdays": (0, 1, 2, 3, 4), "until": date(2028, 12, 31)}, "until"),
    ],
)
def test_bad_input_is_refused_beside_its_field(facts: dict[str, Any], field: str, project: Project) -> None:
    with pytest.raises(RuleBroken) as refused:
        make_series(project, **facts)
    assert refused.value.field == field
    assert not Task.objects.of(project).exists()


def test_who_may_not_edit_the_plan_changes_nothing(
    project: Project, member: User, weekly: TaskSeries
) -> None:
    before = told(project)
    wish = wish_of(weekly)
    entry = Activity.objects.filter(verb=Verb.SERIES_ADDED).latest("position")
    for act in (
        lambda: add_series(actor=member, project=project, wish=wish),
        lambda: change_series(actor=member, series=weekly, wish=replace(wish, name="X")),
        lambda: end_series(actor=member, series=weekly, on=weekly.starts_on + timedelta(days=8)),
        lambda: take_back_series(actor=member, project=project, entry=entry),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert told(project) == before


def test_after_a_baseline_it_counts_as_added_like_any_task(
    project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    set_baseline(actor=manager, project=project, reason="agreed")
    change(weekly, manager, weekdays=(1,))
    found = creep(project)
    assert found is not None
    assert found.unapproved == 0  # the same tasks on other days
    change(weekly, manager, times=8)
    found = creep(project)
    assert found is not None
    assert found.added == ["Change review 7", "Change review 8"]


def test_microsoft_project_gets_tasks_under_a_summary(project: Project, weekly: TaskSeries) -> None:
    said = write_mspdi(gather(project)).decode()
    assert said.count("<Name>Change review ") == 6
    summary = said.partition("<Name>Change review</Name>")[2].partition("</Task>")[0]
    assert "<Summary>1</Summary>" in summary
    assert "Recurring" not in said
    lines = [line for line in gather(project).plan.tasks if line.level == 2]
    assert {line.constraint for line in lines} == {"snet"}


def test_the_database_keeps_the_end_of_a_series(weekly: TaskSeries) -> None:
    for facts in ({"times": None}, {"until": weekly.starts_on}, {"every": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TaskSeries.objects.filter(pk=weekly.pk).update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(series=weekly).update(due_on=weekly.starts_on - timedelta(days=1))


def test_many_times_cost_the_queries_of_a_few(project: Project, manager: User, monday: date) -> None:
    def asked(count: int) -> tuple[int, int, int]:
        with CaptureQueriesContext(connection) as made:
            series = make_series(project, actor=manager, starts_on=monday, times=count)
        with CaptureQueriesContext(connection) as looked:
            propose(project, wish_of(series), series)
        with CaptureQueriesContext(connection) as changed:
            change(series, manager, weekdays=(1,), times=count - 1)
        return len(made), len(looked), len(changed)

    asked(2)
    # More rows than this go to SQLite in several statements.
    assert asked(3) == asked(20)


def test_the_series_is_told_on_its_summary_and_on_each_time(
    project: Project, manager: User, weekly: TaskSeries, monday: date
) -> None:
    first = times(weekly)[0]
    complete_task(actor=manager, task=first)
    summary = series_told(weekly.summary)
    assert summary is not None
    assert (summary.words, summary.total, summary.done) == ("every week on Monday", 6, 1)
    assert (summary.next_on, summary.number) == (monday + timedelta(days=7), None)
    one = series_told(first)
    assert one is not None
    assert one.number == 1
    assert series_told(make_task(project)) is None

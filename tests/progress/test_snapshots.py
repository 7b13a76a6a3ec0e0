"""Each day is kept once, and a missed one is made up from history."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.checklist import make_checklist
from tests.factories.plan import make_milestone, make_task
from tracker.checklist.actions import assess_checkpoint
from tracker.checklist.choices import State
from tracker.core import clock
from tracker.people.models import User
from tracker.plan.choices import MilestoneKind
from tracker.progress.actions import take_snapshot, take_snapshots
from tracker.progress.models import ProgressSnapshot
from tracker.progress.queries import pitfalls, standing
from tracker.projects.models import Project


def test_a_day_is_kept_once(project: Project) -> None:
    make_checklist(project)
    take_snapshot(project)
    take_snapshot(project)
    kept = ProgressSnapshot.objects.get()
    assert (kept.day, kept.total, kept.met) == (project.today(), 4, 0)


def test_missed_days_are_made_up_from_history(project: Project, manager: User) -> None:
    now = clock.now()
    with clock.at(now - timedelta(days=5)):
        rows = make_checklist(project)
        take_snapshot(project)
    with clock.at(now - timedelta(days=2)):
        assess_checkpoint(actor=manager, checkpoint=rows[0], state=State.PARTLY_MET, note="No minutes yet")
    take_snapshots()
    kept = list(ProgressSnapshot.objects.order_by("day"))
    assert len(kept) == 6
    partly = [sum(tally["partly"] for tally in row.clauses.values()) for row in kept]
    assert partly == [0, 0, 0, 1, 1, 1]
    assert take_snapshots() == 1


def test_the_state_follows_from_slip_and_tolerance(project: Project) -> None:
    late = project.target_on + timedelta(days=project.tolerance_days + 7)
    assert standing(project).state == "on_track"
    make_milestone(project, due_on=late, kind=MilestoneKind.CERTIFICATE)
    now = standing(project)
    assert now.state == "off_track"
    assert now.slip > project.tolerance_days


def test_the_pitfalls_name_their_reasons(project: Project) -> None:
    make_task(project, name="Bare")
    found = {pitfall.key: pitfall for pitfall in pitfalls(project, standing(project))}
    assert list(found) == ["commitment", "training", "control"]
    assert "No sponsor is named" in [reason.text for reason in found["commitment"].reasons]
    assert "1 task has no owner" in [reason.text for reason in found["control"].reasons]
    assert found["commitment"].state == "off_track"

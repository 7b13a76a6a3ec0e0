"""A few short lives of evidence beside a plain model; the long ones are `./run deep evidence_machine`."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.evidence.machine import machine
from tests.factories.checklist import make_checklist
from tracker.people.models import User
from tracker.projects.models import Project

SHORT = settings(
    max_examples=3,
    stateful_step_count=7,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.once
@pytest.mark.django_db
def test_the_library_equals_a_plain_model_today_and_on_each_day_before(
    project: Project, manager: User, member: User
) -> None:
    checkpoints = make_checklist(project)[:3]
    run_state_machine_as_test(machine(project, [manager, member], checkpoints), settings=SHORT)

"""Evidence lived at random beside a plain model: added, revised, linked, judged, expired, withdrawn, read as of."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.deep.proof import write_proof
from tests.evidence.machine import machine
from tests.factories.checklist import make_checklist
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.deep, pytest.mark.django_db, pytest.mark.timeout(4 * 3600)]
LIVES = int(os.environ.get("LIVES", "300"))
STEPS = 40


def test_long_lives_of_evidence_equal_their_model(project: Project, manager: User, member: User) -> None:
    number = int(os.environ.get("SEED", "7"))
    lived = machine(project, [manager, member], make_checklist(project)[:3])
    run_state_machine_as_test(
        seed(number)(lived),
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    facts = {
        "Lives": LIVES,
        "Steps of a life, at most": STEPS,
        "Seed": number,
        "Differences from the model": 0,
    }
    write_proof("evidence_machine", "Evidence beside a plain model", facts)

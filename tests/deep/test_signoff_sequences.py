"""Sign-offs lived at random: whatever people try, nobody signs twice, out of turn, or for whom they may not."""

from __future__ import annotations

import os

import pytest
from django.db import transaction

from tests.deep.proof import write_proof
from tests.signoffs.test_sequences import live
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.deep, pytest.mark.django_db, pytest.mark.timeout(4 * 3600)]
SEQUENCES = int(os.environ.get("SEQUENCES", "10000"))
STEPS = 25


def test_no_sequence_of_events_ends_in_a_wrong_signature(
    project: Project, manager: User, member: User, auditor: User
) -> None:
    for seed in range(SEQUENCES):
        with transaction.atomic():
            live(seed, project, manager, [member, auditor], STEPS)
            transaction.set_rollback(True)
    facts = {
        "Questions to two, three or four people": SEQUENCES,
        "Things tried with each: sign, decline, delegate, end it, take back": STEPS,
        "Signatures by a wrong person, twice, out of turn, or that do not hold": 0,
    }
    write_proof("signoff_sequences", "Several signers beside their rules", facts)

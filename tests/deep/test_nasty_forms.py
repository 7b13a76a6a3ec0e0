"""Nonsense in every field of every form, by each of the cast, in many rounds."""

from __future__ import annotations

import os

import pytest

from tests.permissions.addresses import CAST
from tests.safety import nasty
from tests.safety.test_nasty_forms import Cast, cast
from tracker.projects.models import Project

__all__ = ["cast"]

pytestmark = [pytest.mark.deep, pytest.mark.django_db, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("who", [who for who in CAST if who != "stranger"])
def test_nonsense_in_every_form_is_no_fault(project: Project, cast: Cast, who: str) -> None:
    seed = int(os.environ.get("SEED", "7"))
    seen = nasty.walk(project, cast, who, seed=seed, rounds=12)
    print(f"{who}, seed {seed}: {dict(seen.asked)}, {len(seen.breaches)} breaches")
    assert seen.breaches == []

"""A thousand hostile files through the door, the store and out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.evidence.test_hostile import push_all
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.deep, pytest.mark.timeout(900)]


def test_a_thousand_hostile_files_get_nowhere(
    client: Client, project: Project, member: User, settings: Any, tmp_path: Path
) -> None:
    door = push_all(1000, client, project, member, settings, tmp_path)
    print(f"1000 hostile files: {dict(door.counts)}, {len(door.breaches)} breaches")
    assert door.breaches == []
    assert door.counts["taken"] + door.counts["refused"] == 1000

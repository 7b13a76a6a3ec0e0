"""The nine plans that Microsoft Project wrote, computed anew: every difference from the file is one of these."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tracker.people.models import User
from tracker.plan.actions import import_plan
from tracker.plan.importing import read_plan
from tracker.projects.models import Project

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "mspdi"
FILES = sorted(FOLDER.glob("*.xml"))
NS = "{http://schemas.microsoft.com/project}"
FIELDS = {
    "Start": "start",
    "Finish": "finish",
    "EarlyStart": "early_start",
    "EarlyFinish": "early_finish",
    "LateStart": "late_start",
    "LateFinish": "late_finish",
    "TotalSlack": "total_float",
    "FreeSlack": "free_float",
    "Critical": "critical",
}
# docs/scheduling.md says why: the file was not written by Microsoft Project and marks nothing as critical.
EXPLAINED = {("sample1", uid, "Critical", "0", "1") for uid in (0, 1, 2)}
# How many values of each file are held against ours.
VALUES = {
    "mspdirelations": 54,
    "sample1": 69,
    "task-baselines-project2016-mspdi": 999,
    "task-dates-project2010-mspdi": 99,
    "task-dates-project2016-mspdi": 99,
    "task-durations-project2010-mspdi": 999,
    "task-durations-project2016-mspdi": 999,
    "task-links-project2010-mspdi": 153,
    "task-links-project2016-mspdi": 153,
}

pytestmark = pytest.mark.skipif(not FILES, reason="the plans written by Microsoft Project are not here")


def computed(project: Project) -> dict[int, dict[str, Any]]:
    out = io.StringIO()
    call_command("schedule", project=project.slug, json=True, stdout=out)
    return {task["uid"]: task for task in json.loads(out.getvalue())["tasks"]}


def as_written(name: str, value: Any) -> str:
    """Our value as the file would say it: slack in tenths of a minute, truth as 0 or 1."""
    if name.endswith("Slack"):
        return str(value * 10)
    return str(int(value)) if name == "Critical" else str(value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_value_in_the_file_is_computed_alike(path: Path, project: Project, manager: User) -> None:
    with path.open("rb") as source:
        import_plan(actor=manager, project=project, plan=read_plan(source, path.name), source=path.name)
    ours = computed(project)
    held, differ = 0, set()
    for task in ET.parse(path).getroot().iter(f"{NS}Task"):
        uid = int(task.findtext(f"{NS}UID", ""))
        for name, field in FIELDS.items():
            said = task.findtext(f"{NS}{name}")
            if said is None:
                continue
            held += 1
            mine = as_written(name, ours[uid][field])
            if said != mine:
                differ.add((path.stem, uid, name, said, mine))
    assert differ == {row for row in EXPLAINED if row[0] == path.stem}
    assert held == VALUES[path.stem]

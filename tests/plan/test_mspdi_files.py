"""The nine plans that Microsoft Project wrote, read a second time by a small reader of our own."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tracker.people.models import User
from tracker.plan.actions import import_plan
from tracker.plan.importing import as_json, read_plan
from tracker.plan.models import Dependency, Task
from tracker.projects.models import Project

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "mspdi"
FILES = sorted(FOLDER.glob("*.xml"))
NS = "{http://schemas.microsoft.com/project}"
TYPES = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
UNITS = {"5": "h", "7": "d", "8": "ed", "9": "w", "19": "%"}

pytestmark = pytest.mark.skipif(not FILES, reason="the plans written by Microsoft Project are not here")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def said_by(path: Path) -> dict[int, dict[str, Any]]:
    found = {}
    for task in ET.parse(path).getroot().iter(f"{NS}Task"):
        said = {child.tag.removeprefix(NS): child.text or "" for child in task}
        links = [
            {child.tag.removeprefix(NS): child.text or "" for child in link}
            for link in task.findall(f"{NS}PredecessorLink")
        ]
        hours, minutes = said["Duration"].removeprefix("PT").split("H")
        found[int(said["UID"])] = {
            "name": said.get("Name", ""),
            "outline_level": int(said["OutlineLevel"]),
            "start": said["Start"],
            "finish": said["Finish"],
            "duration_minutes": int(hours) * 60 + int(minutes.split("M")[0]),
            "percent": int(said["PercentComplete"]),
            "milestone": said["Milestone"] == "1",
            "predecessors": [
                (
                    int(link["PredecessorUID"]),
                    TYPES[link["Type"]],
                    int(link["LinkLag"]) / 10,
                    UNITS[link["LagFormat"]],
                )
                for link in links
            ],
        }
    return found


def test_there_are_nine_of_them() -> None:
    assert len(FILES) == 9


@each_file
def test_the_json_says_what_the_file_says(path: Path) -> None:
    with path.open("rb") as source:
        told = {task["uid"]: task for task in as_json(read_plan(source, path.name))["tasks"]}
    expected = said_by(path)
    assert told.keys() == expected.keys()
    for uid, said in expected.items():
        task = told[uid]
        links = [
            (link["uid"], link["type"], link["lag_minutes"], link["lag_unit"])
            for link in task["predecessors"]
        ]
        assert links == said.pop("predecessors")
        assert {name: task[name] for name in said} == said


@each_file
def test_the_plan_holds_what_the_file_says(path: Path, project: Project, manager: User) -> None:
    with path.open("rb") as source:
        import_plan(actor=manager, project=project, plan=read_plan(source, path.name), source=path.name)
    expected = {uid: said for uid, said in said_by(path).items() if said["outline_level"] > 0}
    tasks = {task.uid: task for task in Task.objects.of(project)}
    assert tasks.keys() == expected.keys()
    for uid, said in expected.items():
        task = tasks[uid]
        assert datetime.combine(task.starts_on, task.starts_at).isoformat() == said["start"]
        assert datetime.combine(task.due_on, task.due_at).isoformat() == said["finish"]
        assert task.level == said["outline_level"]
        links = Dependency.objects.filter(successor=task).values_list(
            "predecessor__uid", "kind", "lag_minutes", "lag_unit"
        )
        assert sorted(links) == sorted(said["predecessors"])
        assert task.history.get().history_user_id == manager.pk

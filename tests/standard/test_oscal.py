"""Catalogues of other standards: the real files, and files that are bent."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.factories.projects import give_role, make_edition, make_project
from tracker.checklist.actions import open_checklist
from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.standard.models import Clause, Edition, Requirement

OSCAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "oscal"
BASIC = OSCAL / "basic-catalog.json"
NIST = OSCAL / "nist-800-53-rev5-low.json"

SMALL: dict[str, Any] = {
    "catalog": {
        "uuid": "7c5a25a1-3b1c-4a34-8a9d-2f6b4e0d9a10",
        "metadata": {"title": "House rules", "version": "2", "last-modified": "2025-05-01T08:00:00Z"},
        "params": [{"id": "hours", "values": ["24 hours"]}, {"id": "who", "label": "a role"}],
        "groups": [
            {
                "id": "hr",
                "title": "House *rules*",
                "parts": [{"name": "overview", "prose": "Why we have them."}],
                "controls": [
                    {
                        "id": "hr-1",
                        "title": "Doors",
                        "props": [{"name": "label", "value": "HR-1"}],
                        "params": [
                            {
                                "id": "do",
                                "select": {"choice": ["closed by {{ insert: param, who }}", "locked"]},
                            }
                        ],
                        "parts": [
                            {
                                "name": "statement",
                                "prose": "Doors are {{ insert: param, do }} within {{ insert: param, hours }} .",
                            },
                            {"name": "guidance", "prose": "Not part of it."},
                        ],
                        "controls": [
                            {"id": "hr-1.1", "title": "Windows", "parts": []},
                            {
                                "id": "hr-1.2",
                                "title": "Gates",
                                "props": [{"name": "status", "value": "withdrawn"}],
                            },
                        ],
                    },
                    {"id": "hr-2", "title": "Keys"},
                ],
            }
        ],
    }
}


def written(tmp_path: Path, catalogue: object, name: str = "catalogue.json") -> Path:
    path = tmp_path / name
    path.write_text(catalogue if isinstance(catalogue, str) else json.dumps(catalogue), encoding="utf-8")
    return path


def imported(path: Path, *words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_catalogue", str(path), "--json", *words, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def controls_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in (*node.get("groups", ()), *node.get("controls", ())):
        yield from controls_of(child)
    yield from node.get("controls", ())


def needs(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not here")


@pytest.mark.parametrize(
    ("path", "clauses", "requirements"), [(BASIC, 4, 4), (NIST, 18, 149)], ids=["basic", "nist"]
)
def test_a_real_catalogue_becomes_an_edition_whole_and_twice_the_same(
    db: None, path: Path, clauses: int, requirements: int
) -> None:
    needs(path)
    announced = imported(path, "--preview")
    assert not Edition.objects.exists()

    first, again = imported(path), imported(path)

    assert (first["clauses"], first["requirements"]) == (clauses, requirements)
    assert first | {"preview": True} == announced
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, first["added"])
    edition = Edition.objects.get(code=first["edition"])
    catalog = json.loads(path.read_text(encoding="utf-8"))["catalog"]
    said = [control["title"] for control in controls_of(catalog)]
    texts = list(Requirement.objects.of(edition).values_list("text", flat=True))
    assert len(said) == len(texts) == requirements
    assert all(any(title in text.split("\n")[0] for text in texts) for title in said)
    assert not any("{{" in text for text in texts)
    assert Clause.objects.of(edition).count() == clauses


def test_parameters_are_spoken_out(db: None) -> None:
    needs(NIST)
    edition = Edition.objects.get(code=imported(NIST)["edition"])
    first = Requirement.objects.get_by_natural_key(edition.code, "AC-1")
    assert (
        "1. [one or more of: organization-level; mission/business process-level; system-level] access"
        in first.text
    )
    enhancement = Requirement.objects.get_by_natural_key(edition.code, "IA-2(1)")
    assert enhancement.clause.number == "IA"
    assert enhancement.text.startswith(
        "Identification and Authentication (Organizational Users) – Multi-factor"
    )


def test_a_catalogue_stands_beside_the_edition_that_a_project_starts_with(db: None, tmp_path: Path) -> None:
    ours = make_edition()
    done = imported(written(tmp_path, SMALL))
    assert (done["clauses"], done["requirements"], done["withdrawn"]) == (1, 3, 1)
    assert Edition.objects.newest() == ours
    clause = Clause.objects.get(edition__code="house-rules:2")
    assert (clause.number, clause.title, clause.note) == ("HR", "House rules", "Why we have them.")
    found = list(clause.requirements.order_by("position").values_list("code", "text"))
    assert found == [
        ("HR-1", "Doors\nDoors are [one of: closed by [a role]; locked] within 24 hours."),
        ("HR-1.1", "Doors – Windows"),
        ("HR-2", "Keys"),
    ]


def test_a_catalogue_that_changed_keeps_the_rows_that_projects_rest_on(db: None, tmp_path: Path) -> None:
    imported(written(tmp_path, SMALL))
    before = dict(Requirement.objects.values_list("code", "pk"))
    text = json.dumps(SMALL).replace("Keys", "Keys and cards").replace('"id": "hr-1.1"', '"id": "hr-1.9"')
    changed = json.loads(text)
    changed["catalog"]["groups"][0]["controls"].reverse()

    done = imported(written(tmp_path, changed))

    assert (done["added"], done["changed"], done["kept"]) == (1, 2, 1)
    rows = list(Requirement.objects.order_by("position").values_list("position", "code", "pk"))
    assert [(position, code) for position, code, _pk in rows] == [
        (1, "HR-2"), (2, "HR-1"), (3, "HR-1.9"), (4, "HR-1.1"),
    ]  # fmt: skip
    assert {code: pk for _position, code, pk in rows if code in before} == before


def test_groups_that_come_and_go_stand_after_those_that_are_there(db: None, tmp_path: Path) -> None:
    def groups(*ids: str) -> Path:
        found = [{"id": key, "title": key, "controls": [{"id": f"{key}-1", "title": "One"}]} for key in ids]
        return written(tmp_path, bent("groups", value=found))

    numbers = []
    for ids in (("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")):
        assert imported(groups(*ids))["requirements"] == 2
        numbers.append([clause.number for clause in Clause.objects.order_by("sort_key")])
    assert numbers == [["A", "B"], ["B", "C", "A"], ["C", "D", "A", "B"], ["D", "A", "B", "C"]]


def test_a_project_opens_on_such_an_edition(client: Client, admin: User, tmp_path: Path) -> None:
    imported(written(tmp_path, SMALL))
    project = make_project(edition=Edition.objects.get(code="house-rules:2"))
    give_role(project, admin, Role.PROJECT_MANAGER)
    assert open_checklist(actor=admin, project=project) == 3
    client.force_login(admin)
    for name, words in (
        ("clause_list", ()),
        ("all", ()),
        ("clause", ("HR",)),
        ("register", ()),
        ("export", ()),
    ):
        assert client.get(reverse(f"checklist:{name}", args=[project.slug, *words])).status_code == 200, name
    page = client.get(reverse("checklist:clause", args=[project.slug, "HR"])).content.decode()
    assert '<b class="num">HR-1</b> Doors' in page
    assert "as the catalogue says it" in page
    assert b"closed by [a role]" in client.get(reverse("checklist:clause", args=[project.slug, "HR"])).content


def bent(*path: object, value: object) -> dict[str, Any]:
    """SMALL with the value at the path replaced."""
    copy: Any = json.loads(json.dumps(SMALL))
    node = copy["catalog"]
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    result: dict[str, Any] = copy
    return result


FIRST = ("groups", 0, "controls", 0)


@pytest.mark.parametrize(
    ("content", "place", "why"),
    [
        ("{not json", "line 1, column 2", "not JSON"),
        ("[]", "the top of the file", "an object"),
        ({"profile": {}}, "the top of the file", "profile"),
        (bent("metadata", value=[]), "catalog.metadata", "an object"),
        (bent("metadata", "last-modified", value="yesterday"), "catalog.metadata.last-modified", "no date"),
        (bent("groups", value={}), "catalog.groups", "a list"),
        (bent("groups", 0, "title", value=" "), "catalog.groups[0]", "“title” is missing"),
        (bent(*FIRST, "title", value=7), "catalog.groups[0].controls[0].title", "text is expected"),
        (bent(*FIRST, "id", value="hr-2"), "catalog.groups[0].controls[1]", "is there already"),
        (bent(*FIRST, "params", value=[]), "catalog.groups[0].controls[0]", "“do” is inserted but not defined"),
        (
            bent("params", 1, value={"id": "who", "label": "{{ insert: param, who }}"}),
            "catalog.groups[0].controls[0]",
            "refers to itself",
        ),
        (bent(*FIRST, "parts", value="all of it"), "catalog.groups[0].controls[0]", "no list of objects"),
        (bent("groups", value=[{"id": "x", "title": "Empty"}]), "catalog", "holds no control"),
        ("[" * 100_000, "catalogue.json", "nested too deeply"),
    ],
)  # fmt: skip
def test_a_bent_file_is_refused_with_place_and_reason(
    db: None, tmp_path: Path, content: object, place: str, why: str
) -> None:
    with pytest.raises(CommandError) as refused:
        imported(written(tmp_path, content))
    assert place in str(refused.value)
    assert why in str(refused.value)
    assert not Edition.objects.exists()


def test_a_missing_file_and_a_code_of_our_own_are_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        imported(tmp_path / "none.json")
    with pytest.raises(CommandError, match="cannot be read"):
        imported(tmp_path)
    ours = make_edition()
    with pytest.raises(CommandError, match="edition of our own"):
        imported(written(tmp_path, SMALL), "--code", ours.code)

"""Cross references between editions: brought in from a table, named where wrong, the same when brought twice."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from tests.factories.people import make_organization
from tests.factories.projects import make_edition
from tests.standard.test_oscal import SMALL, imported, written
from tracker.core.errors import BadInput, NotPermitted
from tracker.core.tables import write_xlsx
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.standard.actions import CrossrefsTaken, import_crossrefs
from tracker.standard.crossrefs import COLUMNS
from tracker.standard.models import Crossref, Edition, Requirement

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def editions() -> tuple[Edition, Edition]:
    return make_edition(code="one:1", name="One"), make_edition(code="two:2", name="Two")


def taken(text: str, **more: Any) -> CrossrefsTaken:
    source = io.BytesIO((",".join(COLUMNS) + "\n" + text).encode())
    return import_crossrefs(actor=User.objects.system(), source=source, name="pairs.csv", **more)


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BadInput) as refused:
        taken(text)
    assert not Crossref.objects.exists()
    return [(each.line, each.column, each.message) for each in refused.value.lines]


def requirement(edition: Edition, code: str) -> Requirement:
    return Requirement.objects.get_by_natural_key(edition.code, code)


def test_pairs_are_taken_by_code_name_or_clause_and_seen_from_both_sides(
    editions: tuple[Edition, Edition],
) -> None:
    one, two = editions
    done = taken("one:1,4.1-1,Two,8.7.1,broader,wider\ntwo:2,5.2-1,ONE,5.2-2,narrower,\n")
    assert (len(done.added), done.unchanged) == (2, 0)
    row = Crossref.objects.get(first=requirement(one, "4.1-1"))
    assert row.seen_from(requirement(one, "4.1-1").pk) == "broader"
    assert row.seen_from(requirement(two, "8.7.1-1").pk) == "narrower"
    turned = Crossref.objects.get(first=requirement(one, "5.2-2"))
    assert (turned.relation, turned.seen_from(requirement(two, "5.2-1").pk)) == ("broader", "narrower")
    assert row.history.get().history_change_reason == "brought in from pairs.csv"
    assert Activity.objects.get(verb="standard.crossrefs_imported").after["added"] == 2


def test_twice_changes_nothing_and_a_line_said_again_is_harmless(editions: tuple[Edition, Edition]) -> None:
    text = "one:1,4.1-1,two:2,4.1-1,same,x\ntwo:2,4.1-1,one:1,4.1-1,same,x\n"
    assert (len(taken(text).added), taken(text).twice) == (1, 1)
    again = taken(text)
    assert (again.added, again.changed, again.removed, again.unchanged) == ([], [], [], 1)
    assert Activity.objects.filter(verb="standard.crossrefs_imported").count() == 1
    assert len(taken("one:1,4.1-1,two:2,4.1-1,related,x\n").changed) == 1
    assert len(taken("one:1,4.1-1,two:2,4.1-1,none,\n").removed) == 1
    assert not Crossref.objects.exists()
    assert taken("one:1,4.1-1,two:2,4.1-1,none,\n").unchanged == 1


def test_a_preview_says_the_same_and_writes_nothing(editions: tuple[Edition, Edition]) -> None:
    assert len(taken("one:1,4.1-1,two:2,4.1-1,same,\n", preview=True).added) == 1
    assert not Crossref.objects.exists()


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("three,4.1-1,two:2,4.1-1,same,", "edition", "there is no edition “three”; there are: one:1, two:2"),
        ("one:1,99,two:2,4.1-1,same,", "requirement", "no requirement “99” in one:1"),
        ("one:1,4.1-1,two:2,99,same,", "other requirement", "no requirement “99” in two:2"),
        ("one:1,5.2,two:2,4.1-1,same,", "requirement", "“5.2” has 2 requirements in one:1"),
        ("one:1,4.1-1,One,4.1,same,", "other requirement", "does not refer to itself"),
        ("one:1,4.1-1,two:2,4.1-1,equal,", "relation", "same, broader, narrower, related, none"),
        ("one:1,,two:2,4.1-1,same,", "requirement", "this cell is empty"),
        (f"one:1,4.1-1,two:2,4.1-1,same,{'x' * 1001}", "note", "1000"),
    ],
)
def test_what_cannot_be_taken_is_named_with_line_and_column(
    editions: tuple[Edition, Edition], line: str, column: str, said: str
) -> None:
    found = problems(f"one:1,5.2-1,two:2,5.2-1,same,\n{line}\n")
    assert [each[:2] for each in found] == [(3, column)]
    assert said in found[0][2]


def test_two_lines_that_contradict_each_other_are_refused(editions: tuple[Edition, Edition]) -> None:
    found = problems("one:1,4.1-1,two:2,4.1-1,same,\none:1,4.1-1,two:2,4.1-1,broader,\n")
    assert "line 2 says something else" in found[0][2]


def test_only_an_administrator_and_only_a_table_with_its_columns(
    editions: tuple[Edition, Edition], member: User
) -> None:
    source = io.BytesIO((",".join(COLUMNS) + "\none:1,4.1-1,two:2,4.1-1,same,\n").encode())
    with pytest.raises(NotPermitted):
        import_crossrefs(actor=member, source=source, name="pairs.csv")
    with pytest.raises(BadInput, match="missing: requirement, other edition, other requirement"):
        import_crossrefs(actor=User.objects.system(), source=io.BytesIO(b"edition\nx\n"), name="p.csv")


def test_the_command_reads_a_workbook_previews_and_refuses(
    editions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    good, bad = tmp_path / "pairs.xlsx", tmp_path / "bad.csv"
    good.write_bytes(write_xlsx(COLUMNS, [["one:1", "4.1-1", "two:2", "4.1-1", "same", ""]]))
    bad.write_text(",".join(COLUMNS) + "\none:1,99,two:2,4.1-1,same,\n")
    out, err = io.StringIO(), io.StringIO()
    call_command("import_crossrefs", str(good), "--preview", stdout=out)
    assert "Preview, nothing written: 1 added" in out.getvalue()
    out = io.StringIO()
    call_command("import_crossrefs", str(good), "--json", stdout=out)
    assert json.loads(out.getvalue())["added"] == [2]
    with pytest.raises(CommandError, match="not brought in"):
        call_command("import_crossrefs", str(bad), stdout=out, stderr=err)
    assert "line 2, “requirement”: there is no requirement “99”" in err.getvalue()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_crossrefs", str(tmp_path / "none.csv"), stdout=out)


def test_the_database_keeps_each_pair_once_and_none_to_itself(editions: tuple[Edition, Edition]) -> None:
    one, two = (requirement(edition, "4.1-1").pk for edition in editions)
    organization = make_organization()

    def keep(**facts: Any) -> None:
        with transaction.atomic():
            Crossref(relation="same", **facts).save_because("x", by=User.objects.system())

    keep(first_id=one, second_id=two)
    keep(first_id=one, second_id=two, organization=organization)
    for facts in (
        {"first_id": one, "second_id": two},
        {"first_id": one, "second_id": two, "organization": organization},
        {"first_id": one, "second_id": one},
        {"first_id": two, "second_id": one},
    ):
        with pytest.raises(IntegrityError):
            keep(**facts)


def test_the_links_of_a_catalogue_relate_its_requirements_once(tmp_path: Path) -> None:
    catalogue = json.loads(json.dumps(SMALL))
    doors, keys = catalogue["catalog"]["groups"][0]["controls"]
    doors["links"] = [
        {"href": "#hr-2", "rel": "related"},
        {"href": "#hr-1.2", "rel": "related"},  # Withdrawn.
        {"href": "#hr-1", "rel": "related"},  # Itself.
        {"href": "#a-book", "rel": "reference"},
        {"href": "https://example.org", "rel": "reference"},
        {"href": "#hr-1.1", "rel": "required"},
    ]
    keys["links"] = [{"href": "#hr-1", "rel": "reference"}]
    path = written(tmp_path, catalogue)
    assert imported(path, "--preview")["related"] == 1
    assert not Crossref.objects.exists()
    assert imported(path)["related"] == 1
    assert {str(row) for row in Crossref.objects.all()} == {"HR-1 – HR-2"}
    assert imported(path)["related"] == 0
    doors["links"] = [{"href": 7}]
    with pytest.raises(CommandError, match="text is expected"):
        imported(written(tmp_path, catalogue, "bent.json"))

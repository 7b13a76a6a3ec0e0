"""The catalogue: complete, loadable twice, and one edition among others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tracker.core.errors import RuleBroken
from tracker.standard.actions import load_catalogue
from tracker.standard.catalogue import fixture_rows
from tracker.standard.models import Clause, DocumentedInformation, Edition, Requirement, sort_key_for
from tracker.standard.queries import neighbours, numbers_above, tree

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "standard_2018.json"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    loaded: list[dict[str, object]] = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def edition(db: None) -> Edition:
    return load_catalogue(path=FIXTURE)[0].edition


@pytest.mark.once
def test_the_catalogue_is_whole(edition: Edition) -> None:
    requirements = Requirement.objects.of(edition)
    information = DocumentedInformation.objects.of(edition)
    assert edition.name == "ISO/IEC 20000-1:2018 + Amd 1"
    assert Clause.objects.of(edition).count() == 95
    assert Clause.objects.of(edition).auditable().count() == 88
    assert requirements.count() == 206
    assert (information.count(), information.required().count()) == (80, 56)
    assert not requirements.exclude(clause__is_leaf=True, clause__auditable=True).exists()
    assert not information.filter(clauses=None).exists()


@pytest.mark.once
def test_every_auditable_lowest_clause_asks_something_and_names_an_owner(edition: Edition) -> None:
    leaves = Clause.objects.of(edition).auditable().leaves()
    assert not leaves.filter(requirements=None).exists()
    assert not leaves.filter(owner_role="").exists()
    assert not leaves.filter(stage="").exists()


@pytest.mark.once
def test_clauses_stand_in_the_order_of_their_numbers(edition: Edition) -> None:
    numbers = list(Clause.objects.of(edition).order_by("sort_key").values_list("number", flat=True))
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])
    assert numbers.index("10") > numbers.index("9.4")
    assert sort_key_for("8.10") > sort_key_for("8.9") > sort_key_for("8.2.3")


@pytest.mark.once
def test_the_tree_holds_clauses_four_to_ten(edition: Edition) -> None:
    roots = tree(edition)
    assert [node.clause.number for node in roots] == ["4", "5", "6", "7", "8", "9", "10"]
    operation = roots[4]
    change = operation.children[4].children[0]
    assert [node.clause.number for node in change.children] == ["8.5.1.1", "8.5.1.2", "8.5.1.3"]
    assert [node.clause.number for node in tree(edition, auditable_only=False)][:3] == ["1", "2", "3"]


@pytest.mark.once
def test_a_clause_knows_what_is_above_below_and_beside_it(edition: Edition) -> None:
    clause = Clause.objects.get(edition=edition, number="8.5.1.2")
    above = [each.number for each in Clause.objects.above(clause).order_by("sort_key")]
    assert above == numbers_above("8.5.1.2") == ["8", "8.5", "8.5.1"]
    before, after = neighbours(clause)
    assert (before and before.number, after and after.number) == ("8.5.1.1", "8.5.1.3")
    one = Clause.objects.get(edition=edition, number="8.2")
    assert {"8.2", "8.2.3.1"} <= set(Clause.objects.under(one).values_list("number", flat=True))
    ten = Clause.objects.get(edition=edition, number="10")
    assert not Clause.objects.under(ten).filter(number__startswith="1.").exists()
    assert neighbours(Clause.objects.get(edition=edition, number="4.1"))[0] is None


@pytest.mark.once
def test_information_used_by_two_clauses_has_one_home(edition: Edition) -> None:
    item = DocumentedInformation.objects.get(edition=edition, code="DI-31")
    assert item.clause.number == "8.5.1.2"
    assert {"8.5.1.2", "8.5.1.3"} <= set(item.clauses.values_list("number", flat=True))


def test_loading_twice_changes_nothing_and_keeps_the_rows(edition: Edition) -> None:
    before = set(Requirement.objects.values_list("pk", "code"))
    again = load_catalogue(path=FIXTURE)[0]
    assert (again.added, again.changed, again.unchanged) == (0, 0, 382)
    assert set(Requirement.objects.values_list("pk", "code")) == before


@pytest.mark.once
def test_djangos_own_loader_takes_the_fixture_too(db: None) -> None:
    call_command("loaddata", str(FIXTURE), verbosity=0)
    assert Requirement.objects.count() == 206


@pytest.mark.once
def test_a_second_edition_stands_beside_the_first(
    edition: Edition, rows: list[dict[str, object]], tmp_path: Path
) -> None:
    text = json.dumps(rows).replace("20000-1:2018", "20000-1:2031").replace("2018-09-01", "2031-01-01")
    path = tmp_path / "next.json"
    path.write_text(text, encoding="utf-8")

    loaded = load_catalogue(path=path)[0]

    assert (loaded.edition.code, loaded.added) == ("20000-1:2031", 382)
    assert Requirement.objects.of(edition).count() == Requirement.objects.of(loaded.edition).count() == 206
    assert Edition.objects.newest() == loaded.edition
    assert Clause.objects.get_by_natural_key("20000-1:2018", "8.5.1.2").edition == edition


def test_a_changed_word_is_brought_in_and_counted(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "reworded.json"
    text = FIXTURE.read_text(encoding="utf-8").replace("Samples show that", "Samples prove that")
    path.write_text(text, encoding="utf-8")
    loaded = load_catalogue(path=path)[0]
    assert (loaded.added, loaded.changed) == (0, text.count("Samples prove that"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("not json", "not a fixture"),
        ('[{"model": "people.user", "fields": {}}]', "no part of a catalogue: people.user"),
        (
            '[{"model": "standard.clause", "fields": {"edition": ["nowhere"], "number": "4"}}]',
            "cannot be loaded",
        ),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(
    db: None, tmp_path: Path, content: str, sentence: str
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("load_catalogue", str(path))
    assert not Edition.objects.exists()


@pytest.mark.once
def test_a_missing_file_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load_catalogue", str(tmp_path / "none.json"))


def test_sources_that_do_not_add_up_make_no_catalogue() -> None:
    node = {"number": "4.1", "checkpoints": ["one"], "leaf": True, "auditable": True}
    clauses = {
        "meta": {
            "standard": "ISO/IEC 20000-1:2018",
            "edition": "Third edition, published 2018-09",
            "counts": {"nodes_total": 1, "checkpoints": 2},
        },
        "clauses": [node],
    }
    documents = {"meta": {"counts": {"total": 0, "required_in_writing": 0}}, "items": []}
    with pytest.raises(RuleBroken, match="announce 2 checkpoints, but hold 1"):
        fixture_rows(clauses, documents)

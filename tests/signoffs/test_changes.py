"""What changed since it was signed, in words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.signoffs import make_content, make_request, make_signoff
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs import queries
from tracker.signoffs.content import Section, content_of, sections_of
from tracker.signoffs.models import SignOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def signoff(project: Project, manager: User, sponsor: User) -> SignOff:
    return make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor)


def test_nothing_changed(signoff: SignOff) -> None:
    assert queries.changed_since(signoff, make_content()) == []


def test_a_moved_date_is_told_with_before_and_after(signoff: SignOff) -> None:
    (change,) = queries.changed_since(signoff, make_content("30 June 2027"))
    assert (change.path, change.before, change.after) == ("Dates › Due", "12 May 2027", "30 June 2027")
    assert str(change) == "Dates › Due was 12 May 2027 and is now 30 June 2027"


def test_new_gone_and_altered_places_are_told_apart(signoff: SignOff) -> None:
    content: dict[str, Any] = make_content(Owner="Mina")
    content["sections"][2]["table"]["rows"] = [["Policy", "ff99"], ["Plan", "ee88"]]
    changes = {
        change.path: (change.before, change.after) for change in queries.changed_since(signoff, content)
    }
    assert changes == {
        "Dates › Owner": ("", "Mina"),
        "Evidence › Policy › Digest": ("ab12", "ff99"),
        "Evidence › Scope": ("Scope", ""),
        "Evidence › Scope › Digest": ("cd34", ""),
        "Evidence › Plan": ("", "Plan"),
        "Evidence › Plan › Digest": ("", "ee88"),
    }


def test_two_rows_of_one_name_are_not_taken_for_each_other(
    project: Project, manager: User, sponsor: User
) -> None:
    def files(*digests: str) -> dict[str, Any]:
        rows = [["Policy", digest] for digest in digests]
        return content_of(title="T", sections=[Section(title="Files", heads=["Name", "Digest"], table=rows)])

    signed = make_signoff(make_request(project, by=manager, of=sponsor, content=files("a", "b")), by=sponsor)
    (change,) = queries.changed_since(signed, files("a", "c"))
    assert (change.path, change.before, change.after) == ("Files › Policy › Digest (2)", "b", "c")


def test_plain_values_without_sections_are_readable_and_comparable(
    project: Project, manager: User, sponsor: User
) -> None:
    plain = {
        "due_on": "2027-05-12",
        "is_summary": False,
        "links": [{"name": "a", "lag": 1}],
        "owner": {"name": "Mina"},
    }
    signed = make_signoff(make_request(project, by=manager, of=sponsor, content=plain), by=sponsor)
    assert [section.title for section in sections_of(plain)] == ["", "Links", "Owner"]
    (change,) = queries.changed_since(signed, plain | {"due_on": "2027-06-01"})
    assert str(change) == "Due on was 12 May 2027 and is now 1 Jun 2027"

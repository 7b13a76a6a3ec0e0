"""Who gets what at each address: the table is the promise, the site is asked."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.addresses import CAST, Address, Row, addresses, in_a_word, rows, without_row
from tests.permissions.objects import arguments_for
from tracker.people.models import User
from tracker.projects.models import Project

ADDRESSES = {address.name: address for address in addresses()}
METHODS = ("GET", "POST")

Cast = dict[str, User | None]


@pytest.fixture
def cast(
    manager: User, member: User, sponsor: User, auditor: User, viewer: User, stranger: User, admin: User
) -> Cast:
    people = (manager, member, sponsor, auditor, viewer, stranger, admin, None)
    return dict(zip(CAST, people, strict=True))


def ask(name: str, method: str, user: User | None, arguments: dict[str, object]) -> HttpResponse:
    """With nothing in the form: who may not come in must be told so before anything is read."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    response = client.generic(method, reverse(name, kwargs=arguments))
    if response.streaming:
        # Read to its end, the client closes it without closing the database connection of the test.
        b"".join(response.streaming_content)  # type: ignore[attr-defined,arg-type]
    return response  # type: ignore[return-value]


def observe(name: str, method: str, project: Project, cast: Cast) -> Row:
    answers = []
    for user in cast.values():
        arguments = arguments_for(name, ADDRESSES[name].arguments, project, cast)
        answers.append(in_a_word(ask(name, method, user, arguments)))
    return Row(name, method, tuple(answers))


def test_every_address_stands_in_the_table() -> None:
    missing = without_row(list(ADDRESSES.values()), rows())
    assert missing == [], "no row in tests/permissions/table.txt; say there who gets what"


def test_every_row_has_an_address() -> None:
    assert [row.name for row in rows() if row.name not in ADDRESSES] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.method} {row.name}")
@pytest.mark.django_db
@pytest.mark.timeout(20)
def test_the_site_answers_as_the_table_says(row: Row, project: Project, cast: Cast) -> None:
    assert str(observe(row.name, row.method, project, cast)) == str(row)


@pytest.mark.once
@pytest.mark.parametrize("name", sorted({row.name for row in rows() if ":" in row.name}))
@pytest.mark.django_db
@pytest.mark.timeout(20)
def test_no_door_is_open_that_the_table_does_not_name(name: str, project: Project, cast: Cast) -> None:
    named = {row.method for row in rows() if row.name == name}
    for method in METHODS:
        if method not in named:
            assert set(observe(name, method, project, cast).answers) <= {"405", "login", "hidden"}, method


@pytest.mark.once
@pytest.mark.parametrize(
    "row", [row for row in rows() if "hidden" in row.answers and ":" in row.name], ids=str
)
@pytest.mark.django_db
@pytest.mark.timeout(20)
def test_a_stranger_cannot_tell_whether_it_exists(row: Row, project: Project, cast: Cast) -> None:
    arguments = arguments_for(row.name, ADDRESSES[row.name].arguments, project, cast)
    if "slug" not in arguments:
        return
    for outsider in ("stranger", "admin"):
        real = ask(row.name, row.method, cast[outsider], arguments)
        none = ask(row.name, row.method, cast[outsider], {**arguments, "slug": "no-such-project"})
        assert (real.status_code, _body(real)) == (none.status_code, _body(none)), outsider


def _body(response: HttpResponse) -> bytes:
    """Each answer has its own nonce and token; apart from them the pages are the same."""
    text = response.content
    for name in (b'nonce="', b'X-CSRFToken": "', b'csrfmiddlewaretoken" value="'):
        parts = text.split(name)
        text = name.join([parts[0], *(part.partition(b'"')[2] for part in parts[1:])])
    return text


def test_an_address_without_a_row_is_caught() -> None:
    planted = [*ADDRESSES.values(), Address("plan:planted")]
    assert "plan:planted" in without_row(planted, rows())


@pytest.mark.django_db
def test_a_wrong_row_is_caught(project: Project, cast: Cast) -> None:
    """Whoever writes “yes” for the stranger by mistake is told."""
    row = next(row for row in rows() if "hidden" in row.answers)
    planted = Row(row.name, row.method, tuple("yes" if word == "hidden" else word for word in row.answers))
    assert str(observe(row.name, row.method, project, cast)) != str(planted)


HEADS = ("dashboard:overview", "plan:task_list", "plan:plan_import", "checklist:entry", "evidence:new")


@pytest.mark.once
@pytest.mark.parametrize("name", HEADS)
@pytest.mark.django_db
@pytest.mark.timeout(20)
def test_a_program_that_asks_for_the_head_alone_gets_it(name: str, project: Project, cast: Cast) -> None:
    arguments = arguments_for(name, ADDRESSES[name].arguments, project, cast)
    head = ask(name, "HEAD", cast["manager"], arguments)
    assert (head.status_code, head.content) == (200, b"")

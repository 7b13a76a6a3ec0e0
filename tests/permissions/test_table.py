"""Who gets what at each address: the table is the promise, the site is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.addresses import (
    CAST,
    Address,
    Row,
    addresses,
    in_a_word,
    routes,
    rows,
    shadowed,
    without_row,
)
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
        _enter(client, user)
    response = client.generic(method, reverse(name, kwargs=arguments))
    if response.streaming:
        # Read to its end, the client closes it without closing the database connection of the test.
        b"".join(response.streaming_content)  # type: ignore[attr-defined,arg-type]
    return response  # type: ignore[return-value]


def _enter(client: Client, user: User) -> None:
    """As `force_login` does it, without the signals of a login, which cost as much as a page."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save(must_create=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""


@contextmanager
def taken_back() -> Iterator[None]:
    """What is made or changed meanwhile is undone, so that the next one finds the same house."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def observe(name: str, method: str, project: Project, cast: Cast) -> Row:
    answers = []
    with taken_back():
        arguments = arguments_for(name, ADDRESSES[name].arguments, project, cast)
        for user in cast.values():
            with taken_back():
                answers.append(in_a_word(ask(name, method, user, arguments)))
    return Row(name, method, tuple(answers))


def room_of(name: str) -> str:
    return name.partition(":")[0] if ":" in name else "the house"


ROOMS = sorted({room_of(row.name) for row in rows()})


def test_every_address_stands_in_the_table() -> None:
    missing = without_row(list(ADDRESSES.values()), rows())
    assert missing == [], "no row in tests/permissions/table.txt; say there who gets what"


def test_every_row_has_an_address() -> None:
    assert [row.name for row in rows() if row.name not in ADDRESSES] == []


@pytest.mark.once
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.django_db
@pytest.mark.timeout(90)
def test_the_site_answers_as_the_table_says(room: str, project: Project, cast: Cast) -> None:
    promised = [row for row in rows() if room_of(row.name) == room]
    given = [observe(row.name, row.method, project, cast) for row in promised]
    assert [str(row) for row in given] == [str(row) for row in promised]


@pytest.mark.engines
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.django_db
@pytest.mark.timeout(60)
def test_every_door_opens_on_the_other_engine_too(room: str, project: Project, cast: Cast) -> None:
    """Who may come in is asked once; whether what is behind the door works is asked of each database."""
    closed = []
    for row in rows():
        who = next((name for name, word in zip(CAST, row.answers, strict=True) if word == "yes"), None)
        if who and room_of(row.name) == room:
            with taken_back():
                arguments = arguments_for(row.name, ADDRESSES[row.name].arguments, project, cast)
                if in_a_word(ask(row.name, row.method, cast[who], arguments)) != "yes":
                    closed.append(str(row))
    assert closed == []


@pytest.mark.once
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.django_db
@pytest.mark.timeout(90)
def test_no_door_is_open_that_the_table_does_not_name(room: str, project: Project, cast: Cast) -> None:
    named = {(row.name, row.method) for row in rows()}
    names = sorted({row.name for row in rows() if ":" in row.name and room_of(row.name) == room})
    unnamed = [(name, method) for name in names for method in METHODS if (name, method) not in named]
    answers = [observe(name, method, project, cast) for name, method in unnamed]
    assert [str(row) for row in answers if set(row.answers) - {"405", "login", "hidden"}] == []


@pytest.mark.once
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.django_db
@pytest.mark.timeout(90)
def test_a_stranger_cannot_tell_whether_it_exists(room: str, project: Project, cast: Cast) -> None:
    told = []
    for row in rows():
        if "hidden" in row.answers and ":" in row.name and room_of(row.name) == room:
            with taken_back():
                told += _told(row, project, cast)
    assert told == []


def _told(row: Row, project: Project, cast: Cast) -> list[str]:
    """Those outside who get another answer than for an implementation that is not there."""
    arguments = arguments_for(row.name, ADDRESSES[row.name].arguments, project, cast)
    if "slug" not in arguments:
        return []
    found = []
    for outsider in ("stranger", "admin"):
        real = ask(row.name, row.method, cast[outsider], arguments)
        none = ask(row.name, row.method, cast[outsider], {**arguments, "slug": "no-such-project"})
        if (real.status_code, _body(real)) != (none.status_code, _body(none)):
            found.append(f"{outsider}: {row.method} {row.name}")
    return found


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


def test_no_address_stands_in_the_light_of_another() -> None:
    assert shadowed(routes()) == []
    taken = ("projects/<slug>/plan/tasks/<uuid>/steps/", "plan:task_steps")
    assert shadowed([*routes(), taken]) == [f"{taken[0]}: plan:task_steps, progress:earning_step"]

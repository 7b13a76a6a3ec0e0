"""What holds for every test: own data, own servers, no network, guards, limits by tier."""

from __future__ import annotations

import atexit
import contextlib
import ipaddress
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemBytecodeCache, TemplateError

from tests.plugins.forked import Forked
from tests.plugins.servers import Missing, Servers

# What may be used where the machine is quiet is five; where others use it, the same work costs up to half more.
MOST = 8.0
SECONDS = {"browser": 120, "documents": 60, "kill": 300, "deep": 24 * 3600}
# The limits by the clock on the wall end what hangs. Where others use the machine too, all else takes longer as well.
PATIENCE = 4
LIMITED = pytest.StashKey[bool]()
# These read the whole source, some of them twice.
SECONDS_FOR_THE_SOURCE = 60


def _own_data_folder() -> None:
    """Each worker process gets its own folder, before Django reads the settings."""
    folder = tempfile.mkdtemp(prefix="iso20k-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ISO20K_DATA"] = folder
    os.environ["SECRET_KEY"] = "a key that is used for tests only, and nowhere else " * 2
    for name in ("BASE_URL", "DEBUG", "EMAIL_HOST", "PORT", "HOST"):
        os.environ.pop(name, None)


def _own_servers() -> None:
    """Once, in the process that starts the workers: they inherit the addresses."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    if os.environ.get("ISO20K_TEST_DATABASE", "sqlite") != "postgresql":
        return
    servers = Servers()
    try:
        os.environ.update(servers.open())
    except Missing as missing:
        raise pytest.UsageError(f"The tests on PostgreSQL cannot run: {missing}") from missing
    atexit.register(servers.close)


_own_data_folder()
_own_servers()


# No network -------------------------------------------------------------------

_connect = socket.socket.connect
_getaddrinfo = socket.getaddrinfo


class NetworkRefused(AssertionError):
    """A test tried to reach another machine."""


def _is_here(host: Any) -> bool:
    if host in {None, "", "localhost", "testserver"}:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _connect_here(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and not _is_here(address[0]):
        raise NetworkRefused(f"tests stay on this machine; this one went to {address}")
    _connect(self, address)


def _look_up_here(host: Any, *args: Any, **kwargs: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if not _is_here(name):
        raise NetworkRefused(f"tests stay on this machine; this one looked up {name}")
    return _getaddrinfo(host, *args, **kwargs)


def pytest_configure() -> None:
    socket.socket.connect = _connect_here  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = _look_up_here


# Limits -------------------------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Marked tiers have limits of their own; `deep` runs only when asked for, `once` only on SQLite,
    `engines` only where PostgreSQL is there too. What asks for no database at all runs once as well.
    """
    asked = "deep" in str(config.getoption("markexpr"))
    second = "DATABASE_URL" in os.environ
    elsewhere = ["once" if second else "engines", *([] if asked else ["deep"])]
    left = [
        item
        for item in items
        if any(item.get_closest_marker(name) for name in elsewhere) or (second and not _asks_a_database(item))
    ]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]
    for item in items:
        limit = _limit_of(item)
        item.stash[LIMITED] = limit is None
        seconds = float(config.getini("timeout")) if limit is None else limit
        item.add_marker(pytest.mark.timeout(PATIENCE * seconds), append=False)


def _limit_of(item: pytest.Item) -> float | None:
    """What a test says of itself, else its tier; none for all others, whose work is measured."""
    if own := item.get_closest_marker("timeout"):
        return float(own.args[0])
    tiers = [SECONDS[name] for name in SECONDS if item.get_closest_marker(name)]
    if item.path.parent.name == "architecture":
        tiers.append(SECONDS_FOR_THE_SOURCE)
    return max(tiers, default=None)


DATABASES = {"db", "transactional_db", "live_server", "postgresql", "tracker"}
DATABASE_MARKS = ("django_db", "engines", "kill", "deep")


def _asks_a_database(item: pytest.Item) -> bool:
    """By its fixtures, by its marks, or through processes that it starts."""
    marked = any(item.get_closest_marker(name) for name in DATABASE_MARKS)
    return marked or bool(DATABASES & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A few seconds a test, measured by what it used: on a busy machine the clock on the wall says nothing."""
    began = time.process_time()
    yield
    used = time.process_time() - began
    if used > MOST and item.stash[LIMITED]:
        pytest.fail(f"it used {used:.1f} s of the processor; a test without a mark may use {MOST:.0f}")


@pytest.fixture(scope="session")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def _warm(pytestconfig: pytest.Config) -> None:
    """What the first test of a worker would pay for beside its own work: imports and compiled templates.

    Compiled once by whoever is first, and kept beside what pytest keeps, by their content.
    """
    from django.template import engines
    from django.urls import get_resolver

    if get_resolver().url_patterns:
        environment = engines["jinja2"].env
        if pytestconfig.pluginmanager.has_plugin("cacheprovider"):
            folder = pytestconfig.cache.mkdir("templates")  # type: ignore[union-attr]
            environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
        for name in environment.list_templates(filter_func=lambda name: name.endswith((".html", ".txt"))):
            with contextlib.suppress(TemplateError):  # the tests of its page say so better
                environment.get_template(name)


# Guards -------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _guards_lifted_for_flush() -> Iterator[None]:
    """Emptying a test database is the one thing that may delete what is written once."""
    from django.core.management.commands import flush

    from tracker.history import guard

    plain = flush.Command.handle

    def handle(self: flush.Command, **options: Any) -> Any:
        with guard.lifted(options["database"]):
            return plain(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


# Pages ---------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def pages_set_in_forks() -> Iterator[Callable[..., Any]]:
    """A process of its own for each document, as in life, but one that has WeasyPrint in its memory already.

    Gives what starts it in life: a fork of a process in which other threads work may hang.
    """
    from tracker.core import pdf

    in_life = pdf._start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "_start", Forked)
        yield in_life

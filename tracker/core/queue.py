"""Handing work to the worker, only once the change that asks for it is really there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import structlog
from celery import current_app
from celery.exceptions import NotRegistered
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)
# Seconds. A dead broker refuses at once and is asked each time; one that hangs is left alone for a while.
HANGS_AFTER = 1.0
SPARED_FOR = 30.0
_held: ContextVar[bool] = ContextVar("held", default=False)


def enqueue_after_commit(name: str, *args: object) -> None:
    """Ask a worker to run the task called `name` after this transaction commits.

    Arguments are plain values (identifiers as text). An unknown name fails at once. A broker that does
    not answer is logged and not raised: the row that wants the work says so, and the next tick finds it.
    """
    if name not in current_app.tasks:
        raise NotRegistered(name)
    plain: list[object] = [arg if isinstance(arg, int | str | bool | None) else str(arg) for arg in args]
    wish = _Wish(name, plain)
    if not _is_wished(wish):
        transaction.on_commit(wish)


@contextmanager
def left_to_the_next_tick() -> Iterator[None]:
    """Hand nothing over meanwhile: for what fills a database before any worker or broker runs."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


@dataclass(frozen=True)
class _Wish:
    """A task to hand over; the same one is handed over once for each transaction."""

    name: str
    args: list[object]

    def __call__(self) -> None:
        _hand_over(self.name, self.args)


def _is_wished(wish: _Wish) -> bool:
    """True where the transaction hands this over already, whichever of its savepoints survives."""
    connection = transaction.get_connection()
    here = set(connection.savepoint_ids)
    return any(func == wish and set(sids) <= here for sids, func, _robust in connection.run_on_commit)


def _hand_over(name: str, args: list[object]) -> None:
    if _held.get() or _broker.is_spared:
        return
    began = time.monotonic()
    try:
        current_app.tasks[name].apply_async(args=args, retry=False)
    except OperationalError as problem:
        _broker.failed(name, problem, after=time.monotonic() - began)
    else:
        _broker.answers = True


class _Broker:
    """What this process knows of the broker: one that hangs must not make page after page hang with it."""

    answers = True
    spared_until = 0.0

    @property
    def is_spared(self) -> bool:
        return time.monotonic() < self.spared_until

    def failed(self, name: str, problem: OperationalError, *, after: float) -> None:
        """One line until the broker answers again; the outbox and its page say the rest."""
        if self.answers:
            log.warning("broker_unreachable", task=name, problem=str(problem))
        self.answers = False
        if after > HANGS_AFTER:
            self.spared_until = time.monotonic() + SPARED_FOR


_broker = _Broker()

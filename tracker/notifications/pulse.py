"""Asking whether something answers, without ever waiting long for it.

Each question runs in a thread of its own and has half a second; whatever comes later is remembered and told
the next time somebody asks. An answer counts for a few seconds, so that reloading a page asks nobody twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

PATIENCE = 0.5
FRESH = 5.0
KNOWN = 300.0

Question = Callable[[], str]


@dataclass(frozen=True, slots=True)
class _Answer:
    problem: str
    at: float

    def younger_than(self, seconds: float) -> bool:
        return time.monotonic() - self.at < seconds


_answers: dict[str, _Answer] = {}
_asking: set[str] = set()
_guard = threading.Lock()


def ask(questions: Mapping[str, Question]) -> dict[str, str]:
    """The problem of each, empty where it answers. All are asked at once; none takes longer than the patience."""
    until = time.monotonic() + PATIENCE
    threads = [
        thread for name, question in questions.items() if (thread := _set_out(name, question)) is not None
    ]
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return {name: _known(name) for name in questions}


def _set_out(name: str, question: Question) -> threading.Thread | None:
    with _guard:
        answer = _answers.get(name)
        if name in _asking or (answer is not None and answer.younger_than(FRESH)):
            return None
        _asking.add(name)
    thread = threading.Thread(target=_put, args=(name, question), name=f"ask {name}", daemon=True)
    thread.start()
    return thread


def _put(name: str, question: Question) -> None:
    try:
        problem = question()
        with _guard:
            _answers[name] = _Answer(problem, time.monotonic())
    finally:
        with _guard:
            _asking.discard(name)


def _known(name: str) -> str:
    with _guard:
        answer, waiting = _answers.get(name), name in _asking
    if answer is not None and answer.younger_than(KNOWN if waiting else FRESH + PATIENCE):
        return answer.problem
    return _("no answer within half a second")

"""A worker that is told to end in the middle of its work, as Celery tells it: by SystemExit out of any line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def ended_at(word: str) -> Callable[..., Any]:
    """For `connection.execute_wrapper`: ends the worker at the first statement that holds or carries this word."""
    waiting = [word]

    def around(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if waiting and (word in sql or word in (params or ())):
            waiting.clear()
            raise SystemExit(15)
        return execute(sql, params, *rest)

    return around

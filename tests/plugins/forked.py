"""A child that sets pages, forked from a server that has imported what it needs already.

The fork is never of the test's own process: other threads work there (a browser's, a worker's,
a live server's), and a fork of such a process may wait for ever for a lock that one of them held.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import tempfile
from collections.abc import Sequence
from multiprocessing.context import BaseContext
from pathlib import Path
from types import TracebackType
from typing import Self

SERVER = multiprocessing.get_context("forkserver")
HERE = multiprocessing.get_context("fork")
SERVER.set_forkserver_preload(["weasyprint", "pikepdf", "tests.plugins.forked", "tracker.core.pdf"])


class Forked:
    """As much of `subprocess.Popen` as the door to WeasyPrint uses."""

    context: BaseContext = SERVER

    def __init__(self, arguments: Sequence[str]) -> None:
        handle, name = tempfile.mkstemp(prefix="said-")
        os.close(handle)
        self.said = Path(name)
        self.process = self.context.Process(  # type: ignore[attr-defined]
            target=_set_pages, args=(list(arguments), name), daemon=True
        )
        self.process.start()

    def communicate(self, timeout: float) -> tuple[str, str]:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("set pages", timeout)
        return "", self.said.read_text(encoding="utf-8")

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self.process.join()
        self.said.unlink()


class ForkedHere(Forked):
    """A fork of the very process, for one that has no other threads and is forked itself."""

    context = HERE


def _set_pages(arguments: list[str], said: str) -> None:
    """In the child: what `python -m tracker.core.pdf` would do, and what it would say."""
    from tracker.core import pdf

    with Path(said).open("w", encoding="utf-8") as words, contextlib.redirect_stderr(words):
        code = pdf.main(arguments)
    os._exit(code)

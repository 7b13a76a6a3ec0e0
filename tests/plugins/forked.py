"""A child that sets pages, forked from the test: what it imports is there already."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class Forked:
    """As much of `subprocess.Popen` as the door to WeasyPrint uses."""

    def __init__(self, arguments: Sequence[str]) -> None:
        handle, name = tempfile.mkstemp(prefix="said-")
        os.close(handle)
        self.said = Path(name)
        import weasyprint  # noqa: F401  before the fork, so that it is paid for once

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self.process = multiprocessing.get_context("fork").Process(
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


def _set_pages(arguments: list[str], said: str) -> None:
    """In the child: what `python -m tracker.core.pdf` would do, and what it would say."""
    from tracker.core import pdf

    with Path(said).open("w", encoding="utf-8") as words, contextlib.redirect_stderr(words):
        code = pdf.main(arguments)
    os._exit(code)

"""One process under supervision: started, watched, started again with growing patience, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tracker.core.orphans import die_with_parent

LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
LARGEST_LOG = 10 * 1024 * 1024


@dataclass
class Child:
    name: str
    command: list[str]
    log: Path
    env: Mapping[str, str]
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    pause: float = 1.0
    not_before: float = 0.0
    started: float = field(default=0.0)

    def start(self) -> None:
        self._turn_log()
        parent = os.getpid()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.env),
                pass_fds=self.keep_open,
                # Ctrl+C in the terminal is for the supervisor, which then stops its children in order.
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(parent),
            )
        self.started = time.monotonic()

    def watch(self) -> str | None:
        """Look once: a sentence when the child has ended, and a new start when its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        if now - self.started > STEADY_AFTER:
            self.pause = 1.0
        self.process, self.not_before = None, now + self.pause
        sentence = f"{self.name} ended ({_ending(code)}); again in {self.pause:.0f} s. See {self.log}"
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return sentence

    def stop(self, patience: float) -> None:
        """End it kindly, then for certain, with all that it started."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None

    def _turn_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".1.log"))


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"

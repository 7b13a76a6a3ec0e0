"""One run per data folder: a lock the whole family holds, so it lasts until the last child has gone."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path

PATIENCE = 20.0


class AlreadyRunning(Exception):
    """Another supervisor has this data folder."""


class FolderLock:
    def __init__(self, data: Path) -> None:
        self.path = data / "run.lock"
        self.fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, patience: float = PATIENCE) -> None:
        """Take the lock; wait only while what holds it are the last children of a supervisor that is gone."""
        until = time.monotonic() + patience
        while not self._try():
            holder, address = self._holder()
            if holder and _alive(holder):
                raise AlreadyRunning(
                    f"The tracker runs on this data folder already (process {holder}, {address}). "
                    f"Stop that one first, or choose another folder with ISO20K_DATA."
                )
            if time.monotonic() > until:
                raise AlreadyRunning(
                    f"Processes of an earlier run still hold {self.path}. Wait a moment, or end them."
                )
            time.sleep(0.2)

    def sign(self, address: str) -> None:
        """Write who holds the lock and where it answers."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, json.dumps({"pid": os.getpid(), "address": address}).encode(), 0)

    def _try(self) -> bool:
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> tuple[int, str]:
        try:
            note = json.loads(self.path.read_text(encoding="utf-8"))
            return int(note["pid"]), str(note["address"])
        except (ValueError, KeyError, TypeError):
            # The other one has just taken the lock and not signed yet.
            time.sleep(0.5)
            return 0, ""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""

"""Start the process that reads a file, and end it where it does not end by itself."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

MOST = 400_000  # characters
SECONDS = 30.0
OFFICE = "application/vnd.openxmlformats-officedocument."
READERS = {
    "application/pdf": "pdf",
    f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx",
    "text/plain": "txt",
    "text/csv": "txt",
    "text/markdown": "txt",
    "application/json": "txt",
}
NOT_KEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]+")


class NoText(Exception):
    """No words came out; the text says why. `stopped` where the reader was ended in its limits."""

    def __init__(self, why: str, *, stopped: bool = False) -> None:
        super().__init__(why)
        self.stopped = stopped


def can_be_read(media_type: str) -> bool:
    return media_type in READERS


def text_of(path: Path, media_type: str, *, seconds: float = SECONDS, memory: int | None = None) -> str:
    """The words of a file, at most `MOST` characters of them. Raises `NoText`."""
    kind = READERS.get(media_type)
    if kind is None:
        raise NoText(f"{media_type} is not read")
    limits = [] if memory is None else [str(memory)]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "tracker.core.texts.readers", kind, str(path.resolve()), *limits],
            cwd=Path(__file__).resolve().parents[3],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.DEVNULL,
        )
        try:
            code = child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NoText(f"reading took longer than {seconds:.0f} seconds", stopped=True) from None
        finally:
            child.kill()
            child.wait()
        if code < 0:
            raise NoText(f"reading was ended by signal {-code}", stopped=True)
        if code:
            raise NoText("the file cannot be read", stopped=code == 2)
        said.seek(0)
        return NOT_KEPT.sub(" ", said.read(4 * MOST).decode("utf-8", "replace"))[:MOST].strip()

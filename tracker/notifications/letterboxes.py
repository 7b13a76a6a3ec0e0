"""Where mail that came back lies: a pipe, a folder, a file or a mailbox on a server.

Each gives one mail after the other, cut at what is ever read of one. The mailbox on a server marks a mail as seen
only when the next is asked for, so what was not taken in is there the next time.
"""

from __future__ import annotations

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from tracker.notifications.post_office import Unreachable, in_short
from tracker.notifications.returned import MOST_BYTES

CHUNK = 65_536
MOST_AT_ONCE = 200
SECONDS = 20
NUMBER = re.compile(rb"\d{1,10}")


def pipe(stream: BinaryIO) -> Iterator[bytes]:
    """The one mail that a mail server writes to us; read to its end, so that the server sees no broken pipe."""
    raw = stream.read(MOST_BYTES)
    while stream.read(CHUNK):
        pass
    if raw:
        yield raw


def folder_or_file(path: Path) -> Iterator[bytes]:
    """A Maildir, or a file with many mails. Nothing in it is changed. Raises `Unreachable`."""
    try:
        with closing(_box(path)) as box:
            for key in box.keys():  # noqa: SIM118  (going through a mailbox reads each mail whole)
                with box.get_file(key) as file:
                    yield file.read(MOST_BYTES)
    except (OSError, mailbox.Error) as problem:
        raise Unreachable(f"{path} cannot be read: {in_short(problem)}") from problem


def _box(path: Path) -> mailbox.Maildir | mailbox.mbox:
    return mailbox.Maildir(str(path), create=False) if path.is_dir() else mailbox.mbox(path, create=False)


def server() -> Iterator[bytes]:
    """What nobody has seen yet in the mailbox that the settings name. Raises `Unreachable`."""
    line = _opened(readonly=False)
    try:
        found = _answer(line.uid("SEARCH", "UNSEEN"))
        for uid in NUMBER.findall(b" ".join(one for one in found if isinstance(one, bytes)))[:MOST_AT_ONCE]:
            name = uid.decode("ascii")
            parts = _answer(line.uid("FETCH", name, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
            yield next((part[1] for part in parts if isinstance(part, tuple)), b"")
            _answer(line.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)"))
    except (OSError, imaplib.IMAP4.error) as problem:
        raise Unreachable(in_short(problem)) from problem
    finally:
        _hang_up(line)


def server_problem() -> str:
    """Why the mailbox cannot be read; empty where it can."""
    try:
        line = _opened(readonly=True)
    except Unreachable as problem:
        return str(problem)
    _hang_up(line)
    return ""


def _opened(*, readonly: bool) -> imaplib.IMAP4_SSL:
    place = settings.BOUNCES_IMAP
    try:
        line = imaplib.IMAP4_SSL(
            place["host"], place["port"], ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    except (OSError, imaplib.IMAP4.error) as problem:
        raise Unreachable(in_short(problem)) from problem
    try:
        line.login(place["user"], place["password"])
        quoted = place["folder"].replace("\\", "\\\\").replace('"', '\\"')
        _answer(line.select(f'"{quoted}"', readonly=readonly))
    except (OSError, imaplib.IMAP4.error) as problem:
        _hang_up(line)
        raise Unreachable(in_short(problem)) from problem
    return line


def _answer(said: tuple[str, list[Any]]) -> list[Any]:
    """What the server answered; a refusal is an error like one of the line."""
    word, parts = said
    if word != "OK":
        raise imaplib.IMAP4.error(str(parts)[:200])
    return parts


def _hang_up(line: imaplib.IMAP4_SSL) -> None:
    # The line may be dead already.
    with suppress(OSError, imaplib.IMAP4.error):
        line.logout()

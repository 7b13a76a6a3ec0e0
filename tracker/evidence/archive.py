"""Looking into an archive without unpacking it: what it holds by its own list, and the beginning of one file.

Nothing is written anywhere, names are only shown, and every step has a limit, whatever the archive says of itself.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.core.shown import readable
from tracker.core.sniff import sniff

ZIP = "application/zip"
MOST_SHOWN = 500
# The list of an archive is read whole; this is room for several thousand names.
LARGEST_LIST = 512 * 1024
END = b"PK\x05\x06"
END_SIZE, LONGEST_COMMENT = 22, 65_535
HEAD = 4096
UNREADABLE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive, as the archive lists it; the name is for the eye only."""

    place: int
    name: str
    size: int
    why_not: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The first files of an archive, how many there are in all, and how large they say they are together."""

    entries: list[Entry]
    count: int
    size: int

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


def listing_of(content: BinaryIO) -> Listing:
    """Raises `RuleBroken` where the archive is damaged, or its list is longer than anybody would read."""
    found = [info for info in _opened(content).infolist() if not info.is_dir()]
    entries = [
        Entry(place, _told(info.filename), info.file_size, _why_not(info))
        for place, info in enumerate(found[:MOST_SHOWN], start=1)
    ]
    return Listing(entries, len(found), sum(info.file_size for info in found))


def begin_of(content: BinaryIO, place: int, most: int) -> tuple[Entry, str, bytes] | None:
    """One file with its media type and at most so many of its first bytes; None where the list has no such place.

    Raises `RuleBroken` where it cannot be read.
    """
    archive = _opened(content)
    found = [info for info in archive.infolist() if not info.is_dir()][:MOST_SHOWN]
    if not 1 <= place <= len(found):
        return None
    info = found[place - 1]
    entry = Entry(place, _told(info.filename), info.file_size, _why_not(info))
    if entry.why_not:
        raise RuleBroken(_("“%(name)s” is not shown: %(why)s.") % {"name": entry.name, "why": entry.why_not})
    try:
        with archive.open(info) as inside:
            # However much the archive would unfold to, no more than this is unpacked.
            head = inside.read(most)
    except (*UNREADABLE, zlib.error, EOFError, RuntimeError) as broken:
        raise RuleBroken(
            _("“%(name)s” cannot be read out of the archive.") % {"name": entry.name}
        ) from broken
    return entry, sniff(head[:HEAD], info.filename), head


def _told(name: str) -> str:
    return readable(name.encode(errors="replace"))[:300] or "–"


def _why_not(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x1:
        return _("it is locked with a password")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return _("it is packed in a way that is not read here")
    return ""


def _opened(content: BinaryIO) -> zipfile.ZipFile:
    broken = _("The archive is damaged. Download it to see what can be saved.")
    size = content.seek(0, 2)
    content.seek(max(0, size - END_SIZE - LONGEST_COMMENT))
    tail = content.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise RuleBroken(broken)
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    if count == 0xFFFF or length > LARGEST_LIST:
        raise RuleBroken(_("The archive lists more files than are shown here. Download it instead."))
    content.seek(0)
    try:
        return zipfile.ZipFile(content)
    except UNREADABLE as damaged:
        raise RuleBroken(broken) from damaged

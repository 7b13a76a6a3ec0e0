"""May these bytes be shown in a browser? Only what is whole, of sane size, and nothing else besides.

The first bytes say what a file claims to be; this reads on. A file that hides a second one behind a
picture, promises a picture of a billion dots or carries programs is handed out as a download only.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_DOTS = 60_000_000
MOST_CHUNKS = 20_000
ENDS_WITHIN = 2048
ACTIVE = re.compile(
    rb"/(?:JS|JavaScript|Launch|RichMedia|XFA|EmbeddedFiles?|SubmitForm|ImportData|GoToE|GoToR)(?=[\s/(<\[\]>]|$)"
)
MARKUP = re.compile(rb"<(?:script|html|iframe|svg|body|object|embed|!doctype)[\s>/]", re.IGNORECASE)
START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
CHUNK = 1 << 20
OVERLAP = 32

Reason = Promise | str
NOT_WHOLE = _("it is damaged or breaks off")
TOO_LARGE = _("it would unfold to far too many dots")
SOMETHING_BEHIND = _("something else is hidden in it")
PROGRAMS = _("it carries programs or other files")
NO_SUCH_TYPE = _("files of this type are not shown")


def why_not_shown(source: BinaryIO, media_type: str) -> Reason:
    """Why the bytes are not shown; empty where nothing is in the way. Leaves the file at its start."""
    look = {"image/png": _png, "image/jpeg": _jpeg, "application/pdf": _pdf}.get(media_type)
    if look is None:
        return NO_SUCH_TYPE
    try:
        return look(source)
    except (struct.error, IndexError):
        return NOT_WHOLE
    finally:
        source.seek(0)


def _png(source: BinaryIO) -> Reason:
    source.seek(8)
    for number in range(MOST_CHUNKS):
        length, kind = struct.unpack(">I4s", source.read(8))
        if (number == 0) != (kind == b"IHDR"):
            return NOT_WHOLE
        why = _png_chunk(source, kind, length)
        if why or len(source.read(4)) != 4:
            return why or NOT_WHOLE
        if kind == b"IEND":
            return SOMETHING_BEHIND if source.read(1) else ""
    return NOT_WHOLE


def _png_chunk(source: BinaryIO, kind: bytes, length: int) -> Reason:
    end = source.tell() + length
    if kind == b"IHDR":
        width, height = struct.unpack(">II", source.read(8))
        if not 0 < width * height <= MOST_DOTS:
            return TOO_LARGE
    elif kind in {b"tEXt", b"zTXt", b"iTXt", b"eXIf"} and MARKUP.search(source.read(min(length, CHUNK))):
        return SOMETHING_BEHIND
    source.seek(end)
    return ""


def _jpeg(source: BinaryIO) -> Reason:
    source.seek(2)
    for _number in range(MOST_CHUNKS):
        mark, kind = struct.unpack(">BB", source.read(2))
        if mark != 0xFF:
            return NOT_WHOLE
        if kind == 0xDA:
            return _scan(source)
        length = struct.unpack(">H", source.read(2))[0] - 2
        body = source.read(length)
        if length < 0 or len(body) != length:
            return NOT_WHOLE
        if kind in START_OF_FRAME:
            height, width = struct.unpack(">HH", body[1:5])
            if not 0 < width * height <= MOST_DOTS:
                return TOO_LARGE
        if MARKUP.search(body) and kind != 0xE1:  # XMP, a description in XML, lives in APP1
            return SOMETHING_BEHIND
    return NOT_WHOLE


def _scan(source: BinaryIO) -> Reason:
    """The picture itself: no markup within, and the mark of its end at the end of the file."""
    tail = b""
    while chunk := source.read(CHUNK):
        window = tail + chunk
        if MARKUP.search(window):
            return SOMETHING_BEHIND
        tail = window[-OVERLAP:]
    if tail.rstrip(b"\x00\r\n").endswith(b"\xff\xd9"):
        return ""
    return SOMETHING_BEHIND if b"\xff\xd9" in tail else NOT_WHOLE


def _pdf(source: BinaryIO) -> Reason:
    size = source.seek(0, 2)
    source.seek(max(size - ENDS_WITHIN, 0))
    end = source.read()
    if b"%%EOF" not in end:
        return NOT_WHOLE
    if len(end) - end.rindex(b"%%EOF") > 64:
        return SOMETHING_BEHIND
    source.seek(0)
    tail = b""
    first = True
    while chunk := source.read(CHUNK):
        window = tail + chunk
        if ACTIVE.search(window):
            return PROGRAMS
        if first and MARKUP.search(window[:1024]):
            return SOMETHING_BEHIND
        tail, first = window[-OVERLAP:], False
    return ""


INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def readable(content: bytes) -> str:
    """Text for a page: signs that nobody sees, or that turn the direction of writing, are spelled out."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = INVISIBLE.sub(lambda found: f"⟦U+{ord(found.group()):04X}⟧", text.removeprefix("\ufeff"))
    return CONTROLS.sub("\ufffd", text)

"""What a file really is, read from its first bytes, and names that are safe to use."""

import re
import unicodedata
from pathlib import PurePosixPath

MARKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-dosexec"),
    (b"\x7fELF", "application/x-elf"),
)
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
PLAIN = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".json": "application/json",
    ".log": "text/plain",
    ".eml": "message/rfc822",
    ".ics": "text/calendar",
}
EXPECTED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".zip": "application/zip",
    **OFFICE,
}
UNKNOWN = "application/octet-stream"


def sniff(head: bytes, name: str = "") -> str:
    """The media type that the bytes themselves show; the name only tells apart what bytes cannot."""
    ending = PurePosixPath(name.lower()).suffix
    for mark, media_type in MARKS:
        if head.startswith(mark):
            if media_type == "application/zip":
                return OFFICE.get(ending, media_type)
            return media_type
    lead = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if lead.startswith((b"<svg", b"<?xml")) and b"<svg" in head[:4096].lower():
        return "image/svg+xml"
    if lead.startswith((b"<!doctype html", b"<html", b"<script", b"<body", b"<head", b"<iframe")):
        return "text/html"
    if lead.startswith(b"<?xml"):
        return "application/xml"
    if _is_text(head):
        return PLAIN.get(ending, "text/plain")
    return UNKNOWN


def lies(head: bytes, name: str) -> bool:
    """Does the ending promise something that the bytes are not?"""
    promised = EXPECTED.get(PurePosixPath(name.lower()).suffix)
    return promised is not None and sniff(head, name) != promised


def safe_name(name: str) -> str:
    """A file name without folders, control characters or surprises; never empty, at most 150 characters."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    base = re.sub(
        r'[\x00-\x1f\x7f<>:"|?*\x80-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]', "", base
    ).strip(" .")
    if not base:
        return "file"
    if len(base) > 150:
        path = PurePosixPath(base)
        base = path.stem[: 150 - len(path.suffix[:12])] + path.suffix[:12]
    return base


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as problem:
        # The first bytes may end within a character.
        return problem.start >= len(head) - 4 and len(head) > 4
    return True

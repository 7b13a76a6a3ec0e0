"""What came back by mail: read without trust, one level deep, in time that grows with its length.

Anybody can write to the address mail comes back to. So this takes the few lines that a delivery report (RFC 3464) is
made of, reads no nested mail and no address in a sentence, and never raises: what it cannot read is no report.
"""

from __future__ import annotations

import binascii
import hashlib
import quopri
import re
from dataclasses import dataclass

from tracker.notifications.choices import Fate

MOST_BYTES = 1_000_000
MOST_PARTS = 20
MOST_RECIPIENTS = 100
MOST_NAMES = 50

FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*(.*)")
ADDRESS = re.compile(r"[^\s<>;,\"]{1,64}@[^\s<>;,\"]{1,255}")
MESSAGE_NAME = re.compile(r"<[^<>\s]{3,200}>")
BOUNDARY = re.compile(r";[ \t]*boundary=(?:\"([^\"\n]{1,200})\"|([^\s;\"]{1,200}))", re.I)
STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
CODE = re.compile(r"\b([45])\d\d\b|\b([45])\.\d{1,3}\.\d{1,3}\b")
# What `mail.envelope_of` puts into the address that mail comes back to.
KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RETURNED_TYPES = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a report says of one recipient."""

    addresses: frozenset[str]
    fate: Fate
    cause: str


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report: which mails it gives back, and what became of them. `digest` tells it from others.

    A mail is known by its identifier, or by the key in the address to which the report came.
    """

    names: tuple[str, ...]
    keys: tuple[str, ...]
    returned: tuple[Returned, ...]
    digest: str


def report_in(raw: bytes) -> Report | None:
    """The delivery report that a mail is; None for anything else, such as an answer while somebody is away."""
    text = raw[:MOST_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").replace("\x00", "")
    # A mail server that writes to a pipe, and an mbox, put their own line before the first field.
    head, body = _parted(text.split("\n", 1)[-1] if text.startswith("From ") else text)
    said = _standard(head, body) or _exim_of_old(head, body)
    if said is None:
        return None
    blocks, returned = said
    found = [one for block in blocks[:MOST_RECIPIENTS] if (one := _recipient(block)) is not None]
    if not found:
        return None
    names = _names(blocks, returned, head)
    own = "\n".join([head.get("message-id", ""), head.get("date", ""), *map(str, blocks)])
    reached = " ".join(head.get(name, "") for name in ("delivered-to", "x-original-to", "to"))
    keys = tuple(dict.fromkeys(KEY.findall(reached)))[:MOST_NAMES]
    return Report(names, keys, tuple(found), hashlib.sha256(own.encode("utf-8", "replace")).hexdigest())


def _standard(head: Fields, body: str) -> tuple[list[Fields], Fields] | None:
    """RFC 3464: a part for machines, and after it what is returned of ours."""
    kind = head.get("content-type", "")
    if not kind.lower().startswith("multipart/report"):
        return None
    parts = _parts(kind, body)
    status = [text for part, text in parts if part.startswith(STATUS_TYPES)]
    if not status:
        return None
    blocks = [_fields(block) for block in re.split(r"\n[ \t]*\n", status[0], maxsplit=MOST_RECIPIENTS + 1)]
    returned = [_parted(text)[0] for part, text in parts if part.startswith(RETURNED_TYPES)]
    return blocks, returned[0] if returned else {}


def _exim_of_old(head: Fields, body: str) -> tuple[list[Fields], Fields] | None:
    """One text that names who failed in a field of its own, with our mail at its end; only ever for good."""
    failed = ADDRESS.findall(head.get("x-failed-recipients", ""))[:MOST_RECIPIENTS]
    if not failed or not head.get("content-type", "text/plain").lower().startswith("text/plain"):
        return None
    told, mark, ours = body.partition("\n------ This is a copy of the message")
    if not mark:
        return None
    copy = _parted(ours.partition("\n")[2].lstrip("-\n "))[0]
    code = CODE.search(told)
    cause = next((line for line in told.splitlines() if code and code[0] in line), "")
    # Without a code of the server nobody knows whether the address is to blame.
    status = "5.0.0" if code and "5" in (code[1], code[2]) else "4.0.0"
    block = {"action": "failed", "status": status, "diagnostic-code": cause}
    return [{**block, "final-recipient": f"rfc822; {address}"} for address in failed], copy


def _recipient(block: Fields) -> Returned | None:
    addresses = frozenset(
        found[0].lower()
        for name in ("original-recipient", "final-recipient")
        if (found := ADDRESS.search(block.get(name, ""))) is not None
    )
    action = block.get("action", "").split("(")[0].strip().lower()
    if not addresses or action not in {"failed", "delayed"}:
        return None
    said = block.get("diagnostic-code", "") or block.get("status", "")
    status = STATUS.search(block.get("status", "")) or CODE.search(said)
    grade = next(filter(None, status.groups()), "") if status is not None else ""
    if action == "delayed":
        fate = Fate.LATE
    elif grade == "5":
        fate = Fate.REFUSED
    else:
        # Given up after days of trying: this mail is lost, and the address may well be right.
        fate = Fate.LOST
    return Returned(addresses, fate, " ".join(said.split())[:300])


def _names(blocks: list[Fields], returned: Fields, head: Fields) -> tuple[str, ...]:
    """The identifiers of mails that the report gives back, or answers."""
    told = [returned.get("message-id", ""), *(block.get("original-message-id", "") for block in blocks[:1])]
    told += [head.get("in-reply-to", ""), head.get("references", "")]
    names = MESSAGE_NAME.findall(" ".join(told))
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def _parts(kind: str, body: str) -> list[tuple[str, str]]:
    """The parts of a mail, each with its type in small letters; what stands inside a part stays unread."""
    boundary = BOUNDARY.search(kind)
    if boundary is None:
        return []
    mark = re.escape((boundary[1] or boundary[2]).rstrip())
    found = []
    for piece in re.split(rf"^--{mark}(?:--)?[ \t]*$\n?", body, maxsplit=MOST_PARTS, flags=re.M)[1:]:
        head, text = _parted(piece)
        found.append((head.get("content-type", "").lower(), _decoded(head, text)))
    return found


def _decoded(head: Fields, text: str) -> str:
    coding = head.get("content-transfer-encoding", "").strip().lower()
    raw = text.encode("utf-8", "replace")
    if coding == "quoted-printable":
        raw = quopri.decodestring(raw)
    elif coding == "base64":
        try:
            raw = binascii.a2b_base64(raw)
        except binascii.Error:
            return ""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")


def _parted(text: str) -> tuple[Fields, str]:
    """Fields, and what follows the first empty line."""
    if text.startswith("\n"):
        return {}, text[1:]
    head, _line, body = text.partition("\n\n")
    return _fields(head), body


def _fields(text: str) -> Fields:
    """The first of each name, its folded lines joined."""
    found: Fields = {}
    name = ""
    for line in text.split("\n"):
        if line[:1] in {" ", "\t"}:
            if name and len(found[name]) < 10_000:
                found[name] += " " + line.strip()
            continue
        field = FIELD.match(line)
        name = field[1].lower() if field is not None else ""
        if field is not None and name in found:
            name = ""
        elif field is not None:
            found[name] = field[2][:10_000].strip()
    return found

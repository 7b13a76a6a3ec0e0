"""What stands between the preview of an upload and the click that applies it.

The bytes wait as a draft. The ticket in the form of the preview is signed and good for one person, one purpose
and two hours, so nobody applies what another one uploaded, and nothing is applied but the bytes that were shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from django.core import signing
from django.utils.translation import gettext as _

from tracker.core.drafts import drop_draft, keep_draft, open_draft
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.files import FileDamaged

LASTS = 2 * 3600
SALT = "tracker.core.holding"


@dataclass(frozen=True, slots=True)
class Held:
    """An upload that waits for a yes; `mark` stands for what the preview said it would do."""

    digest: str
    name: str
    mark: str = ""


def hold(source: IO[bytes], name: str, *, limit: int) -> Held:
    """Keep the bytes. Raises `BadInput` for none and for too many."""
    return Held(keep_draft(source, limit=limit), name[-200:])


def ticket(held: Held, *, owner: Any, purpose: str, mark: str = "") -> str:
    """What stands in the form of the preview."""
    facts = {"d": held.digest, "n": held.name, "m": mark, "o": str(owner), "p": purpose}
    return signing.dumps(facts, salt=SALT, compress=True)


def redeem(text: str, *, owner: Any, purpose: str) -> Held:
    """Read a ticket. Raises `RuleBroken` where it is old, somebody else's, for something else, or made up."""
    try:
        facts = signing.loads(text, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        raise RuleBroken(_("This preview is more than two hours old. Choose the file again.")) from None
    except signing.BadSignature:
        raise RuleBroken(_("This preview is no longer current. Choose the file again.")) from None
    if facts["o"] != str(owner) or facts["p"] != purpose:
        raise RuleBroken(_("This preview is no longer current. Choose the file again."))
    return Held(facts["d"], facts["n"], facts["m"])


@contextmanager
def opened(held: Held) -> Iterator[BinaryIO]:
    """The bytes, checked against their digest. Raises `RuleBroken` where they are gone or altered."""
    try:
        source = open_draft(held.digest)
    except FileDamaged:
        raise RuleBroken(_("The uploaded file is gone. Choose it again.")) from None
    with source:
        if hashlib.file_digest(source, "sha256").hexdigest() != held.digest:
            raise BadInput(_("The uploaded file was damaged on the disk. Choose it again."))
        source.seek(0)
        yield source


def let_go(held: Held) -> None:
    """It was applied: the bytes need not stay."""
    drop_draft(held.digest)

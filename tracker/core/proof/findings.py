"""What a check finds, and the key it is made with."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

PUBLIC_KEY = "public_key.pem"
VERIFIER = "verify.py"
PROVEN, DAMAGED, UNREADABLE, UNPROVEN = 0, 1, 2, 3


class Unreadable(Exception):
    """This is not something to check, or something that nobody should open."""


@dataclass(slots=True)
class Finding:
    """What the check found; `problems` name each file or row, `notes` say what was not looked at."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kind: str = "pack"
    files: int = 0
    entries: int = 0
    erased: int = 0
    fingerprint: str = ""
    signed: bool = False
    proven: bool = False
    manifest_digest: str = ""

    @property
    def code(self) -> int:
        if self.problems:
            return DAMAGED
        return PROVEN if self.proven else UNPROVEN

    @property
    def verdict(self) -> str:
        if self.problems:
            return f"NOT intact: {len(self.problems)} finding(s)"
        return "intact, signer proven" if self.proven else "intact, signer unproven"


@dataclass(frozen=True, slots=True)
class Outside:
    """What the reader has from elsewhere: the key, its fingerprint, and heads of the log printed before."""

    public_key: bytes | None = None
    fingerprint: str | None = None
    heads: tuple[tuple[int, str], ...] = ()

    @property
    def proves(self) -> bool:
        return self.public_key is not None or self.fingerprint is not None


def plain_fingerprint(text: str) -> str:
    """64 hexadecimal digits, however they were printed: in groups, in capitals, with colons."""
    digits = re.sub(r"[\s:]+", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise Unreadable("A fingerprint is 64 hexadecimal digits; give all of them, spaces do not matter.")
    return digits


def plain_head(text: str) -> tuple[int, str]:
    """`POSITION:DIGEST`, as a pack prints the head of the log."""
    place, _, digest = text.partition(":")
    if not place.strip().isdecimal():
        raise Unreadable("A head of the log is POSITION:DIGEST, such as 18442:9f2c… with all 64 digits.")
    return int(place), plain_fingerprint(digest)


def read_key(pem: bytes) -> Ed25519PublicKey | None:
    """The Ed25519 key in a PEM file, or nothing where there is none."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file, its signature and the key beside it; `None` where one is not there."""

    name: str
    signature_name: str
    written: bytes
    signature: bytes | None
    inside: bytes | None
    named_fingerprint: str | None


def check_signature(signed: Signed, outside: Outside, finding: Finding) -> None:
    """Whether the key is the one from outside, and the signature fits."""
    key = read_key((signed.inside or b"") if outside.public_key is None else outside.public_key)
    if key is None:
        if outside.public_key is not None:
            raise Unreadable("The public key given is not an Ed25519 key in PEM form.")
        if signed.inside is not None:
            finding.problems.append(f"damaged: {PUBLIC_KEY} holds no Ed25519 key")
        return
    _compare_keys(key, signed, outside, finding)
    if signed.signature is None:
        return
    try:
        key.verify(signed.signature, signed.written)
    except InvalidSignature:
        finding.problems.append(
            f"damaged: {signed.name} or {signed.signature_name}: the signature does not fit"
        )
        return
    finding.signed = True
    finding.proven = outside.proves


def _compare_keys(key: Ed25519PublicKey, signed: Signed, outside: Outside, finding: Finding) -> None:
    """The key from outside, the one that lies beside, and the one that the signed file names are one."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    finding.fingerprint = hashlib.sha256(raw).hexdigest()
    if outside.fingerprint not in {None, finding.fingerprint}:
        finding.problems.append(
            f"damaged: {PUBLIC_KEY} has the fingerprint {finding.fingerprint}, not the one you were given"
        )
    if signed.inside and signed.inside != key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo):
        finding.problems.append(f"damaged: {PUBLIC_KEY} is not the key this {finding.kind} is checked with")
    if signed.named_fingerprint not in {None, finding.fingerprint}:
        finding.problems.append(
            f"damaged: {signed.name} or {PUBLIC_KEY}: the file names another key than this one"
        )

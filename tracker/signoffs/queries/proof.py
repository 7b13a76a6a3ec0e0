"""Checking a sign-off once more: content, row and seal."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tracker.core import keys
from tracker.core.canonical import canonical_bytes, digest_of, plain
from tracker.signoffs.models import SignOff
from tracker.signoffs.queries.frozen import frozen
from tracker.signoffs.queries.lists import places_of


@dataclass(frozen=True, slots=True)
class Check:
    """What still holds of a sign-off. `seal` is None where it was made with another key than ours now."""

    content: bool
    row: bool
    seal: bool | None

    @property
    def holds(self) -> bool:
        return self.content and self.row and self.seal is not False


def verify(signoff: SignOff) -> Check:
    """Does the content fit its digest, the row its own digest, and the signature both?"""
    bound = signoff.bound()
    return Check(
        content=digest_of(frozen(signoff.request)) == signoff.digest,
        row=digest_of(bound) == signoff.own_digest,
        seal=_seal_holds(signoff, canonical_bytes(bound)),
    )


def _seal_holds(signoff: SignOff, message: bytes) -> bool | None:
    if signoff.key_fingerprint != keys.fingerprint():
        return None
    public = load_pem_public_key(keys.public_key_pem())
    if not isinstance(public, Ed25519PublicKey):
        return None
    try:
        public.verify(bytes.fromhex(signoff.signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def receipt_of(signoff: SignOff) -> dict[str, Any]:
    """The sign-off with its content, its seal and the public key: what a stranger needs to check it."""
    bound = signoff.bound()
    written: dict[str, Any] = plain(
        _beside(signoff)
        | {
            "receipt": signoff.receipt,
            "signed": bound,
            "signed_bytes": b64encode(canonical_bytes(bound)).decode(),
            "own_digest": signoff.own_digest,
            "content": frozen(signoff.request),
            "content_bytes": b64encode(canonical_bytes(frozen(signoff.request))).decode(),
            "content_digest": signoff.digest,
            "signature": b64encode(bytes.fromhex(signoff.signature)).decode(),
            "public_key": keys.public_key_pem().decode(),
            "key_fingerprint": signoff.key_fingerprint,
            "how_to_check": [
                "Decode signed_bytes (base64) into the file signed; its SHA-256 is own_digest.",
                "Decode content_bytes into the file content; its SHA-256 is content_digest, which stands in signed.",
                "Decode signature into the file signature and save public_key as key.pem; then run: "
                "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature",
                "Compare key_fingerprint with the one you were given outside this file.",
            ],
        }
    )
    return written


def _beside(signoff: SignOff) -> dict[str, Any]:
    """Where several were asked: what came of it, and each signature with its own proof."""
    request = signoff.request
    if not request.several:
        return {}
    seats = places_of(request)
    return {
        "signatures_needed": {
            "quorum": request.quorum,
            "of": request.asked_count,
            "in_order": request.in_order,
        },
        "state": request.state,
        "signatures": [_each(seat.signoff) for seat in seats if seat.signoff is not None],
        "not_signed": [str(seat.user) for seat in seats if seat.signoff is None],
    }


def _each(signoff: SignOff) -> dict[str, Any]:
    bound = signoff.bound()
    return {
        "receipt": signoff.receipt,
        "signed": bound,
        "signed_bytes": b64encode(canonical_bytes(bound)).decode(),
        "own_digest": signoff.own_digest,
        "signature": b64encode(bytes.fromhex(signoff.signature)).decode(),
        "key_fingerprint": signoff.key_fingerprint,
        "withdrawn": hasattr(signoff, "withdrawn_by"),
    }

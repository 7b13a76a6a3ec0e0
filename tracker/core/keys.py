"""The key with which this installation seals what leaves it (Ed25519, outside the database)."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


def _key_path() -> Path:
    return Path(settings.SEAL_KEY_FILE)


def _load() -> Ed25519PrivateKey:
    path = _key_path()
    if not path.exists():
        _make(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} holds no Ed25519 key")
    return key


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    keep(path, pem)


def keep(path: Path, pem: bytes) -> None:
    """Write a key that only its owner may read; one that is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(pem)
    try:
        # Linking fails where another process was first: one key only, whoever wins.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def sign(message: bytes) -> bytes:
    """The 64-byte Ed25519 signature over `message`."""
    return _load().sign(message)


def signed(message: bytes, signature: str) -> bool:
    """Whether `signature`, in hexadecimal, is one that this key has put under `message`."""
    try:
        _load().public_key().verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_pem() -> bytes:
    """The public half, as anyone needs it to check a seal."""
    return (
        _load()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def fingerprint() -> str:
    """SHA-256 of the raw public key in hexadecimal: what people compare."""
    raw = _load().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()

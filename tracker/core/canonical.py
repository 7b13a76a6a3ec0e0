"""One way to turn plain values into bytes, so that a digest means the same everywhere."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from tracker.core.proof.chains import canonical_json


def canonical_bytes(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces; moments in UTC to the microsecond, days as ISO dates."""
    return canonical_json(plain(value))


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def plain(value: Any) -> Any:
    """The value as JSON knows it; raises `TypeError` for what has no agreed form."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case str() | UUID() | Decimal() | Promise():
            return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")

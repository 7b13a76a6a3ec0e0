"""Whole addresses, for letters and terminals."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings


def whole_address(path: str) -> str:
    """A path of this site as somebody outside it must write it."""
    return urljoin(f"{settings.BASE_URL}/", path.lstrip("/"))

"""Pages stand whether or not the static files were collected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from iso20k.static import StaticFiles

SHEET = "img/icon.svg"


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "iso20k.static.StaticFiles"}}
    return tmp_path


def test_before_they_are_collected_files_go_by_their_plain_name(collected: Path) -> None:
    assert StaticFiles().url(SHEET) == f"/static/{SHEET}"


@pytest.mark.timeout(60)
def test_afterwards_by_their_content(collected: Path) -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    address = StaticFiles().url(SHEET)
    assert address.startswith("/static/img/icon.")
    assert address != f"/static/{SHEET}"
    assert (collected / address.removeprefix("/static/")).exists()

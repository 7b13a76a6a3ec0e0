"""An upload for which there is no room."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Files may not grow beyond 4 MB: writing fails as it does on a full disk."""
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * 1024 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.django_db
def test_an_upload_that_does_not_fit_is_refused_and_leaves_no_half_file(
    small_disk: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    upload = SimpleUploadedFile("plan.xml", b"x" * (5 * 1024 * 1024))
    client = Client(raise_request_exception=False)
    response = client.post("/accounts/login/", {"file": upload})
    assert response.status_code == 400
    assert list(tmp_path.iterdir()) == []

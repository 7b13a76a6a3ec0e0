"""The store of bytes: by digest, once, never half."""

import hashlib
import io

import pytest

from tracker.core import files
from tracker.core.errors import BadInput
from tracker.core.sniff import lies, safe_name, sniff


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.FILES_ROOT = tmp_path / "files"


def test_bytes_lie_under_their_whole_digest_once():
    first = files.store(io.BytesIO(b"content"))
    again = files.store(io.BytesIO(b"content"))
    assert first == again
    assert first.digest == hashlib.sha256(b"content").hexdigest()
    assert files.path_of(first.digest).name == first.digest
    with files.open_verified(first.digest) as kept:
        assert kept.read() == b"content"
    assert [path.name for path in files.path_of(first.digest).parent.iterdir()] == [first.digest]


def test_nothing_and_too_much_are_refused_and_leave_no_trace(settings):
    with pytest.raises(BadInput, match="empty"):
        files.store(io.BytesIO(b""))
    with pytest.raises(BadInput, match="larger than 1 MB"):
        files.store(io.BytesIO(b"x" * (1024 * 1024 + 1)), limit=1024 * 1024)
    assert [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()] == []


def test_an_altered_or_missing_file_is_found():
    kept = files.store(io.BytesIO(b"content"))
    path = files.path_of(kept.digest)
    path.chmod(0o600)
    path.write_bytes(b"contenT")
    with pytest.raises(files.FileDamaged, match="altered"):
        files.check(kept.digest)
    path.unlink()
    with pytest.raises(files.FileDamaged, match="missing"):
        files.open_stored(kept.digest)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "/"])
def test_only_a_digest_names_a_place(digest):
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.path_of(digest)


@pytest.mark.parametrize(
    ("head", "name", "media_type"),
    [
        (b"%PDF-1.7\n", "a.pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n123", "a.pdf", "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", "image/svg+xml"),
        (b"<?xml version='1.0'?><svg>", "a.png", "image/svg+xml"),
        (b" \n<!DOCTYPE html><p>", "a.txt", "text/html"),
        (b"PK\x03\x04", "a.zip", "application/zip"),
        (b"PK\x03\x04", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("Grüße".encode(), "a.txt", "text/plain"),
        (b"\x00\x01\x02", "a.txt", "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_a_file_is(head, name, media_type):
    assert sniff(head, name) == media_type


def test_an_ending_that_promises_something_else_lies():
    assert lies(b"MZ\x90", "report.pdf")
    assert lies(b"<svg>", "picture.png")
    assert not lies(b"%PDF-1.4", "report.pdf")
    assert not lies(b"anything", "notes")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x", "x"),
        ("..\\..\\win.ini", "win.ini"),
        ("/etc/passwd", "passwd"),
        ("", "file"),
        ("...", "file"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_become_safe(name, safe):
    assert safe_name(name) == safe

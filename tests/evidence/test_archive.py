"""Looking into an archive: its list and the beginning of a file, whatever the archive says of itself."""

from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.evidence.hostile import NAMES
from tests.factories.evidence import PNG, current_revision, make_evidence, make_upload
from tracker.core.errors import RuleBroken
from tracker.evidence.actions import attach_evidence
from tracker.evidence.archive import LARGEST_LIST, MOST_SHOWN, begin_of, listing_of
from tracker.evidence.models import EvidenceRevision
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = pytest.mark.once


def zipped(files: list[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def browse(client: Client, project: Project, member: User) -> Any:
    client.force_login(member)

    def ask(name: str, pk: UUID, *more: int) -> Any:
        answer = client.get(reverse(f"evidence:{name}", args=[project.slug, pk, *more]))
        assert answer.status_code < 500
        return answer

    return ask


def kept(project: Project, member: User, content: bytes) -> EvidenceRevision:
    upload = make_upload("records.zip", content)
    return current_revision(make_evidence(project=project, actor=member, upload=upload))


def test_its_files_are_listed_and_text_and_pictures_are_shown(
    browse: Any, project: Project, member: User
) -> None:
    inner = zipped([("a.txt", b"a")])
    files = [
        ("minutes/march.txt", b"Present: all <b>"),
        ("plan.png", PNG),
        ("empty/", b""),
        ("inner.zip", inner),
    ]
    revision = kept(project, member, zipped(files))
    page = browse("preview", revision.pk).content.decode()
    assert "minutes/march.txt" in page
    assert "3 files" in page
    text = browse("inside", revision.pk, 1)
    assert "Present: all &lt;b&gt;" in text.content.decode()
    picture = browse("inside", revision.pk, 2)
    assert b"".join(picture.streaming_content) == PNG
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert browse("inside", revision.pk, 3).status_code == 409
    for nowhere in (0, 4):
        assert browse("inside", revision.pk, nowhere).status_code == 404
    assert Activity.objects.filter(verb="evidence.downloaded").count() == 2
    page = browse("evidence", revision.evidence_id).content.decode()
    assert reverse("evidence:preview", args=[project.slug, revision.pk]) in page


def test_files_that_stand_together_are_looked_at_one_by_one(
    browse: Any, project: Project, member: User
) -> None:
    uploads = [make_upload("a.txt", b"First of two"), make_upload("b.txt", b"Second of two")]
    (found,) = attach_evidence(actor=member, project=project, uploads=uploads, together=True)
    revision = current_revision(found)
    assert "a.txt" in browse("preview", revision.pk).content.decode()
    assert "Second of two" in browse("inside", revision.pk, 2).content.decode()


def test_names_are_only_shown(browse: Any, project: Project, member: User) -> None:
    names = [name for name in NAMES if not name.endswith("/") and "\x00" not in name]
    revision = kept(project, member, zipped([(name, b"x") for name in names]))
    page = browse("preview", revision.pk).content.decode()
    assert "⟦U+202E⟧" in page
    assert "\u202e" not in page
    assert "../../etc/passwd" in page
    for place in range(1, len(names) + 1):
        assert browse("inside", revision.pk, place).status_code == 200


def test_what_would_unfold_without_end_is_unpacked_as_far_as_it_is_shown() -> None:
    bomb = zipped([("zeros.txt", b"0" * 100_000_000)])
    assert len(bomb) < 200_000
    assert listing_of(io.BytesIO(bomb)).size == 100_000_000
    tracemalloc.start()
    found = begin_of(io.BytesIO(bomb), 1, 200_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is not None
    assert len(found[2]) == 200_000
    assert peak < 5_000_000


def test_locked_and_strangely_packed_files_are_said_to_be_so() -> None:
    locked = bytearray(zipped([("secret.txt", b"x" * 40)]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    (entry,) = listing_of(io.BytesIO(bytes(locked))).entries
    assert entry.why_not == "it is locked with a password"
    with pytest.raises(RuleBroken, match="locked with a password"):
        begin_of(io.BytesIO(bytes(locked)), 1, 100)
    with pytest.raises(RuleBroken, match="packed in a way"):
        begin_of(io.BytesIO(zipped([("a.txt", b"x" * 40)], zipfile.ZIP_LZMA)), 1, 100)


def test_a_list_longer_than_anybody_reads_is_not_read() -> None:
    many = zipped([(f"{n}.txt", b"") for n in range(MOST_SHOWN + 7)])
    listing = listing_of(io.BytesIO(many))
    assert (len(listing.entries), listing.more) == (MOST_SHOWN, 7)
    assert begin_of(io.BytesIO(many), MOST_SHOWN + 1, 10) is None
    longer = zipped([("n" * 4000 + str(n), b"") for n in range(LARGEST_LIST // 4000 + 1)])
    with pytest.raises(RuleBroken, match="lists more files than are shown"):
        listing_of(io.BytesIO(longer))


def test_a_bent_archive_is_refused_with_a_sentence_and_nothing_else() -> None:
    """Cut anywhere, and bytes turned over: read or refused, never broken."""
    whole = zipped([("a.txt", b"some words " * 30), ("b.png", PNG), ("c/d.txt", b"more")])
    chance, refused, read = random.Random(20_000), 0, 0
    bent = [whole[:cut] for cut in range(0, len(whole), 7)]
    for _each in range(400):
        copy = bytearray(whole)
        for _flip in range(chance.randint(1, 6)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        bent.append(bytes(copy))
    for content in bent:
        try:
            for entry in listing_of(io.BytesIO(content)).entries:
                begin_of(io.BytesIO(content), entry.place, 1000)
            read += 1
        except RuleBroken:
            refused += 1
    assert refused > 30
    assert read > 30

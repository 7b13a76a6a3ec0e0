"""Hostile files at the door, in the store and on the way out; all thousand of them in tests/deep."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.evidence.hostile import MAKERS, Hostile, hostile_files, jpeg, pdf, png
from tracker.core import shown
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.evidence.views import files as way_out
from tracker.people.models import User
from tracker.projects.models import Project

SAMPLE = len(MAKERS) + 3
DISPOSITION = re.compile(
    r"attachment; filename(?:=\"[^\"\\/\r\n]*(?:\\[\"\\][^\"\\/\r\n]*)*\"|\*=utf-8''[\w.~%!$&'()+,;=@-]+)"
)


class Door:
    """Each file goes in through the page and is asked for again in every way; breaches are collected."""

    def __init__(self, client: Client, project: Project, root: Path) -> None:
        self.client, self.project, self.root = client, project, root
        self.counts: Counter[str] = Counter()
        self.breaches: list[str] = []

    def address(self, name: str, *words: Any) -> str:
        return reverse(f"evidence:{name}", args=[self.project.slug, *words])

    def push(self, hostile: Hostile) -> None:
        before = set(EvidenceRevision.objects.values_list("pk", flat=True))
        upload = SimpleUploadedFile("x", hostile.content)
        upload._name = hostile.name  # Django's own parser would already tame some of the names
        answer = self.client.post(self.address("new"), {"kind": "record", "files": upload})
        new = EvidenceRevision.objects.exclude(pk__in=before)
        if answer.status_code == 422:
            self.counts["refused"] += 1
            self.expect(not new.exists(), hostile, "refused, and yet a row was written")
            return
        self.expect(answer.status_code == 302, hostile, f"the door answered {answer.status_code}")
        for revision in new:
            self.counts["taken"] += 1
            self.look_at(revision, hostile)

    def look_at(self, revision: EvidenceRevision, hostile: Hostile) -> None:
        name = revision.filename
        tame = not re.search("[\x00-\x1f\\\\/\u202a-\u202e\u2066-\u2069\u200b-\u200f]", name)
        self.expect(tame and name not in {"", ".", ".."}, hostile, f"is called {name!r}")
        given = self.client.get(self.address("file", revision.pk))
        self.expect(given.status_code == 200, hostile, f"the download answered {given.status_code}")
        self.expect(b"".join(given.streaming_content) == hostile.content, hostile, "other bytes came out")
        self.guarded(given, hostile)
        self.expect(given["Content-Type"] == "application/octet-stream", hostile, "is told its type")
        self.expect(
            bool(DISPOSITION.fullmatch(given["Content-Disposition"])), hostile, given["Content-Disposition"]
        )
        seen = self.client.get(self.address("preview", revision.pk))
        if "Content-Disposition" in seen or seen.streaming:
            self.breaches.append(f"{hostile.kind} {hostile.name!r}: served inline")
            b"".join(seen.streaming_content)  # read to its end, as a browser does
        elif seen.status_code == 200 and revision.media_type == "application/zip":
            self.counts["looked into"] += 1
            self.looked_into(seen, revision, hostile)
        elif seen.status_code == 200:
            self.counts["shown as words"] += 1
            self.shown_as_words(seen, hostile)
        else:
            self.expect(seen.status_code in {404, 409}, hostile, f"the preview answered {seen.status_code}")
        if self.counts["taken"] % 5 == 0:
            page = self.client.get(self.address("evidence", revision.evidence_id))
            self.expect(page.status_code == 200, hostile, f"its page answered {page.status_code}")

    def looked_into(self, seen: Any, revision: EvidenceRevision, hostile: Hostile) -> None:
        """The names stand there as words, and what lies under them is served as anything else is."""
        names = re.findall(r"<td><bdi>(.*?)</bdi></td>", seen.content.decode(), re.DOTALL)
        for name in names:
            self.expect("<" not in name and not shown.INVISIBLE.search(name), hostile, f"lists {name!r}")
        for place in range(1, min(len(names), 5) + 1):
            found = self.client.get(self.address("inside", revision.pk, place))
            if found.streaming:
                b"".join(found.streaming_content)
                self.breaches.append(f"{hostile.kind} {hostile.name!r}: file {place} of it served inline")
            elif found.status_code == 200:
                self.shown_as_words(found, hostile)
            else:
                self.expect(found.status_code == 409, hostile, f"file {place} answered {found.status_code}")

    def shown_as_words(self, seen: Any, hostile: Hostile) -> None:
        text = seen.content.decode()
        inside = text[text.index('<pre class="e-text"') : text.index("</pre>")].partition(">")[2]
        self.expect("<" not in inside, hostile, "markup stands on the page")
        self.expect(not shown.INVISIBLE.search(inside), hostile, "unseen signs stand on the page")

    def guarded(self, answer: Any, hostile: Hostile) -> None:
        wanted = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        }
        for header, value in wanted.items():
            self.expect(answer.get(header) == value, hostile, f"{header} is {answer.get(header)!r}")
        self.expect("Set-Cookie" not in answer, hostile, "set a cookie")

    def expect(self, fact: bool, hostile: Hostile, otherwise: str) -> None:
        if not fact:
            self.breaches.append(f"{hostile.kind} {hostile.name!r}: {otherwise}")

    def count_the_store(self) -> None:
        """Every byte lies under its own digest in the store, and nothing lies anywhere else."""
        store = self.root / "files"
        for path in self.root.rglob("*"):
            if path.is_file():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                if path != store / digest[:2] / digest:
                    self.breaches.append(f"lies outside: {path}")
        digests = set(EvidenceRevision.objects.values_list("digest", flat=True))
        held = {path.name for path in store.glob("??/*")}
        if held != digests:
            self.breaches.append(f"{len(held ^ digests)} files without a row, or rows without a file")


def push_all(
    count: int, client: Client, project: Project, member: User, settings: Any, tmp_path: Path
) -> Door:
    root = tmp_path / "data"
    settings.FILES_ROOT = root / "files"
    settings.FILE_UPLOAD_TEMP_DIR = str(root)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    root.mkdir()
    client.force_login(member)
    door = Door(client, project, root)
    for hostile in hostile_files(count):
        door.push(hostile)
    door.count_the_store()
    return door


def test_a_sample_of_hostile_files_gets_nowhere(
    client: Client, project: Project, member: User, settings: Any, tmp_path: Path
) -> None:
    door = push_all(SAMPLE, client, project, member, settings, tmp_path)
    assert door.breaches == []
    assert door.counts["taken"] + door.counts["refused"] == SAMPLE
    assert Evidence.objects.count() == door.counts["taken"]
    assert door.counts["looked into"] > 1


def test_the_door_sees_what_is_served_inline(
    client: Client,
    project: Project,
    member: User,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A planted hole: the look behind the first bytes is gone."""
    monkeypatch.setattr(way_out, "why_not_shown", lambda source, media_type: "")
    door = push_all(len(MAKERS), client, project, member, settings, tmp_path)
    assert any("served inline" in breach for breach in door.breaches)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(800, 600), "image/png"),
        (jpeg(800, 600, b"taken on Monday"), "image/jpeg"),
        (pdf(), "application/pdf"),
    ],
)
def test_an_honest_file_is_shown(tmp_path: Path, content: bytes, media_type: str) -> None:
    path = tmp_path / "honest"
    path.write_bytes(content)
    with path.open("rb") as source:
        assert shown.why_not_shown(source, media_type) == ""
        assert source.read() == content


def test_text_is_spelled_out() -> None:
    assert shown.readable("\ufeffa\u202eb\x1b<b>\r\n".encode()) == "a⟦U+202E⟧b\ufffd<b>\n"
    assert shown.readable(b"\xff\xfe") == "\ufffd\ufffd"

"""Large files in parts: gone on where they were broken off, one's own alone, and nothing left of what was given up."""

from __future__ import annotations

import hashlib
import resource
import shutil
import signal
import subprocess
import sys
import tracemalloc
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories.evidence import PDF, current_revision, make_evidence, make_large_upload
from tests.factories.projects import make_project
from tracker.core import clock, parts
from tracker.core.errors import BadInput, NotPermitted, RuleBroken
from tracker.core.files import open_verified
from tracker.evidence.actions import WrongPlace, append_part, begin_upload, forget_uploads
from tracker.evidence.models import Evidence, LargeUpload
from tracker.people.models import User
from tracker.projects.models import Project

pytestmark = [pytest.mark.once, pytest.mark.django_db]

MEGABYTE = 1024 * 1024
CONTENT = PDF + bytes(range(256)) * 100


@pytest.fixture(autouse=True)
def aside(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path / "parts"


def begun(project: Project, actor: User, content: bytes = CONTENT, name: str = "plan.pdf") -> LargeUpload:
    mark = hashlib.sha256(content).hexdigest()
    return begin_upload(actor=actor, project=project, name=name, size=len(content), mark=mark)


def sent(project: Project, actor: User, content: bytes = CONTENT, name: str = "plan.pdf") -> LargeUpload:
    upload = begun(project, actor, content, name)
    return append_part(actor=actor, upload=upload, offset=upload.received, part=content[upload.received :])


def put(client: Client, upload: LargeUpload, offset: int, part: bytes, digest: str = "") -> Any:
    return client.post(
        reverse("evidence:large_upload", args=(upload.project.slug, upload.pk)),
        data=part,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), "Part-Digest": digest},
    )


def attach(client: Client, project: Project, *keys: Any, **more: Any) -> HttpResponse:
    form = {"kind": "document", "sent": [str(key) for key in keys], **more}
    return client.post(reverse("evidence:new", args=(project.slug,)), form)  # type: ignore[return-value]


def test_what_came_in_parts_is_evidence_like_any_other(
    client: Client, project: Project, member: User, aside: Path
) -> None:
    client.force_login(member)
    about = {"name": "plan.pdf", "size": len(CONTENT), "mark": "a" * 64}
    said = client.post(reverse("evidence:large_uploads", args=(project.slug,)), about).json()
    assert (said["offset"], said["part"]) == (0, parts.PART)
    upload = LargeUpload.objects.get(pk=said["id"])
    half = CONTENT[:9000]
    assert put(client, upload, 0, half, hashlib.sha256(half).hexdigest()).json()["offset"] == 9000
    again = client.post(reverse("evidence:large_uploads", args=(project.slug,)), about).json()
    assert (again["id"], again["offset"]) == (said["id"], 9000)
    assert client.get(said["address"]).json()["offset"] == 9000
    assert put(client, upload, 9000, CONTENT[9000:]).json()["offset"] == len(CONTENT)
    assert attach(client, project, upload.pk, name="The plan").status_code == 302
    revision = current_revision(Evidence.objects.get(name="The plan"))
    assert (revision.filename, revision.media_type) == ("plan.pdf", "application/pdf")
    with open_verified(revision.digest) as stored:
        assert stored.read() == CONTENT
    assert not LargeUpload.objects.exists()
    assert list(aside.iterdir()) == []


def test_a_part_twice_is_harmless_and_one_out_of_turn_is_told_its_place(
    client: Client, project: Project, member: User
) -> None:
    client.force_login(member)
    upload = begun(project, member)
    put(client, upload, 0, CONTENT[:5000])
    assert put(client, upload, 0, CONTENT[:5000]).json()["offset"] == 5000
    for offset, part in ((0, b"x" * 5000), (4000, CONTENT[4000:6000]), (6000, b"x"), (5000, b"x" * 90_000)):
        refused = put(client, upload, offset, part)
        assert (refused.status_code, refused.json()) == (409, {"offset": 5000})
    assert put(client, upload, 5000, b"altered", hashlib.sha256(b"sent").hexdigest()).status_code == 422
    upload.refresh_from_db()
    assert (upload.received, parts.length(upload.pk)) == (5000, 5000)


@pytest.mark.parametrize(
    "headers", [{}, {"Upload-Offset": "-1"}, {"Upload-Offset": "²"}, {"Upload-Offset": "9" * 40}]
)
def test_a_part_without_its_place_is_refused(
    client: Client, project: Project, member: User, headers: dict[str, str]
) -> None:
    client.force_login(member)
    address = reverse("evidence:large_upload", args=(project.slug, begun(project, member).pk))
    given: dict[str, Any] = {"data": b"x", "content_type": "application/octet-stream", "headers": headers}
    assert client.post(address, **given).status_code == 422


def test_a_part_that_is_too_long_is_not_read(
    client: Client, project: Project, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.evidence.views.parted.PART", 100)
    client.force_login(member)
    upload = begun(project, member)
    assert put(client, upload, 0, CONTENT[:101]).status_code == 422
    assert put(client, upload, 0, CONTENT[:100]).status_code == 200


def test_nobody_goes_on_with_what_another_one_began(
    client: Client, project: Project, member: User, manager: User, viewer: User
) -> None:
    upload = begun(project, member)
    client.force_login(manager)
    address = reverse("evidence:large_upload", args=(project.slug, upload.pk))
    assert client.get(address).status_code == 404
    assert put(client, upload, 0, CONTENT).status_code == 404
    sent(project, member)
    assert attach(client, project, upload.pk).status_code == 422
    assert not Evidence.objects.exists()
    assert begun(project, manager).pk != upload.pk
    with pytest.raises(NotPermitted):
        begun(project, viewer)


def test_it_belongs_to_its_implementation(client: Client, project: Project, member: User) -> None:
    other = make_project()
    upload = sent(project, member)
    client.force_login(member)
    assert client.get(reverse("evidence:large_upload", args=(other.slug, upload.pk))).status_code == 404


def test_the_form_takes_only_whole_files_and_says_so(client: Client, project: Project, member: User) -> None:
    client.force_login(member)
    upload = begun(project, member)
    append_part(actor=member, upload=upload, offset=0, part=CONTENT[:10])
    for key in (upload.pk, "no key", "00000000-0000-0000-0000-000000000001"):
        refused = attach(client, project, key)
        assert refused.status_code == 422
        assert "did not arrive whole" in refused.content.decode()


def test_a_refused_form_keeps_what_has_arrived(client: Client, project: Project, member: User) -> None:
    client.force_login(member)
    upload = sent(project, member)
    refused = attach(client, project, upload.pk, expires_on="1999-01-01")
    assert refused.status_code == 422
    assert f'value="{upload.pk}" checked' in refused.content.decode()
    assert attach(client, project, upload.pk).status_code == 302


def test_the_same_door_as_for_any_file(client: Client, project: Project, member: User) -> None:
    client.force_login(member)
    program = sent(project, member, b"MZ" + b"\x00" * 200, "tool.exe")
    refused = attach(client, project, program.pk)
    assert "programs are no evidence" in refused.content.decode()
    liar = sent(project, member, b"only words, no picture", "picture.png")
    assert attach(client, project, liar.pk).status_code == 422
    assert not Evidence.objects.exists()


def test_a_revision_takes_it_too(client: Client, project: Project, member: User) -> None:
    client.force_login(member)
    evidence = make_evidence(project=project, actor=member)
    upload = sent(project, member)
    form = {"sent": [str(upload.pk)], "version": evidence.version}
    done = client.post(reverse("evidence:revisions", args=(project.slug, evidence.pk)), form)
    assert done.status_code == 302
    assert current_revision(evidence).digest == hashlib.sha256(CONTENT).hexdigest()


def test_several_stand_together(client: Client, project: Project, member: User) -> None:
    client.force_login(member)
    keys = [sent(project, member, PDF + str(n).encode(), f"part-{n}.pdf").pk for n in (1, 2)]
    assert attach(client, project, *keys, together="on").status_code == 302
    assert [part["name"] for part in current_revision(Evidence.objects.get()).contents] == [
        "part-1.pdf",
        "part-2.pdf",
    ]


def test_limits_of_a_file_of_a_person_and_of_the_disk(
    project: Project, member: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EVIDENCE_MAX_BYTES = MEGABYTE
    with pytest.raises(RuleBroken, match="larger than 1 MB"):
        make_large_upload(project=project, actor=member, size=MEGABYTE + 1)
    rows = [make_large_upload(project=project, actor=member, size=MEGABYTE) for _ in range(10)]
    with pytest.raises(RuleBroken, match="take 10 MB already"):
        make_large_upload(project=project, actor=member)
    LargeUpload.objects.filter(pk=rows[0].pk).update(touched_at=clock.now() - timedelta(hours=2))
    make_large_upload(project=project, actor=member)
    assert not LargeUpload.objects.filter(pk=rows[0].pk).exists()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 10, 1500))
    with pytest.raises(RuleBroken, match="no room"):
        make_large_upload(project=project, actor=member)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Files may not grow beyond 10,000 bytes: writing fails in the middle as it does on a full disk."""
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def shrink() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))

    yield shrink  # type: ignore[misc]
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, heard)


def test_a_full_disk_is_said_and_nothing_is_left(
    project: Project, member: User, aside: Path, monkeypatch: pytest.MonkeyPatch, small_disk: Any
) -> None:
    upload = begun(project, member)
    append_part(actor=member, upload=upload, offset=0, part=CONTENT[:9000])
    heard = []
    append = parts.append

    def on_a_full_disk(*given: Any, **more: Any) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        small_disk()
        try:
            append(*given, **more)
        finally:
            heard.append(parts.length(upload.pk))
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    monkeypatch.setattr(parts, "append", on_a_full_disk)
    with pytest.raises(RuleBroken, match="no room for this file, so nothing of it was kept"):
        append_part(actor=member, upload=upload, offset=9000, part=CONTENT[9000:])
    assert heard == [9000]
    assert not LargeUpload.objects.exists()
    assert list(aside.iterdir()) == []


def test_killed_in_the_middle_it_goes_on_from_the_recorded_place(
    project: Project, member: User, aside: Path
) -> None:
    upload = begun(project, member)
    append_part(actor=member, upload=upload, offset=0, part=CONTENT[:9000])
    program = (
        "import os, signal, sys, uuid\nfrom django.conf import settings\n"
        "settings.configure(FILE_UPLOAD_TEMP_DIR=sys.argv[1])\nfrom tracker.core import parts\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "parts.append(uuid.UUID(sys.argv[2]), b'never acknowledged', at=9000)\n"
    )
    asked = [sys.executable, "-c", program, str(aside.parent), str(upload.pk)]
    assert subprocess.run(asked, check=False, timeout=30).returncode == -signal.SIGKILL
    assert parts.length(upload.pk) == 9018
    append_part(actor=member, upload=upload, offset=9000, part=CONTENT[9000:9010])
    assert parts.length(upload.pk) == 9010
    with parts.opened(upload.pk) as source:
        assert source.read() == CONTENT[:9010]


def test_bytes_that_are_gone_begin_anew(project: Project, member: User) -> None:
    upload = begun(project, member)
    append_part(actor=member, upload=upload, offset=0, part=CONTENT[:9000])
    parts.drop(upload.pk)
    with pytest.raises(WrongPlace) as other:
        append_part(actor=member, upload=upload, offset=9000, part=CONTENT[9000:])
    assert other.value.offset == 0
    assert sent(project, member).received == len(CONTENT)


def test_what_nobody_came_back_for_is_removed_after_a_day(
    project: Project, member: User, aside: Path
) -> None:
    old, young = sent(project, member), sent(project, member, PDF)
    (aside / "of somebody else").write_bytes(b"stays")
    assert forget_uploads() == 0
    LargeUpload.objects.filter(pk=old.pk).update(touched_at=clock.now() - timedelta(days=1, minutes=1))
    assert forget_uploads() == 1
    LargeUpload.objects.filter(pk=young.pk).delete()
    assert forget_uploads() == 0
    assert forget_uploads(clock.now() + timedelta(days=2)) == 1
    assert [path.name for path in aside.iterdir()] == ["of somebody else"]
    with pytest.raises(BadInput, match="altered on its way"):
        append_part(actor=member, upload=begun(project, member), offset=0, part=b"a", digest="0" * 64)


def test_memory_does_not_grow_with_the_file(client: Client, project: Project, member: User) -> None:
    """40 MB in parts of one; held in memory at once it would take as much."""
    client.force_login(member)
    summer = hashlib.sha256()
    size = 40 * MEGABYTE
    upload = make_large_upload(project=project, actor=member, size=size, name="film.bin")
    tracemalloc.start()
    try:
        for offset in range(0, size, MEGABYTE):
            part = offset.to_bytes(8, "big") * (MEGABYTE // 8)
            summer.update(part)
            assert put(client, upload, offset, part).status_code == 200
        assert attach(client, project, upload.pk).status_code == 302
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    revision = current_revision(Evidence.objects.get())
    assert (revision.size, revision.digest) == (size, summer.hexdigest())
    assert peak < size / 2

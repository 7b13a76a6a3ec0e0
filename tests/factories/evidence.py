"""Files, and evidence with one current revision."""

from __future__ import annotations

import io
from itertools import count
from typing import Any

from tracker.evidence.actions import Upload, attach_evidence, begin_upload
from tracker.evidence.models import Evidence, EvidenceRevision, LargeUpload
from tracker.people.models import User
from tracker.projects.models import Project

_number = count(1)

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


def make_upload(filename: str = "", content: bytes | None = None, name: str = "") -> Upload:
    """A small PDF of its own unless told otherwise."""
    number = next(_number)
    if content is None:
        content = PDF + b"%% %d\n" % number
    return Upload(io.BytesIO(content), filename or f"proof-{number}.pdf", name)


def make_evidence(*, project: Project, actor: User, **facts: Any) -> Evidence:
    """Attached through the verb, because evidence has no other way in."""
    uploads = [facts.pop("upload", None) or make_upload()]
    return attach_evidence(actor=actor, project=project, uploads=uploads, **facts)[0]


def make_large_upload(*, project: Project, actor: User, **facts: Any) -> LargeUpload:
    """Begun and nothing of it sent; of a kilobyte unless told otherwise."""
    number = next(_number)
    values = {"name": f"film-{number}.bin", "size": 1024, "mark": f"{number:064x}"} | facts
    return begin_upload(actor=actor, project=project, **values)


def current_revision(evidence: Evidence) -> EvidenceRevision:
    return evidence.revisions.get(state="current")

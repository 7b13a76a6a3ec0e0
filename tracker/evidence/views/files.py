"""Handing bytes out: as a download always, in the browser only what browsers show safely."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.core import files
from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.core.shown import NO_SUCH_TYPE, readable, why_not_shown
from tracker.core.sniff import safe_name
from tracker.evidence.actions import found_damaged, record_download
from tracker.evidence.archive import ZIP, begin_of, listing_of
from tracker.evidence.bundle import Part
from tracker.evidence.choices import Fault
from tracker.evidence.models import EvidenceRevision
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission

# Pictures are sandboxed whole; a browser's PDF viewer does not start in a sandbox, so a PDF may load nothing.
PICTURE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
PAPER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
PREVIEWED = {
    "application/pdf": PAPER,
    "image/png": PICTURE,
    "image/jpeg": PICTURE,
}
TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "application/json"})
LOOKED_AT = frozenset({*PREVIEWED, *TEXTS, ZIP})
SHOWN_BYTES = 200_000
# Of a file in an archive this much is unpacked, in memory.
LARGEST_INSIDE = 5 * 1024 * 1024
NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'"


@login_required
@require_GET
def file(request: HttpRequest, slug: str, pk: UUID) -> FileResponse:
    """The bytes of a revision, to keep; the log says who took them."""
    revision = _revision(request, slug, pk)
    return _hand_out(request, revision, media_type="application/octet-stream", policy=NOTHING, inline=False)


@login_required
@require_GET
def part(request: HttpRequest, slug: str, pk: UUID, place: int) -> FileResponse:
    """One file of a revision that holds several, to keep; the log says who took it."""
    revision = _revision(request, slug, pk)
    if not 1 <= place <= len(revision.contents):
        raise Http404
    said = revision.contents[place - 1]
    content = Part(_opened(revision), said["name"])
    record_download(actor=user_of(request), revision=revision)
    response = FileResponse(
        content, as_attachment=True, filename=said["name"], content_type="application/octet-stream"
    )
    response["Content-Length"] = said["size"]
    return _guarded(response, NOTHING)


@login_required
@require_GET
def preview(request: HttpRequest, slug: str, pk: UUID) -> HttpResponseBase:
    """A revision to look at: a PDF, PNG or JPEG as it is, text as words on a page of ours."""
    revision = _revision(request, slug, pk)
    if revision.media_type in TEXTS:
        return _text_page(request, revision)
    if revision.media_type == ZIP:
        return _archive_page(request, revision)
    policy = PREVIEWED.get(revision.media_type)
    if policy is None:
        raise Http404
    return _hand_out(request, revision, media_type=revision.media_type, policy=policy, inline=True)


@login_required
@require_GET
def inside(request: HttpRequest, slug: str, pk: UUID, place: int) -> HttpResponseBase:
    """One file of an archive to look at: a picture as it is, the beginning of a text as words on a page of ours."""
    revision = _revision(request, slug, pk)
    if revision.media_type != ZIP:
        raise Http404
    with _opened(revision) as content:
        found = begin_of(content, place, LARGEST_INSIDE)
    if found is None:
        raise Http404
    entry, media_type, head = found
    if media_type in TEXTS:
        record_download(actor=user_of(request), revision=revision)
        cut = entry.size > SHOWN_BYTES
        context = {"project": revision.project, "nav": "evidence", "revision": revision, "entry": entry}
        return render(
            request, "evidence/text.html", context | {"text": readable(head[:SHOWN_BYTES]), "cut": cut}
        )
    picture = PREVIEWED.get(media_type) == PICTURE and len(head) == entry.size
    why = why_not_shown(BytesIO(head), media_type) if picture else NO_SUCH_TYPE
    if why:
        raise RuleBroken(_("“%(name)s” is not shown: %(why)s.") % {"name": entry.name, "why": why})
    record_download(actor=user_of(request), revision=revision)
    name = safe_name(entry.name)
    return _guarded(FileResponse(BytesIO(head), filename=name, content_type=media_type), PICTURE)


def _archive_page(request: HttpRequest, revision: EvidenceRevision) -> HttpResponse:
    """What an archive holds, by its own list; nothing of it is unpacked."""
    with _opened(revision) as content:
        listing = listing_of(content)
    context = {"project": revision.project, "nav": "evidence", "revision": revision, "listing": listing}
    return render(request, "evidence/archive.html", context)


def _text_page(request: HttpRequest, revision: EvidenceRevision) -> HttpResponse:
    """The beginning of a text file, escaped; its bytes never reach the browser as a document."""
    with _opened(revision) as content:
        head = content.read(SHOWN_BYTES)
    record_download(actor=user_of(request), revision=revision)
    context = {
        "project": revision.project,
        "nav": "evidence",
        "revision": revision,
        "text": readable(head),
        "cut": revision.size > SHOWN_BYTES,
    }
    return render(request, "evidence/text.html", context)


def _revision(request: HttpRequest, slug: str, pk: UUID) -> EvidenceRevision:
    project = project_for(request, slug, Permission.EVIDENCE_VIEW)
    rows = EvidenceRevision.objects.of(project).select_related("evidence", "project")
    revision: EvidenceRevision | None = rows.filter(pk=pk).first()
    if revision is None:
        raise Http404
    return revision


def _hand_out(
    request: HttpRequest, revision: EvidenceRevision, *, media_type: str, policy: str, inline: bool
) -> FileResponse:
    content = _opened(revision)
    why = why_not_shown(content, media_type) if inline else ""
    if why:
        content.close()
        raise RuleBroken(
            _("This file is not shown here, because %(why)s. Download it instead.") % {"why": why}
        )
    record_download(actor=user_of(request), revision=revision)
    response = FileResponse(
        content, as_attachment=not inline, filename=revision.filename, content_type=media_type
    )
    return _guarded(response, policy)


def _guarded(response: FileResponse, policy: str) -> FileResponse:
    """Bytes that came from outside do nothing in the browser but what the policy lets them."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(revision: EvidenceRevision) -> BinaryIO:
    try:
        return files.open_verified(revision.digest)
    except files.FileDamaged as damaged:
        found_damaged(revision.digest, Fault(damaged.why))
        raise RuleBroken(
            _("This file is damaged in the store and is not handed out. It must be restored from a backup.")
        ) from damaged

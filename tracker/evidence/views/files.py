"""Handing bytes out: as a download always, in the browser only what browsers show safely."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.core import files
from tracker.core.errors import RuleBroken
from tracker.evidence.actions import found_damaged, record_download
from tracker.evidence.choices import Fault
from tracker.evidence.models import EvidenceRevision
from tracker.evidence.views.library import user_of
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
NOTHING = "default-src 'none'; sandbox; frame-ancestors 'none'"


@login_required
@require_GET
def file(request: HttpRequest, slug: str, pk: UUID) -> FileResponse:
    """The bytes of a revision, to keep; the log says who took them."""
    revision = _revision(request, slug, pk)
    return _hand_out(request, revision, media_type="application/octet-stream", policy=NOTHING, inline=False)


@login_required
@require_GET
def preview(request: HttpRequest, slug: str, pk: UUID) -> FileResponse:
    """The bytes of a revision, to look at: PDF, PNG and JPEG only."""
    revision = _revision(request, slug, pk)
    policy = PREVIEWED.get(revision.media_type)
    if policy is None:
        raise Http404
    return _hand_out(request, revision, media_type=revision.media_type, policy=policy, inline=True)


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
    try:
        content = files.open_verified(revision.digest)
    except files.FileDamaged as damaged:
        found_damaged(revision.digest, Fault(damaged.why))
        raise RuleBroken(
            _("This file is damaged in the store and is not handed out. It must be restored from a backup.")
        ) from damaged
    record_download(actor=user_of(request), revision=revision)
    response = FileResponse(
        content, as_attachment=not inline, filename=revision.filename, content_type=media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

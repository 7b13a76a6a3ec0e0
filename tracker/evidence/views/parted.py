"""The door for large files that a script sends part by part; who has no script sends them with the form."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import BadInput
from tracker.core.parts import PART
from tracker.evidence.actions import WrongPlace, append_part, begin_upload
from tracker.evidence.forms import LargeUploadForm
from tracker.evidence.models import LargeUpload
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_POST
def large_uploads(request: HttpRequest, slug: str) -> JsonResponse:
    """Begin a file, or find out how far the same one has come."""
    project = project_for(request, slug, Permission.EVIDENCE_ADD)
    form = LargeUploadForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("Say what the file is called, how large it is and what it is recognized by."))
    upload = begin_upload(actor=user_of(request), project=project, **form.cleaned_data)
    return _state(upload, slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def large_upload(request: HttpRequest, slug: str, pk: UUID) -> JsonResponse:
    """How far a file has come; a post is its next part, and 409 says which part is awaited instead."""
    project = project_for(request, slug, Permission.EVIDENCE_ADD)
    actor = user_of(request)
    mine = LargeUpload.objects.visible_to(actor).filter(project=project).select_related("project")
    upload = get_object_or_404(mine, pk=pk)
    if request.method != "POST":
        return _state(upload, slug)
    offset, part = _part(request)
    digest = request.headers.get("Part-Digest", "")
    try:
        upload = append_part(actor=actor, upload=upload, offset=offset, part=part, digest=digest)
    except WrongPlace as other:
        return JsonResponse({"offset": other.offset}, status=409)
    return _state(upload, slug)


def _part(request: HttpRequest) -> tuple[int, bytes]:
    """One part as it came whole; it is held in memory, so it has a size."""
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if not (offset.isdecimal() and length.isdecimal() and len(offset) < 16):
        raise BadInput(_("A part of a file says where it belongs and how long it is."))
    if int(length) > PART:
        raise BadInput(_("A part of a file has at most %(most)s bytes.") % {"most": PART})
    try:
        part = request.read(int(length))
    except UnreadablePostError:
        part = b""
    if len(part) != int(length):
        raise BadInput(_("A part of the file was broken off on its way. It is sent again."))
    return int(offset), part


def _state(upload: LargeUpload, slug: str) -> JsonResponse:
    said = {
        "id": str(upload.pk),
        "address": reverse("evidence:large_upload", args=(slug, upload.pk)),
        "offset": upload.received,
        "size": upload.size,
        "part": PART,
    }
    return JsonResponse(said, headers={"Cache-Control": "no-store"})

"""Taking documents away, and what it needs to check them: key, certificate, verifier, the whole log."""

from __future__ import annotations

import tempfile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from tracker.core import files, keys, pdf_signing
from tracker.core.errors import RuleBroken
from tracker.core.files import FileDamaged
from tracker.core.proof.single import single_file
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.reporting import actions
from tracker.reporting.choices import State
from tracker.reporting.models import EvidencePack, Report
from tracker.reporting.views.documents import readable
from tracker.reporting.workbook import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def report_file(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    """Hand out a report."""
    project = project_for(request, slug, Permission.REPORT_VIEW)
    report = get_object_or_404(readable(project), pk=pk)
    report.project = project
    return _handed_out(request, report, "application/pdf", report.digest, report.filename)


@login_required
@require_GET
def report_tables(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    """Hand out the tables of a report as a workbook."""
    project = project_for(request, slug, Permission.REPORT_VIEW)
    report = get_object_or_404(readable(project), pk=pk)
    report.project = project
    try:
        written = workbook(report) if report.is_ready else b""
        actions.record_download(actor=user_of(request), document=report)
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
        return redirect("reporting:report_list", slug)
    response = HttpResponse(written, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{report.tables_filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def pack_file(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    """Hand out a pack as one ZIP."""
    project = project_for(request, slug, Permission.PACK_DOWNLOAD)
    pack = get_object_or_404(EvidencePack.objects.of(project), pk=pk)
    pack.project = project
    return _handed_out(request, pack, "application/zip", pack.digest, pack.filename)


@login_required
@require_GET
def pack_bag(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    """Hand out the same pack as a bag: folders per clause, index and verifier."""
    project = project_for(request, slug, Permission.PACK_DOWNLOAD)
    pack = get_object_or_404(
        EvidencePack.objects.of(project).exclude(state=State.READY, bag_digest=""), pk=pk
    )
    pack.project = project
    return _handed_out(request, pack, "application/zip", pack.bag_digest, pack.bag_filename)


@login_required
@require_GET
def pack_signed(request: HttpRequest, slug: str, pk: str) -> HttpResponseBase:
    """Hand out the same pack as one PDF that carries its own signature."""
    project = project_for(request, slug, Permission.PACK_DOWNLOAD)
    pack = get_object_or_404(
        EvidencePack.objects.of(project).exclude(state=State.READY, signed_digest=""), pk=pk
    )
    pack.project = project
    return _handed_out(request, pack, "application/pdf", pack.signed_digest, pack.signed_filename)


@login_required
@require_safe
def public_key(request: HttpRequest, slug: str) -> HttpResponse:
    """The key with which packs are checked, to be kept and passed on apart from any pack."""
    project_for(request, slug, Permission.PROJECT_VIEW)
    response = HttpResponse(keys.public_key_pem(), content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="public_key.pem"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    """The certificate that signs PDFs, for a reader's list of trusted ones."""
    project_for(request, slug, Permission.PROJECT_VIEW)
    response = HttpResponse(pdf_signing.certificate().pem, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="pdf_certificate.pem"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def verifier(request: HttpRequest, slug: str) -> HttpResponse:
    """The one file that checks packs and exports of the log without this product."""
    project_for(request, slug, Permission.PROJECT_VIEW)
    response = HttpResponse(single_file(), content_type="text/x-python")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def log_export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole log of this implementation with its verifier, as one ZIP."""
    project = project_for(request, slug, Permission.ACTIVITY_VIEW)
    target = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    try:
        actions.export_log(actor=user_of(request), project=project, target=target)
    except RuleBroken:
        target.close()
        raise
    target.seek(0)
    name = f"{project.slug}-log-{project.today():%Y-%m-%d}.zip"
    response = FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _handed_out(
    request: HttpRequest, document: Report | EvidencePack, media_type: str, digest: str, filename: str
) -> HttpResponseBase:
    slug = document.project.slug
    try:
        source = files.open_verified(digest) if document.is_ready else None
        actions.record_download(actor=user_of(request), document=document, digest=digest)
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
        return redirect("reporting:report_list", slug)
    except FileDamaged:
        messages.error(request, _("The stored file is missing or damaged; have the document built again."))
        return redirect("reporting:report_list", slug)
    response = FileResponse(source, as_attachment=True, filename=filename, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Digest"] = f"sha-256={digest}"
    return response

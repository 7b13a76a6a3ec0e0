"""The doors through which evidence comes in and is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.evidence.actions import (
    add_revision,
    arrived,
    attach_evidence,
    attach_link,
    attach_statement,
    confirm_revision,
    describe_evidence,
    reject_revision,
    whole_uploads,
    withdraw_evidence,
)
from tracker.evidence.choices import Kind
from tracker.evidence.forms import (
    AttachForm,
    DescribeForm,
    ReasonForm,
    RevisionForm,
    VerdictForm,
    keys_of,
    uploads_of,
)
from tracker.evidence.models import Evidence, EvidenceRevision, LargeUpload
from tracker.evidence.views.library import choices_for, render_evidence
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """Attach files, an address or a statement."""
    project = project_for(request, slug, Permission.EVIDENCE_ADD)
    errors: dict[str, str] = {}
    keys = keys_of(request.POST.getlist("sent"))
    if request.method == "POST":
        form = AttachForm(project, request.POST, request.FILES)
        errors = _errors(form)
        if not errors:
            try:
                attached = _attach(user_of(request), project, form, keys)
            except NotPermitted:
                raise
            except RuleBroken as refused:
                errors = _refusal(refused)
            else:
                said = ngettext(
                    "%(n)s piece of evidence attached.", "%(n)s pieces of evidence attached.", len(attached)
                )
                messages.success(request, said % {"n": len(attached)})
                if len(attached) == 1:
                    return redirect("evidence:evidence", slug, attached[0].pk)
                return redirect("evidence:evidence_list", slug)
    context = {
        "project": project,
        "nav": "evidence",
        "errors": errors,
        "typed": request.POST if request.method == "POST" else request.GET,
        "today": project.today(),
        "sent": whole_uploads(user_of(request), project, keys) if keys else [],
        **choices_for(project),
    }
    return render(request, "evidence/new.html", context, status=422 if errors else 200)


def _attach(actor: User, project: Project, form: AttachForm, keys: list[UUID]) -> list[Evidence]:
    """Files, or an address, or words: what the chosen kind wants."""
    given = form.cleaned_data
    common: dict[str, Any] = {
        "actor": actor,
        "project": project,
        "validity": form.validity(),
        "note": given["note"],
        **form.about(),
    }
    if given["kind"] == Kind.LINK:
        return [attach_link(name=given["name"], address=given["address"], **common)]
    if given["kind"] == Kind.STATEMENT:
        return [attach_statement(name=given["name"], text=given["text"], **common)]
    together = given["together"]
    with arrived(actor=actor, project=project, keys=keys, field="files") as sent:
        uploads = uploads_of(given["files"], given["name"], together=together, sent=sent)
        return attach_evidence(uploads=uploads, kind=given["kind"], together=together, **common)


@login_required
@require_POST
def revisions(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Add a revision: a new file, a new address, or the same one reviewed with new dates."""
    project, found = _evidence(request, slug, pk, Permission.EVIDENCE_ADD)
    actor, keys = user_of(request), keys_of(request.POST.getlist("sent"))
    form = RevisionForm(request.POST, request.FILES)
    errors = _errors(form)
    if not errors:
        given = form.cleaned_data
        try:
            with arrived(actor=actor, project=project, keys=keys, field="file") as sent:
                uploads = uploads_of(given["file"], sent=sent)
                added = add_revision(
                    actor=actor,
                    evidence=found,
                    upload=uploads[0] if uploads else None,
                    more=uploads[1:],
                    address=given["address"],
                    validity=form.validity(),
                    version=given["version"],
                    note=given["note"],
                )
        except NotPermitted:
            raise
        except RuleBroken as refused:
            errors = _refusal(refused)
        else:
            messages.success(request, _("Revision %(number)s is current now.") % {"number": added.number})
            return redirect("evidence:evidence", slug, pk)
    waiting = whole_uploads(actor, project, keys) if keys else []
    return _again(request, project, pk, "revise", errors, waiting)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def description(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Change what stands around the file, and what it serves."""
    project, found = _evidence(request, slug, pk, Permission.EVIDENCE_ADD)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = DescribeForm(project, request.POST)
        errors = _errors(form)
        if not errors:
            given = form.cleaned_data
            names = {"name": given["name"], "kind": given["kind"], "version": given["version"]}
            try:
                describe_evidence(actor=user_of(request), evidence=found, **names, **form.about())
            except NotPermitted:
                raise
            except RuleBroken as refused:
                errors = _refusal(refused)
            else:
                messages.success(request, _("Saved."))
                return redirect("evidence:evidence", slug, pk)
    context = {
        "project": project,
        "nav": "evidence",
        "evidence": found,
        "errors": errors,
        "typed": request.POST if request.method == "POST" else None,
        "linked": set(found.clause_links.values_list("clause__number", flat=True)),
        "held": set(found.information_links.values_list("information__code", flat=True)),
        **choices_for(project),
    }
    return render(request, "evidence/description.html", context, status=422 if errors else 200)


@login_required
@require_POST
def withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Take evidence back; the answer names the clauses that rested on it."""
    project, found = _evidence(request, slug, pk, Permission.EVIDENCE_WITHDRAW)
    form = ReasonForm(request.POST)
    errors = _errors(form)
    if not errors:
        given = form.cleaned_data
        try:
            withdrawn = withdraw_evidence(
                actor=user_of(request), evidence=found, reason=given["reason"], version=given["version"]
            )
        except NotPermitted:
            raise
        except RuleBroken as refused:
            errors = _refusal(refused)
        else:
            where = ", ".join(withdrawn.clauses) or _("no clause")
            messages.success(request, _("Withdrawn. It was evidence for %(where)s.") % {"where": where})
            return redirect("evidence:evidence", slug, pk)
    return _again(request, project, pk, "withdraw", errors)


@login_required
@require_POST
def verdict(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A second person confirms or rejects a revision."""
    project = project_for(request, slug, Permission.EVIDENCE_CONFIRM)
    revision = (
        EvidenceRevision.objects.of(project).filter(pk=pk).select_related("evidence", "project").first()
    )
    if revision is None:
        raise Http404
    form = VerdictForm(request.POST)
    errors = _errors(form)
    if not errors:
        given = form.cleaned_data
        actor, version = user_of(request), given["version"]
        try:
            if given["verdict"] == "confirmed":
                confirm_revision(actor=actor, revision=revision, note=given["note"], version=version)
            else:
                reject_revision(actor=actor, revision=revision, reason=given["note"], version=version)
        except NotPermitted:
            raise
        except RuleBroken as refused:
            errors = _refusal(refused)
        else:
            confirmed = given["verdict"] == "confirmed"
            messages.success(
                request, _("Confirmed.") if confirmed else _("Rejected; a new revision is needed.")
            )
            return redirect("evidence:evidence", slug, revision.evidence_id)
    opened = "reject" if request.POST.get("verdict") == "rejected" else ""
    return _again(request, project, revision.evidence_id, opened, errors)


def _evidence(request: HttpRequest, slug: str, pk: UUID, permission: Permission) -> tuple[Project, Evidence]:
    project = project_for(request, slug, permission)
    found = Evidence.objects.of(project).filter(pk=pk).select_related("project").first()
    if found is None:
        raise Http404
    return project, found


def _again(
    request: HttpRequest,
    project: Project,
    pk: UUID,
    opened: str,
    errors: dict[str, str],
    sent: Sequence[LargeUpload] = (),
) -> HttpResponse:
    extra = {"open": opened, "errors": errors, "typed": request.POST, "sent": sent}
    return render_evidence(request, project, pk, extra, status=422)


def _errors(form: Form) -> dict[str, str]:
    return {name: str(lines[0]) for name, lines in form.errors.items()}


def _refusal(refused: RuleBroken) -> dict[str, str]:
    lines = [line.message for line in getattr(refused, "lines", [])]
    sentence = " ".join([refused.sentence, *lines]) if len(lines) > 1 else refused.sentence
    return {refused.field or "form": sentence}

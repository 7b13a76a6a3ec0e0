"""Doors for the browser: all decisions, the page where one is read and signed, its receipt."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tracker.core.errors import RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.signoffs import actions, desk, policies, queries
from tracker.signoffs.forms import WithdrawalForm
from tracker.signoffs.models import SignOff, SignOffRequest
from tracker.signoffs.receipt import receipt_pdf, receipt_text


def _load(request: HttpRequest, slug: str, pk: str) -> SignOffRequest:
    """The request with its project, or 404 for who may not know of it."""
    project = project_for(request, slug, Permission.SIGNOFF_VIEW)
    asked = get_object_or_404(SignOffRequest.objects.of(project).with_people(), pk=pk)
    asked.project = project
    found: SignOffRequest = asked
    return found


@login_required
@require_safe
def request_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All decisions of the implementation; what waits stands first."""
    project = project_for(request, slug, Permission.SIGNOFF_VIEW)
    me = user_of(request)
    rows = list(queries.requests_of(project).marking(me))
    waiting = [row for row in rows if row.is_waiting]
    context = {
        "project": project,
        "nav": "signoffs",
        "mine": [row for row in waiting if row.for_me],
        "others": [row for row in waiting if not row.for_me],
        "answered": [row for row in rows if not row.is_waiting],
        "delegated": queries.delegation_now(me, project),
        "today": project.today(),
    }
    return render(request, "signoffs/request_list.html", context)


@login_required
@require_safe
@never_cache
def request_detail(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """One decision: what is asked, the frozen content to its end, and below it the form or the receipt."""
    return desk.show(request, _load(request, slug, pk))


@login_required
@require_POST
def reading(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """The page says that the whole content has been before the reader."""
    asked = _load(request, slug, pk)
    actions.mark_viewed_to_end(actor=user_of(request), request=asked)
    return HttpResponse(status=204)


@sensitive_post_parameters("password")
@login_required
@require_POST
def decision(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Approve, approve with conditions or decline, with one's name."""
    asked = _load(request, slug, pk)
    if asked.answer_link:
        return redirect(asked.answer_link, preserve_request=True)
    sign = partial(actions.sign, actor=user_of(request), request=asked)
    return desk.take_answer(request, asked, sign)


@login_required
@require_POST
def withdrawal(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Who asked takes the question back."""
    asked = _load(request, slug, pk)
    form = WithdrawalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.withdraw_request(actor=user_of(request), request=asked, reason=reason)
    except RuleBroken as refusal:
        return desk.refused(request, asked, refusal, {"reason": reason})
    messages.success(request, _("The question is taken back; it stays on record."))
    return redirect("signoffs:request_detail", slug, pk)


@sensitive_post_parameters("password")
@login_required
@require_POST
def retraction(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """The signer takes their sign-off back."""
    asked, me = _load(request, slug, pk), user_of(request)
    signoff = asked.signoffs.filter(withdraws=None, signer_id=me.pk).first() or _answer(asked)
    signoff.request = asked
    policies.require_withdrawer(me, signoff)
    form = WithdrawalForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {"reason": "", "password": ""}
    try:
        proof = desk.prove(request, asked, typed["password"])
        actions.withdraw_signoff(actor=me, signoff=signoff, proof=proof, reason=typed["reason"])
    except RuleBroken as refusal:
        return desk.refused(request, asked, refusal, typed)
    messages.success(request, _("Your sign-off is withdrawn; both stay on record."))
    return redirect("signoffs:request_detail", slug, pk)


@login_required
@require_safe
def receipt_file(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Everything that is needed to check the sign-off without this site."""
    signoff = _answer(_load(request, slug, pk), request.GET.get("of", ""))
    return _handed_out(receipt_text(signoff), "application/json", f"{signoff.receipt}.json")


@login_required
@require_safe
def receipt_paper(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """The receipt as a PDF, with the file for machines inside."""
    signoff = _answer(_load(request, slug, pk), request.GET.get("of", ""))
    try:
        return _handed_out(receipt_pdf(signoff), "application/pdf", f"{signoff.receipt}.pdf")
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
        return redirect("signoffs:request_detail", slug, pk)


def _answer(asked: SignOffRequest, number: str = "") -> SignOff:
    """The last answer, or the one with this receipt number."""
    answers = asked.signoffs.filter(withdraws=None)
    signoff = next((row for row in answers if not number or row.receipt == number), None)
    if signoff is None:
        raise Http404
    signoff.request = asked
    found: SignOff = signoff
    return found


def _handed_out(content: str | bytes, media_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

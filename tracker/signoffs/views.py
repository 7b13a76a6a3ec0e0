"""Doors for the browser: all decisions, the page where one is read and signed, its receipt."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import weekday_year
from tracker.core.render import render
from tracker.people.models import User
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission
from tracker.signoffs import actions, identity, policies, queries
from tracker.signoffs.choices import Decision
from tracker.signoffs.content import in_words, sections_of
from tracker.signoffs.forms import DecisionForm, WithdrawalForm
from tracker.signoffs.models import SignOffRequest

SIGNED = {
    Decision.APPROVED: gettext_lazy("Approved. This is your receipt."),
    Decision.APPROVED_WITH_CONDITIONS: gettext_lazy("Approved with conditions. This is your receipt."),
    Decision.DECLINED: gettext_lazy("Declined. This is your receipt."),
}


def _load(request: HttpRequest, slug: str, pk: str) -> SignOffRequest:
    """The request with its project, or 404 for who may not know of it."""
    project = project_for(request, slug, Permission.SIGNOFF_VIEW)
    asked = get_object_or_404(SignOffRequest.objects.of(project).with_people(), pk=pk)
    asked.project = project
    found: SignOffRequest = asked
    return found


@login_required
@require_GET
def request_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All decisions of the implementation; what waits stands first."""
    project = project_for(request, slug, Permission.SIGNOFF_VIEW)
    me = cast(User, request.user)
    rows = list(queries.requests_of(project))
    waiting = [row for row in rows if row.is_waiting]
    context = {
        "project": project,
        "nav": "signoffs",
        "mine": [row for row in waiting if row.asked_of_id == me.pk],
        "others": [row for row in waiting if row.asked_of_id != me.pk],
        "answered": [row for row in rows if not row.is_waiting],
        "today": project.today(),
    }
    return render(request, "signoffs/request_list.html", context)


@login_required
@require_GET
@never_cache
def request_detail(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """One decision: what is asked, the frozen content to its end, and below it the form or the receipt."""
    return _page(request, _load(request, slug, pk))


def _page(
    request: HttpRequest,
    asked: SignOffRequest,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    me = cast(User, request.user)
    given = list(asked.signoffs.select_related("withdraws", "withdrawn_by"))
    answer = next((row for row in given if row.withdraws_id is None), None)
    earlier = queries.signoff_before(asked)
    context = {
        "project": asked.project,
        "nav": "signoffs",
        "asked": asked,
        "title": str(asked.content.get("title") or asked.title),
        "subtitle": asked.content.get("subtitle", ""),
        "sections": sections_of(asked.content),
        "in_words": in_words,
        "earlier": earlier,
        "differences": queries.changed_since(earlier, asked.content) if earlier else [],
        "answer": answer,
        "check": queries.verify(answer) if answer else None,
        "withdrawal": next((row for row in given if row.withdraws_id), None),
        "moments": {row.pk: _moment(row.at, asked.project.zone) for row in given},
        "may_sign": policies.may_sign(me, asked),
        "may_withdraw_request": policies.may_withdraw_request(me, asked),
        "may_withdraw_signoff": answer is not None and policies.may_withdraw_signoff(me, answer),
        "lacks_second_factor": policies.lacks_second_factor(me, asked.project),
        "proof": identity.proof_in_session(request, me),
        "factors": identity.second_factors(me),
        "role": queries.role_in_words(me, asked.project),
        "waiting_for_me": queries.waiting_on(me).exclude(pk=asked.pk).count(),
        "errors": errors or {},
        "typed": typed or {},
        "today": asked.project.today(),
    }
    return render(request, "signoffs/request_detail.html", context, status=status)


def _moment(at: datetime, zone: str) -> str:
    """Mon 23 Nov 2026, 08:47:12 CET: to the second, at the place of the implementation."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{weekday_year(local.date())}, {local:%H:%M:%S %Z}"


@login_required
@require_POST
def reading(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """The page says that the whole content has been before the reader."""
    asked = _load(request, slug, pk)
    actions.mark_viewed_to_end(actor=cast(User, request.user), request=asked)
    return HttpResponse(status=204)


@sensitive_post_parameters("password")
@login_required
@require_POST
def decision(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Approve, approve with conditions or decline, with one's name."""
    asked, me = _load(request, slug, pk), cast(User, request.user)
    policies.require_signer(me, asked)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return _page(request, asked, errors=errors, typed=request.POST.dict(), status=422)
    answer = form.cleaned_data
    try:
        signoff = actions.sign(
            actor=me,
            request=asked,
            proof=_prove(request, asked, answer["password"]),
            decision=Decision(answer["decision"]),
            conditions=answer["conditions"],
            comment=answer["comment"],
            read_to_end=answer["read_to_end"],
            digest=answer["digest"],
        )
    except RuleBroken as refusal:
        return _refused(request, asked, refusal, answer)
    messages.success(request, SIGNED[Decision(signoff.decision)])
    return redirect("signoffs:request_detail", slug, pk)


def _prove(request: HttpRequest, asked: SignOffRequest, password: str) -> actions.Proof:
    me = cast(User, request.user)
    proof = identity.proof_in_session(request, me)
    if proof is not None and not password:
        return proof
    if not password:
        raise RuleBroken(_("Confirm that it is you: enter your password."), field="password")
    return actions.prove_with_password(actor=me, request=asked, password=password)


def _refused(
    request: HttpRequest, asked: SignOffRequest, refusal: RuleBroken, typed: dict[str, Any]
) -> HttpResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    kept = {name: value for name, value in typed.items() if name != "password"}
    errors = {refusal.field or "all": refusal.sentence}
    return _page(
        request, _load(request, asked.project.slug, str(asked.pk)), errors=errors, typed=kept, status=409
    )


@login_required
@require_POST
def withdrawal(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Who asked takes the question back."""
    asked = _load(request, slug, pk)
    form = WithdrawalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.withdraw_request(actor=cast(User, request.user), request=asked, reason=reason)
    except RuleBroken as refusal:
        return _refused(request, asked, refusal, {"reason": reason})
    messages.success(request, _("The question is taken back; it stays on record."))
    return redirect("signoffs:request_detail", slug, pk)


@sensitive_post_parameters("password")
@login_required
@require_POST
def retraction(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """The signer takes their sign-off back."""
    asked, me = _load(request, slug, pk), cast(User, request.user)
    signoff = asked.signoffs.filter(withdraws=None).first()
    if signoff is None:
        raise Http404
    policies.require_signer(me, asked)
    form = WithdrawalForm(request.POST)
    typed = form.cleaned_data if form.is_valid() else {"reason": "", "password": ""}
    try:
        proof = _prove(request, asked, typed["password"])
        actions.withdraw_signoff(actor=me, signoff=signoff, proof=proof, reason=typed["reason"])
    except RuleBroken as refusal:
        return _refused(request, asked, refusal, typed)
    messages.success(request, _("Your sign-off is withdrawn; both stay on record."))
    return redirect("signoffs:request_detail", slug, pk)


@login_required
@require_GET
def receipt_file(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Everything that is needed to check the sign-off without this site."""
    asked = _load(request, slug, pk)
    signoff = asked.signoffs.filter(withdraws=None).first()
    if signoff is None:
        raise Http404
    response = JsonResponse(
        queries.receipt_of(signoff), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{signoff.receipt}.json"'
    return response

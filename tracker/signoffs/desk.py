"""The desk at which somebody signs: its form, its page, its proof of identity.

Not private like a view: a room whose subject is signed takes the answer at an address of its own
(`SignOffRequest.answer_link`), lets its verb follow, and shows this page.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import weekday_year
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.signoffs import actions, identity, policies, queries
from tracker.signoffs.choices import Decision
from tracker.signoffs.content import in_words, sections_of
from tracker.signoffs.models import SignOff, SignOffRequest

SIGNED = {
    Decision.APPROVED: gettext_lazy("Approved. This is your receipt."),
    Decision.APPROVED_WITH_CONDITIONS: gettext_lazy("Approved with conditions. This is your receipt."),
    Decision.DECLINED: gettext_lazy("Declined. This is your receipt."),
}


class DecisionForm(forms.Form):
    """The answer to a request."""

    decision = forms.ChoiceField(
        choices=[choice for choice in Decision.choices if choice[0] != Decision.WITHDRAWN],
        error_messages={
            "required": gettext_lazy("Choose whether you approve, approve with conditions, or decline.")
        },
    )
    conditions = forms.CharField(required=False, max_length=4000)
    comment = forms.CharField(required=False, max_length=4000)
    password = forms.CharField(required=False, max_length=4096, strip=False)
    read_to_end = forms.BooleanField(required=False)
    digest = forms.RegexField(r"^[0-9a-f]{64}$")


def asked_about(request: HttpRequest, subject: models.Model) -> SignOffRequest:
    """The question about a subject that this form answers; 404 where nobody was asked anything.

    The digest in the form says which, where more than one waits for the same person.
    """
    mine = SignOffRequest.objects.about(subject).waiting_for(user_of(request)).with_people()
    same = mine.filter(digest=request.POST.get("digest", "")).first()
    found = same or mine.first() or queries.latest_request_about(subject)
    if found is None:
        raise Http404
    return found


def take_answer(request: HttpRequest, asked: SignOffRequest, sign: Callable[..., SignOff]) -> HttpResponse:
    """Read the answer, have it signed by the verb given, and go to the receipt; or say why not."""
    policies.require_signer(user_of(request), asked)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        errors = {name: str(lines[0]) for name, lines in form.errors.items()}
        return show(request, asked, errors=errors, typed=request.POST.dict(), status=422)
    answer = form.cleaned_data
    try:
        signoff = sign(
            proof=prove(request, asked, answer["password"]),
            decision=Decision(answer["decision"]),
            conditions=answer["conditions"],
            comment=answer["comment"],
            read_to_end=answer["read_to_end"],
            digest=answer["digest"],
        )
    except RuleBroken as refusal:
        return refused(request, asked, refusal, answer)
    messages.success(request, SIGNED[Decision(signoff.decision)])
    if signoff.request.is_waiting:
        messages.info(request, _("It now waits for %(name)s.") % {"name": signoff.request.asked_of})
    return redirect("signoffs:request_detail", asked.project.slug, asked.pk)


def prove(request: HttpRequest, asked: SignOffRequest, password: str) -> actions.Proof:
    """Who signs, shown by the password just typed or by a second factor a moment ago."""
    me = user_of(request)
    proof = identity.proof_in_session(request, me)
    if proof is not None and not password:
        return proof
    if not password:
        raise RuleBroken(_("Confirm that it is you: enter your password."), field="password")
    return actions.prove_with_password(actor=me, request=asked, password=password)


def refused(
    request: HttpRequest, asked: SignOffRequest, refusal: RuleBroken, typed: dict[str, Any]
) -> HttpResponse:
    """The page once more with what was typed, and why not; who may not at all gets the refusal itself."""
    if isinstance(refusal, NotPermitted):
        raise refusal
    kept = {name: value for name, value in typed.items() if name != "password"}
    errors = {refusal.field or "all": refusal.sentence}
    project = asked.project
    asked = SignOffRequest.objects.of(project).with_people().get(pk=asked.pk)
    asked.project = project
    return show(request, asked, errors=errors, typed=kept, status=409)


def show(
    request: HttpRequest,
    asked: SignOffRequest,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One decision: what is asked, the frozen content to its end, and below it the form or the receipt."""
    me = user_of(request)
    seats = queries.places_of(asked)
    given = list(asked.signoffs.select_related("withdraws", "withdrawn_by"))
    answer = _shown(asked, given, me)
    mine = next((row for row in given if row.withdraws_id is None and row.signer_id == me.pk), None)
    place = policies.my_turn(me, asked)
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
        "seats": seats,
        "place": place,
        "read_at": place.seat.viewed_to_end_at if place and place.seat.viewed_by_id == me.pk else None,
        "moments": {row.pk: _moment(row.at, asked.project.zone) for row in given},
        "may_sign": place is not None,
        "may_withdraw_request": policies.may_withdraw_request(me, asked),
        "may_withdraw_signoff": mine is not None and policies.may_withdraw_signoff(me, mine),
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


def _shown(asked: SignOffRequest, given: list[SignOff], me: User) -> SignOff | None:
    """The sign-off whose receipt stands on the page: one's own while others are still asked, else the last."""
    answers = [row for row in given if row.withdraws_id is None]
    if asked.is_waiting:
        return next((row for row in answers if row.signer_id == me.pk), None)
    taken_back = [row for row in answers if hasattr(row, "withdrawn_by")]
    return next(iter(taken_back or answers), None)


def _moment(at: datetime, zone: str) -> str:
    """Mon 23 Nov 2026, 08:47:12 CET: to the second, at the place of the implementation."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{weekday_year(local.date())}, {local:%H:%M:%S %Z}"

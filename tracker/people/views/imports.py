"""A staff list from a file: shown first, applied with one click, and only as it was shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.core import holding
from tracker.core.errors import BadInput, NotPermitted, RuleBroken, StaleEdit
from tracker.core.render import render, wants_block
from tracker.core.tables import MAX_BYTES, read_table
from tracker.people import actions
from tracker.people.access import user_of
from tracker.people.forms import ImportForm
from tracker.people.models import Organization, StaffListRun
from tracker.people.views.shared import admin_of

Take = Callable[[list[Any], str], Any]
Hand = Callable[[holding.Held, int], StaffListRun]


@dataclass(slots=True)
class StaffList:
    """A list on its way in: what was sent, what it would do, what stands against it, or what was done."""

    form: ImportForm
    preview: Any = None
    ticket: str = ""
    name: str = ""
    problems: list[Any] = field(default_factory=list)
    sentence: str = ""
    done: Any = None
    run: StaffListRun | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "preview": self.preview,
            "ticket": self.ticket,
            "name": self.name,
            "problems": self.problems,
            "sentence": self.sentence,
        }

    @property
    def status(self) -> int:
        return 422 if self.form.errors or self.problems else 409 if self.sentence else 200


def staff_list(request: HttpRequest, organization: Organization, take: Take, hand: Hand) -> StaffList:
    """Preview an upload, or apply the one that was previewed: what `take` is asked to do was seen before.

    A long list is handed to the worker by `hand`.
    """
    owner = user_of(request).pk
    if "ticket" not in request.POST:
        return _uploaded(request, organization, owner)
    empty = StaffList(ImportForm())
    try:
        held = holding.redeem(request.POST["ticket"], owner=owner, purpose=_purpose(organization))
        with holding.opened(held) as source:
            lines = actions.staff_lines(read_table(source, held.name, max_rows=actions.MOST_PEOPLE))
        if len(lines) > actions.AT_ONCE:
            empty.run = hand(held, len(lines))
            return empty
        empty.done = take(lines, held.mark)
    except NotPermitted:
        raise
    except StaleEdit as refusal:
        whole = held.mark.startswith(actions.WHOLE)
        shown = _shown(organization, held, owner, empty.form, whole=whole)
        shown.sentence = refusal.sentence
        return shown
    except RuleBroken as refusal:
        empty.sentence = refusal.sentence
        empty.problems = refusal.lines if isinstance(refusal, BadInput) else []
        return empty
    holding.let_go(held)
    words = _("%(added)s added, %(changed)s changed, %(left)s left.")
    done = {"added": empty.done.added, "changed": empty.done.changed, "left": empty.done.left}
    messages.success(request, words % done)
    return empty


def _uploaded(request: HttpRequest, organization: Organization, owner: UUID) -> StaffList:
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return StaffList(form)
    upload = form.cleaned_data["file"]
    try:
        held = holding.hold(upload, upload.name, limit=MAX_BYTES)
        return _shown(organization, held, owner, form, whole=form.cleaned_data["whole"])
    except BadInput as refusal:
        form.add_error("file", refusal.sentence)
        return StaffList(form, problems=refusal.lines)


def _purpose(organization: Organization) -> str:
    return f"staff:{organization.pk}"


def _shown(
    organization: Organization, held: holding.Held, owner: UUID, form: ImportForm, *, whole: bool
) -> StaffList:
    with holding.opened(held) as source:
        lines = actions.staff_lines(read_table(source, held.name, max_rows=actions.MOST_PEOPLE))
    preview = actions.preview_staff(organization=organization, lines=lines, whole=whole)
    ticket = holding.ticket(held, owner=owner, purpose=_purpose(organization), mark=preview.mark)
    return StaffList(form, preview, "" if preview.problems else ticket, held.name)


@login_required
@require_POST
def import_staff(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Without a ticket only a preview: what would be added and changed, and each line that is refused."""
    admin = admin_of(request)
    organization = get_object_or_404(Organization, pk=pk)
    found = staff_list(
        request,
        organization,
        lambda lines, mark: actions.import_staff(
            actor=admin, organization=organization, lines=lines, previewed=mark
        ),
        lambda held, lines: actions.hand_over_list(
            actor=admin, organization=organization, held=held, lines=lines
        ),
    )
    if found.run:
        return redirect("people:staff_run", found.run.pk)
    if found.done:
        return redirect("people:register", organization.pk)
    context = {"nav": "people", "organization": organization, **found.facts}
    return render(request, "people/import.html", context, status=found.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a long list is; a POST tries one again that failed."""
    admin = admin_of(request)
    run = get_object_or_404(StaffListRun.objects.select_related("organization", "requested_by"), pk=pk)
    if request.method == "POST":
        again(request, lambda: actions.try_list_again(actor=admin, run=run))
        return redirect("people:staff_run", pk)
    context = {"nav": "people", "organization": run.organization, "run": run}
    return render(request, "people/staff_run.html", context, "progress" if wants_block(request) else None)


def again(request: HttpRequest, verb: Callable[[], None]) -> None:
    """Try it, or say why not."""
    try:
        verb()
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)

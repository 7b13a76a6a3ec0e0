"""A change request in words: what somebody who decides puts their name to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tracker.plan.models import ChangeRequest
from tracker.signoffs.content import Section, content_of


def change_content(request: ChangeRequest) -> dict[str, Any]:
    """Only what the request holds, in a fixed order."""
    facts: list[tuple[str, Any]] = [(_("Number"), request.number), (_("Reason"), request.reason)]
    if request.cost is not None:
        facts.append((_("Cost"), str(request.cost)))
    sections = [Section(title=_("The request"), rows=facts)]
    if request.is_baseline:
        sections.append(_plan(request))
    else:
        sections += [_items(request), *_effect(request.effect)]
    return content_of(title=request.title, subtitle=request.get_kind_display(), sections=sections)


def _plan(request: ChangeRequest) -> Section:
    return Section(
        title=_("The plan as it would be held"),
        heads=[_("Task"), _("Start"), _("Due")],
        table=[[row["name"], row["starts_on"], row["due_on"]] for row in request.proposed],
    )


def _items(request: ChangeRequest) -> Section:
    return Section(
        title=_("What changes"),
        heads=[_("Task"), _("Change")],
        table=[[item["name"], item_words(item)] for item in request.items],
    )


def item_words(item: dict[str, Any]) -> str:
    """One change in words; days as ISO dates, which a reader sees as theirs."""
    if item["kind"] == "remove":
        return _("leaves the plan")
    if item["kind"] == "effort":
        return _("takes %(hours)s hours") % {"hours": item["effort_hours"]}
    words = {"from": item["starts_on"], "to": item["due_on"]}
    if item["kind"] == "redate":
        return _("lies from %(from)s to %(to)s") % words
    return _("is new, from %(from)s to %(to)s") % words


def _effect(effect: dict[str, Any]) -> list[Section]:
    hours = Decimal(effect.get("hours", "0"))
    rows: list[tuple[str, Any]] = [(_("Effort in hours"), f"{hours:+}" if hours else _("as before"))]
    if effect.get("end"):
        name, before, after = effect["end"]
        rows.append(
            (name, after if before == after else _("%(a)s instead of %(b)s") % {"a": after, "b": before})
        )
    rows.append((_("Tolerance"), _("passed") if effect.get("tolerance_passed") else _("kept")))
    found = [Section(title=_("Effect"), rows=rows)]
    for title, key, head in (
        (_("Milestones that move"), "milestones", _("Milestone")),
        (_("Clauses that are done on another day"), "clauses", _("Clause")),
    ):
        if effect.get(key):
            table = [[name, before, after or _("no task left")] for name, before, after in effect[key]]
            found.append(Section(title=title, heads=[head, _("So far"), _("With the change")], table=table))
    return found

"""What part of the plan is shown: said in the address, so that it can be shared and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.core.render import wants_block
from tracker.people.access import user_of
from tracker.plan.queries import PlanRow, PlanTable

SHOWN: tuple[tuple[str, Promise], ...] = (
    ("", _("All tasks")),
    ("mine", _("Mine")),
    ("late", _("Late")),
    ("critical", _("Critical")),
    ("unowned", _("Without owner")),
    ("open", _("Open")),
)
KEPT = ("show", "phase", "q", "zoom")


def asked(request: HttpRequest) -> QueryDict:
    """The query of the page that the person looks at, also where a part of it is asked for anew."""
    if request.method != "POST" and not wants_block(request):
        return request.GET
    sent = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return QueryDict(sent[:2000]) if sent else request.GET


def wish(query: QueryDict) -> dict[str, str]:
    """The part of a query that says what is shown; the rest is left out."""
    found = {name: query.get(name, "").strip()[:100] for name in KEPT}
    if found["show"] not in {key for key, _word in SHOWN}:
        found["show"] = ""
    return {name: value for name, value in found.items() if value}


def address(said: dict[str, str], **other: str) -> str:
    """The query that shows the same part, but for one thing."""
    return "?" + urlencode({name: value for name, value in {**said, **other}.items() if value})


def narrowed(request: HttpRequest, table: PlanTable, said: dict[str, str]) -> list[PlanRow]:
    """The rows that fit, under the groups they lie in; all of them where nothing is asked."""
    tests = _tests(request, table, said)
    if not tests:
        return table.rows
    phase = said.get("phase", "")
    found: list[PlanRow] = []
    above: list[PlanRow] = []
    inside = not phase
    for row in table.rows:
        if phase and row.level == 0:
            inside = str(row.id) == phase
        above = [over for over in above if over.level < row.level]
        if row.kind != "group" and inside and all(test(row) for test in tests):
            found += [*above, row]
            above = []
        elif row.kind == "group":
            above.append(row)
    return found


def _tests(request: HttpRequest, table: PlanTable, said: dict[str, str]) -> list[Callable[[PlanRow], bool]]:
    mine: Any = user_of(request).person_id
    known: dict[str, Callable[[PlanRow], bool]] = {
        "mine": lambda row: mine is not None and row.owner_id == mine,
        "late": lambda row: not row.done and (row.due_on < table.today or (row.slip or 0) > 0),
        "critical": lambda row: row.critical,
        "unowned": lambda row: row.owner_id is None and not row.done,
        "open": lambda row: not row.done,
    }
    tests = [known[said["show"]]] if said.get("show") else []
    if words := said.get("q", "").casefold():
        tests.append(lambda row: words in row.name.casefold() or words in row.owner.casefold())
    if said.get("phase") and not tests:
        tests.append(lambda row: True)
    return tests

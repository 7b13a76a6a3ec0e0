"""Plans in spreadsheets: one row a task, the headings people use, in English or German."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem
from tracker.core.tables import Row
from tracker.plan.importing.plain import ImportedLink, ImportedPlan, ImportedTask, Unread
from tracker.plan.importing.refusal import MAX_PROBLEMS, refusal, refuse
from tracker.plan.importing.units import MINUTES_A_DAY, hanging, span

HEADINGS: dict[str, tuple[str, ...]] = {
    "uid": ("id", "uid", "no", "no.", "nr", "nr.", "#", "number", "unique id", "task id"),
    "wbs": ("wbs", "outline", "outline number", "wbs code", "psp", "psp-code", "gliederungsnummer"),
    "level": ("outline level", "level", "gliederungsebene"),
    "name": ("name", "task", "task name", "activity", "title", "vorgang", "vorgangsname", "aufgabe"),
    "start": ("start", "start date", "starts", "starts on", "begin", "anfang", "beginn"),
    "finish": ("finish", "finish date", "end", "end date", "due", "due date", "due on", "ende", "fällig"),
    "duration": ("duration", "dauer"),
    "predecessors": ("predecessors", "predecessor", "depends on", "vorgänger"),
    "owner": ("owner", "responsible", "assigned to", "resource names", "resource", "ressourcennamen"),
    "percent": ("percent", "% complete", "percent complete", "% done", "done", "progress", "% abgeschlossen"),
    "milestone": ("milestone", "meilenstein"),
    "phase": ("phase", "stage"),
    "clause": ("clause", "clauses", "iso clause", "abschnitt"),
    "effort": ("effort", "work", "effort hours", "hours", "arbeit", "aufwand"),
    "notes": ("notes", "note", "description", "comment", "notizen", "beschreibung"),
}
# Both ways of writing the outline say the same.
CARRIES = {"wbs": "outline", "level": "outline", "predecessors": "links", "clause": "clauses"}
FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}
YES = {"yes", "y", "true", "x", "1", "ja", "j", "wahr", "milestone"}
NO = {"no", "n", "false", "0", "nein", "falsch", "-", "task"}
PATTERNS = (
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
)
MORNING, EVENING = time(8), time(17)


class _Wrong(Exception):
    pass


def read_sheet(rows: Sequence[Row]) -> ImportedPlan:
    """The plan in the rows. Raises `BadInput` with every line that cannot be read."""
    if not rows:
        raise refusal(0, _("There are headings but no tasks below them."))
    known = {name for row in rows for name, value in row.cells.items() if value or name in FIELD_OF}
    known |= {name for name in rows[0].heading if name in FIELD_OF}
    fields = {FIELD_OF[name] for name in known if name in FIELD_OF}
    for needed, words in (("name", "Name"), ("start", "Start"), ("finish", "Finish")):
        if needed not in fields and not (needed == "finish" and "duration" in fields):
            raise refusal(1, _("There is no column headed “%(name)s”.") % {"name": words})
    unread = [
        Unread(1, name, _("The column has no place here.")) for name in sorted(known) if name not in FIELD_OF
    ]
    tasks: list[ImportedTask] = []
    problems: list[LineProblem] = []
    shares = _percents_are_shares(rows)
    free = count(_highest_number(rows) + 1)
    for row in rows:
        try:
            tasks.append(_task(free, row, shares))
        except _Wrong as wrong:
            problems.append(LineProblem(row.line, str(wrong)))
            if len(problems) >= MAX_PROBLEMS:
                break
    if problems:
        refuse(problems)
    return ImportedPlan(
        "sheet",
        "",
        tuple(_finished(tasks)),
        tuple(unread),
        strict_people=True,
        carries=frozenset(CARRIES.get(name, name) for name in fields),
    )


def _highest_number(rows: Sequence[Row]) -> int:
    """The highest number that a row gives itself; 0 where none does."""
    said = (value for row in rows for name, value in row.cells.items() if FIELD_OF.get(name) == "uid")
    return max(
        (int(text) for text in said if text.isdecimal() and text.isascii() and len(text) < 11), default=0
    )


def _task(free: Iterator[int], row: Row, shares: bool) -> ImportedTask:
    """A row without a number, as one that was added by hand, takes one that no other row has."""
    said = {FIELD_OF[name]: value for name, value in row.cells.items() if value and name in FIELD_OF}
    name = " ".join(said.get("name", "").split())
    if not name:
        raise _Wrong(_("The task has no name."))
    start = _moment(said, "start", MORNING)
    minutes = _duration(said)
    finish = _moment(said, "finish", EVENING)
    milestone = _yes(said) if said.get("milestone") else minutes == 0
    start = start or (finish and datetime.combine(finish, MORNING))
    if start is None:
        raise _Wrong(_("“%(name)s” has neither start nor finish.") % {"name": name[:80]})
    if finish is None:
        finish = start if milestone or not minutes else _after(start, minutes)
    return ImportedTask(
        line=row.line,
        uid=_whole(said, "uid", 0) or next(free),
        name=name,
        level=_level(said),
        start=start,
        finish=max(finish, start) if finish.date() == start.date() else finish,
        duration_minutes=0 if milestone else minutes if minutes is not None else _workdays(start, finish),
        percent=_percent(said, shares),
        milestone=milestone,
        links=tuple(_links(row.line, said)),
        owners=tuple(filter(None, [said.get("owner", "")])),
        wbs=said.get("wbs", ""),
        phase=said.get("phase", "")[:200],
        clauses=tuple(filter(None, re.split(r"[,;\s]+", said.get("clause", "")))),
        effort_minutes=_effort(said),
        notes=said.get("notes", ""),
        days_only=tuple(name for name in ("start", "finish") if name in said and _is_day(said[name])),
        guessed=tuple(name for name in ("start", "finish", "duration") if name not in said),
    )


def _is_day(text: str) -> bool:
    """A date alone; Excel writes it as midnight."""
    return ":" not in text or bool(re.search(r"(?<![\d:])0?0:00(:00)?$", text))


def _finished(tasks: list[ImportedTask]) -> Iterator[ImportedTask]:
    """Summaries are what something lies under; percent lags are shares of the first task."""
    durations = {task.uid: task.duration_minutes for task in tasks}
    for at, task in enumerate(tasks):
        below = tasks[at + 1].level if at + 1 < len(tasks) else 0
        links = tuple(
            link
            if link.lag_percent is None
            else replace(link, lag_minutes=round(durations.get(link.predecessor, 0) * link.lag_percent / 100))
            for link in task.links
        )
        yield replace(task, summary=below > task.level, links=links)


def _links(line: int, said: dict[str, str]) -> Iterator[ImportedLink]:
    text = said.get("predecessors", "")
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]|,(?!\d+\D)", text))):
        for one in filter(None, (piece.strip() for piece in part.split(","))):
            found = hanging(one)
            if found is None:
                reason = _("“%(said)s” is no predecessor; write 3, 3FS+2d or 4SS-1w.")
                raise _Wrong(reason % {"said": one[:40]})
            yield ImportedLink(line, found.uid, found.kind, found.lag.minutes, found.lag.unit, found.percent)


def _moment(said: dict[str, str], field: str, default: time) -> datetime | None:
    value = said.get(field)
    if value is None:
        return None
    text = " ".join(value.split())
    for pattern in PATTERNS:
        try:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
        return found if found.time() != time(0) else datetime.combine(found, default)
    raise _Wrong(_("“%(said)s” is no date; write it as 2026-11-23.") % {"said": text[:40]})


def _duration(said: dict[str, str]) -> int | None:
    value = said.get("duration")
    if value is None:
        return None
    found = span(value)
    if found is None or found.minutes < 0:
        raise _Wrong(_("“%(said)s” is no duration; write 5d, 2w or 8h.") % {"said": value[:40]})
    return found.minutes


def _effort(said: dict[str, str]) -> int | None:
    value = said.get("effort")
    if value is None:
        return None
    text = value
    found = span(text if re.search(r"[a-zA-Z]", text) else f"{text}h")
    if found is None or not 0 <= found.minutes <= 9_999_999 * 6:
        raise _Wrong(_("“%(said)s” is no effort; write 16h or 2d.") % {"said": value[:40]})
    return found.minutes


def _whole(said: dict[str, str], field: str, default: int) -> int:
    text = said.get(field, "")
    if not text:
        return default
    if not (text.isdecimal() and text.isascii()) or not 0 < int(text) <= 2_000_000_000:
        raise _Wrong(_("“%(said)s” is no whole number.") % {"said": text[:40]})
    return int(text)


def _level(said: dict[str, str]) -> int:
    if said.get("level") is not None:
        return _whole(said, "level", 1)
    return said.get("wbs", "").strip(".").count(".") + 1


def _percents_are_shares(rows: Sequence[Row]) -> bool:
    """Excel keeps 60 % as 0.6 and 100 % as 1: no value above 1 and none with its sign means shares."""
    said = [
        value
        for row in rows
        for name, value in row.cells.items()
        if FIELD_OF.get(name) == "percent" and value
    ]
    return bool(said) and all(re.fullmatch(r"(0([.,]\d+)?|1([.,]0+)?)", value) for value in said)


def _percent(said: dict[str, str], shares: bool) -> int:
    text = said.get("percent", "0")
    try:
        number = float(text.removesuffix("%").strip().replace(",", "."))
    except ValueError as broken:
        raise _Wrong(_("“%(said)s” is no percentage.") % {"said": text[:40]}) from broken
    if shares:
        number *= 100
    if not 0 <= number <= 100:
        raise _Wrong(_("Percent done lies between 0 and 100."))
    return round(number)


def _yes(said: dict[str, str]) -> bool:
    text = said.get("milestone", "").lower()
    if text in YES:
        return True
    if text and text not in NO:
        raise _Wrong(_("“%(said)s” is neither yes nor no.") % {"said": text[:40]})
    return False


def _after(start: datetime, minutes: int) -> datetime:
    """The end of the last working day of the duration."""
    left = max(-(-minutes // MINUTES_A_DAY), 1)
    if left > 20 * 260:
        raise _Wrong(_("The duration is longer than twenty years."))
    day = start.date()
    while True:
        left -= day.weekday() < 5
        if left <= 0:
            return datetime.combine(day, EVENING)
        day += timedelta(days=1)


def _workdays(start: datetime, finish: datetime) -> int:
    span_ = min(max((finish.date() - start.date()).days, 0), 40 * 366)
    weeks, rest = divmod(span_ + 1, 7)
    days = weeks * 5 + sum((start.weekday() + offset) % 7 < 5 for offset in range(rest))
    return max(days, 1) * MINUTES_A_DAY

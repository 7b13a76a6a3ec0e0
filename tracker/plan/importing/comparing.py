"""What a file says otherwise than the plan does: plain values in, plain values out.

Compared is only what the file speaks of. A summary adds up what lies under it, so its dates and its progress
are not compared; nor is the order of lines that lie under the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tracker.plan.importing.matching import match, parents
from tracker.plan.importing.plain import FIELDS, ImportedLink, ImportedPlan, ImportedTask
from tracker.plan.importing.units import hanging_text

# What a summary has from what lies under it.
ADDED_UP = frozenset(
    {"start", "finish", "duration", "percent", "actual_start", "actual_finish", "resume", "effort"}
)
MOMENTS = ("start", "finish")
# Neither XML nor a cell can hold these.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, as it is and as the file says it."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedTask:
    """A task that the file knows too, and says otherwise."""

    now: ImportedTask
    said: ImportedTask
    differences: tuple[Difference, ...]

    def get(self, field: str) -> Difference | None:
        return next((one for one in self.differences if one.field == field), None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines the plan has not, tasks that differ, and tasks the file has not.

    `twins` leads from the number in the file to the one in the plan.
    """

    added: tuple[ImportedTask, ...]
    changed: tuple[ChangedTask, ...]
    gone: tuple[ImportedTask, ...]
    same: int
    twins: dict[int, int]
    offset: int

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.gone)


def compare(now: ImportedPlan, said: ImportedPlan, *, today: date) -> Comparison:
    """The plan as it stands held against a file. What really happened cannot lie behind `today`."""
    twins = match(now, said)
    there = {task.uid: task for task in now.lines}
    look = _Look(now, said, twins.numbers, today)
    changed, same = [], 0
    for task in said.lines:
        if task.uid in twins.numbers:
            twin = there[twins.numbers[task.uid]]
            found = tuple(look.differences(twin, task))
            if found:
                changed.append(ChangedTask(twin, task, found))
            else:
                same += 1
    met = set(twins.numbers.values())
    return Comparison(
        added=tuple(task for task in said.lines if task.uid not in twins.numbers),
        changed=tuple(changed),
        gone=tuple(task for task in now.lines if task.uid not in met),
        same=same,
        twins=twins.numbers,
        offset=twins.offset,
    )


class _Look:
    """Both plans with what is needed to hold one line against the other."""

    def __init__(self, now: ImportedPlan, said: ImportedPlan, twins: dict[int, int], today: date) -> None:
        self.carries = said.carries
        self.twins = twins
        self.today = today
        self.over_now, self.over_said = parents(now.lines), parents(said.lines)
        self.names_now = {task.uid: words(task.name) for task in now.lines}
        self.names_said = {task.uid: words(task.name) for task in said.lines}
        self.calendars_now = {one.uid: one.name[:200] for one in now.calendars}
        self.calendars_said = {one.uid: one.name[:200] for one in said.calendars}

    def differences(self, now: ImportedTask, said: ImportedTask) -> Iterator[Difference]:
        found = {one.field: one for field in FIELDS if (one := self._difference(field, now, said))}
        if "finish" in said.guessed and not said.summary and found.keys() & {"start", "duration"}:
            found["finish"] = Difference("finish", now.finish, said.finish)
        if "start" in said.guessed and not said.summary and "finish" in found and said.finish < now.start:
            found["start"] = Difference("start", now.start, said.start)
        yield from (found[field] for field in FIELDS if field in found)

    def _difference(self, field: str, now: ImportedTask, said: ImportedTask) -> Difference | None:
        if field == "uid" or field not in self.carries or field in said.guessed:
            return None
        if field in ADDED_UP and (now.summary or said.summary):
            return None
        pair = getattr(self, f"_{field}", _plain(field))(now, said)
        return Difference(field, *pair) if pair is not None and pair[0] != pair[1] else None

    def _name(self, now: ImportedTask, said: ImportedTask) -> Any:
        return words(now.name), words(said.name)

    def _notes(self, now: ImportedTask, said: ImportedTask) -> Any:
        return _text(now.notes), _text(said.notes)

    def _outline(self, now: ImportedTask, said: ImportedTask) -> Any:
        """Level, name and number of what it lies under; a line that the plan has not is called by less than nought."""
        over_now, over_said = self.over_now[now.uid] or 0, self.over_said[said.uid] or 0
        wanted = self.twins.get(over_said, -over_said)
        return (
            None
            if wanted == over_now
            else (
                (now.level, self.names_now.get(over_now, ""), over_now),
                (said.level, self.names_said.get(over_said, ""), wanted),
            )
        )

    def _milestone(self, now: ImportedTask, said: ImportedTask) -> Any:
        return now.milestone and not now.summary, said.milestone and not said.summary

    def _start(self, now: ImportedTask, said: ImportedTask) -> Any:
        return _moments("start", now, said)

    def _finish(self, now: ImportedTask, said: ImportedTask) -> Any:
        return _moments("finish", now, said)

    def _duration(self, now: ImportedTask, said: ImportedTask) -> Any:
        if now.milestone and said.milestone:
            return None
        return now.duration_minutes, said.duration_minutes

    def _actual_start(self, now: ImportedTask, said: ImportedTask) -> Any:
        at = said.actual_start
        if at is None:
            # Begun on a day that the file does not say.
            return None if said.percent else (_joined(now.actual_start, now.actual_start_time), None)
        ended = said.actual_finish if said.percent == 100 else None
        if at > self.today or (ended and at > ended):
            return None
        return _joined(now.actual_start, now.actual_start_time), _joined(at, said.actual_start_time)

    def _actual_finish(self, now: ImportedTask, said: ImportedTask) -> Any:
        at = said.actual_finish
        if said.percent < 100 or at is None or at > self.today:
            return None
        return _joined(now.actual_finish, now.actual_finish_time), _joined(at, said.actual_finish_time)

    def _resume(self, now: ImportedTask, said: ImportedTask) -> Any:
        begun = now.actual_start and said.actual_start and not (now.actual_finish or said.actual_finish)
        return (_minute(now.resume), _minute(said.resume)) if begun else None

    def _links(self, now: ImportedTask, said: ImportedTask) -> Any:
        before = {_meaning(link, link.predecessor) for link in now.links}
        after = {_meaning(link, self.twins.get(link.predecessor, -link.predecessor)) for link in said.links}
        if before == after:
            return None
        return tuple(_hanging(link, str(link.predecessor)) for link in now.links), tuple(
            _hanging(link, self._number(link)) for link in said.links
        )

    def _number(self, link: ImportedLink) -> str:
        """The plan's number of what it hangs on; what is new has none yet, so it is called by its name."""
        twin = self.twins.get(link.predecessor)
        return f"“{self.names_said[link.predecessor]}” " if twin is None else str(twin)

    def _owner(self, now: ImportedTask, said: ImportedTask) -> Any:
        owner = now.owners[0] if now.owners else ""
        if owner.casefold() in {word.strip().casefold() for word in said.owners}:
            return None
        return owner, said.owners[0].strip() if said.owners else ""

    def _phase(self, now: ImportedTask, said: ImportedTask) -> Any:
        before, after = words(now.phase), words(said.phase)
        return None if before.casefold() == after.casefold() else (before, after)

    def _clauses(self, now: ImportedTask, said: ImportedTask) -> Any:
        return tuple(sorted(set(now.clauses))), tuple(sorted(set(said.clauses)))

    def _effort(self, now: ImportedTask, said: ImportedTask) -> Any:
        return now.effort_minutes or None, said.effort_minutes or None

    def _deadline(self, now: ImportedTask, said: ImportedTask) -> Any:
        return _minute(now.deadline), _minute(said.deadline)

    def _constraint(self, now: ImportedTask, said: ImportedTask) -> Any:
        """“As planned” leaves as “start no earlier than” the start, and a summary's as none."""
        before = (now.constraint, _minute(now.constraint_at))
        after = (said.constraint, _minute(said.constraint_at))
        if now.constraint == "planned":
            starts = {_minute(now.start), _minute(said.start)}
            if now.summary or said.summary or (after[0] == "snet" and after[1] in starts):
                return None
        return before, after

    def _calendar(self, now: ImportedTask, said: ImportedTask) -> Any:
        return self.calendars_now.get(now.calendar, ""), self.calendars_said.get(said.calendar, "")


def _plain(field: str) -> Any:
    return lambda now, said: (getattr(now, field), getattr(said, field))


def _moments(field: str, now: ImportedTask, said: ImportedTask) -> Any:
    """A day without an hour keeps the hour that is there."""
    before, after = _minute(getattr(now, field)), _minute(getattr(said, field))
    if field in said.days_only and before is not None and after is not None:
        after = datetime.combine(after.date(), before.time())
    return before, after


def _minute(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(second=0, microsecond=0)


def _joined(day: date | None, at: time | None) -> datetime | None:
    return None if day is None else _minute(datetime.combine(day, at or time(0)))


def _meaning(link: ImportedLink, number: int) -> tuple[Any, ...]:
    """16 hours are two days; an elapsed day is not a working day."""
    elapsed = link.lag_unit.startswith("e")
    if link.lag_percent is not None:
        return number, link.kind, "%", link.lag_percent, elapsed
    return number, link.kind, "", link.lag_minutes, elapsed and link.lag_minutes != 0


def _hanging(link: ImportedLink, number: str) -> str:
    return hanging_text(number, link.kind, link.lag_minutes, link.lag_unit, link.lag_percent)


def words(text: str) -> str:
    """A name as every format can say it."""
    return " ".join(_CONTROLS.sub("", text).split())


def _text(text: str) -> str:
    return _CONTROLS.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()

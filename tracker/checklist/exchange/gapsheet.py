"""Somebody else's gap sheet, of whatever layout: which line speaks of which checkpoint, and says what of it.

Nothing here asks the database: checkpoints and people come as plain facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, TypeVar

from django.utils.translation import gettext as _

from tracker.checklist.choices import SAID_MET, State
from tracker.checklist.exchange.gapwords import EXCLUDED, FIELDS, KEEP, guess, meaning, plain
from tracker.core.errors import LineProblem
from tracker.core.tables import Row, first_lines, read_table

T = TypeVar("T")
NUMBER = re.compile(r"[A-Z]{1,6}[.-]\d+(?:\.\d+)*|\d+(?:\.\d+)*", re.IGNORECASE)
ALIKE, AHEAD = (
    0.6,
    0.1,
)  # How much of the shorter text must be in the longer, and how far before the next one.
MENDING = ("was line", "what to mend")  # What a sheet of lines to mend says beside them.
LONGEST_PARTY = 200


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint as it stands: `proved` where evidence for it is in force, `party` who else meets it."""

    id: str
    clause: str
    code: str
    text: str
    proved: bool = False
    party: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """What one line says of one checkpoint; nothing said is None or empty."""

    line: int
    point: Point
    word: str = ""
    state: str = ""
    note: str = ""
    owner: Who | None = None
    due: date | None = None
    lowered: bool = False  # Said to be met, but nothing proves it yet: partly met.
    whole: str = ""  # The clause that the line speaks of as a whole.
    party: str = ""
    control: str = ""


@dataclass(slots=True)
class _Place:
    points: list[Point]
    whole: str = ""


def rows_of(source: IO[bytes], name: str, sheet: str = "") -> list[Row]:
    """The rows of a sheet, the first without a name; a title above the headings does not matter."""
    return read_table(source, name, is_heading=lambda cells: _fit(cells) >= 2, sheet=sheet)


def sheets_of(source: IO[bytes], name: str) -> tuple[list[str], str]:
    """The sheets of a workbook, and the one whose headings look most like those of a gap sheet."""
    sheets = first_lines(source, name)
    fits = {title: max((_fit(cells) for cells in lines), default=0) for title, lines in sheets.items()}
    return list(sheets), max(fits, key=lambda title: fits[title], default="")


def _fit(cells: Iterable[str]) -> int:
    return len(guess(cell.lower() for cell in cells))


def to_mend(
    rows: Sequence[Row], mapping: Mapping[str, str], problems: Sequence[LineProblem]
) -> tuple[list[str], list[list[str]]]:
    """The lines that cannot be taken as they came, with what to mend behind: a sheet to bring in again.

    A line that leaves its clause to the line above gets it, for that line may not be there.
    """
    told: dict[int, list[str]] = {}
    for problem in problems:
        place = f"{problem.column}: " if problem.column else ""
        told.setdefault(problem.line, []).append(f"{place}{problem.message}")
    clause, above = mapping.get("clause", ""), ""
    headings = list(dict.fromkeys(heading for row in rows for heading in row.heading or row.cells))
    kept = [heading for heading in headings if heading not in MENDING]
    lines = []
    for row in rows:
        above = row.cells.get(clause, "") or above
        if row.line in told:
            cells = [above if each == clause else row.cells.get(each, "") for each in kept]
            lines.append([*cells, str(row.line), "; ".join(told[row.line])])
    return [*kept, *MENDING], lines


def words_of(rows: Iterable[Row], heading: str) -> dict[str, str]:
    """The status words of a column in their order, each with the state it probably means."""
    found: dict[str, str] = {}
    for row in rows:
        word = plain(row.cells.get(heading, ""))
        if word and word not in found:
            found[word] = meaning(word)
    return found


def read(
    rows: Sequence[Row],
    mapping: Mapping[str, str],
    words: Mapping[str, str],
    points: Sequence[Point],
    people: Sequence[Who],
) -> tuple[list[GapLine], list[LineProblem]]:
    """Line by line what the sheet says; what cannot be taken is named with its reason."""
    return _Reading(mapping, words, points, people).of(rows)


@dataclass(slots=True)
class _Reading:
    mapping: Mapping[str, str]
    words: Mapping[str, str]
    points: Sequence[Point]
    people: Sequence[Who]
    problems: list[LineProblem] = field(default_factory=list)
    above: str = ""
    by_code: dict[str, list[Point]] = field(init=False, default_factory=dict)
    by_clause: dict[str, tuple[str, list[Point]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for point in self.points:
            self.by_code.setdefault(point.code.casefold(), []).append(point)

    def of(self, rows: Sequence[Row]) -> tuple[list[GapLine], list[LineProblem]]:
        """The lines that can be taken whole; one with a problem is none of them."""
        lines: list[GapLine] = []
        taken: dict[str, int] = {}
        for row in rows:
            for line in self._lines(row):
                first = taken.setdefault(line.point.id, row.line)
                if first != row.line:
                    told = _("%(code)s stands in line %(line)s already; leave one line for a checkpoint")
                    self._problem(row.line, told % {"code": line.point.code, "line": first}, "clause")
                    continue
                lines.append(line)
        bad = {problem.line for problem in self.problems}
        return [line for line in lines if line.line not in bad], self.problems

    def _lines(self, row: Row) -> list[GapLine]:
        cell = {name: row.cells.get(heading, "").strip() for name, heading in self.mapping.items()}
        self.above = cell.get("clause") or self.above
        if not any(cell.get(name) for name in FIELDS[2:]):
            return []
        try:
            place = self._place(cell)
        except ValueError as wrong:
            self._problem(row.line, str(wrong), "requirement" if cell.get("requirement") else "clause")
            return []
        state = self._try(row.line, self._state, cell, "status", "")
        owner = self._try(row.line, self._person, cell, "owner", None)
        due = self._try(row.line, day_of, cell, "due", None)
        made = []
        for point in place.points:
            party, control = cell.get("party") or point.party, cell.get("control") or point.control
            if state == State.MET_BY_OTHER_PARTY and not self._named(row.line, point, party):
                return []
            # By another party counts only with its proof of control; met, by whomever, only with evidence.
            short = state == State.MET_BY_OTHER_PARTY and not control
            lowered = short or (state in SAID_MET and not point.proved)
            said = State.PARTLY_MET.value if lowered else state
            word, note = cell.get("status", ""), cell.get("note", "")
            whom = {"party": party, "control": control} if state == State.MET_BY_OTHER_PARTY else {}
            made.append(GapLine(row.line, point, word, said, note, owner, due, lowered, place.whole, **whom))
        return made

    def _named(self, line: int, point: Point, party: str) -> bool:
        if not party:
            told = _("%(code)s is met by another party, and none is named; name it in a column of its own")
            self._problem(line, told % {"code": point.code}, "party" if "party" in self.mapping else "status")
        elif len(party) > LONGEST_PARTY:
            told = _("the other party has more than %(most)s characters; write its name only")
            self._problem(line, told % {"most": LONGEST_PARTY}, "party")
        else:
            return True
        return False

    def _try(
        self, line: int, reader: Callable[[str], T], cell: Mapping[str, str], name: str, otherwise: T
    ) -> T:
        if not cell.get(name):
            return otherwise
        try:
            return reader(cell[name])
        except ValueError as wrong:
            self._problem(line, str(wrong), name)
            return otherwise

    def _problem(self, line: int, message: str, name: str) -> None:
        self.problems.append(LineProblem(line, message, self.mapping.get(name, "")))

    def _state(self, given: str) -> str:
        word = plain(given)
        state = self.words.get(word) or meaning(word)
        if state:
            return "" if state == KEEP else state
        if word in EXCLUDED:
            raise ValueError(
                _("“%(word)s”: nothing can be excluded; choose what it means") % {"word": given[:60]}
            )
        raise ValueError(_("“%(word)s” is an unknown status; choose what it means") % {"word": given[:60]})

    def _person(self, given: str) -> Who:
        wanted = plain(given)
        found = [each for each in self.people if wanted in {plain(each.name), plain(each.email)}]
        if len(found) == 1:
            return found[0]
        raise ValueError(
            _("“%(given)s” is more than one person; write the address") % {"given": given[:60]}
            if found
            else _("“%(given)s” is nobody on the staff register; enter them there, or name somebody who is")
            % {"given": given[:60]}
        )

    # Which checkpoints ------------------------------------------------------------

    def _place(self, cell: Mapping[str, str]) -> _Place:
        """By its code, else by clause and text; a clause alone means all that it asks."""
        asked = cell.get("requirement", "")
        for given in (asked, cell.get("clause", "")):
            code = self.by_code.get(plain(given))
            if code:
                return _Place(code)
        given = cell.get("clause") or (self.above if asked else "")
        if not given:
            raise ValueError(_("no clause stands in this line; write its number"))
        number, points = self.by_clause.get(given) or self._clause(given)
        self.by_clause[given] = number, points
        if not asked or len(points) == 1:
            return _Place(points, number if len(points) > 1 else "")
        return _Place([self._asked(asked, number, points)])

    def _clause(self, given: str) -> tuple[str, list[Point]]:
        """The clause's own checkpoints; where it has none, those of the clauses below it."""
        for number in [plain(given), *(found.casefold() for found in NUMBER.findall(given)[:1])]:
            own = [point for point in self.points if point.clause.casefold() == number]
            below = [point for point in self.points if point.clause.casefold().startswith(f"{number}.")]
            if own or below:
                return number.upper(), own or below
        raise ValueError(
            _("there is no clause “%(clause)s”; write a number like 8.5.1") % {"clause": given[:60]}
        )

    def _asked(self, asked: str, number: str, points: list[Point]) -> Point:
        """The checkpoint that is meant: by its place in the clause, or by words that clearly fit it best."""
        place = re.fullmatch(r"[(#]?(\d{1,3}|[a-z])[).]?", asked.strip().lower())
        if place:
            at = int(place[1]) if place[1].isdigit() else ord(place[1]) - ord("a") + 1
            if 1 <= at <= len(points):
                return points[at - 1]
        ranked = sorted(
            ((_likeness(asked, point.text), point) for point in points), key=lambda pair: -pair[0]
        )
        (best, point), second = ranked[0], ranked[1][0]
        if best >= ALIKE and best - second >= AHEAD:
            return point
        told = _(
            "“%(text)s” fits no single checkpoint of %(clause)s; write its code, or one line for the clause"
        )
        raise ValueError(told % {"text": asked[:60], "clause": number})


def _likeness(one: str, other: str) -> float:
    """How much of the shorter text's words are in the longer one."""
    if plain(one) == plain(other):
        return 2.0
    first, second = (set(re.findall(r"\w{3,}", text.casefold())) for text in (one, other))
    return len(first & second) / max(min(len(first), len(second)), 4)


def day_of(given: str) -> date:
    """2026-12-31, 31.12.2026 or 31/12/2026; a date that could be two days is refused."""
    text = given.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", text)
    german = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", text)
    slashed = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    year, month, day = 0, 0, 0
    if iso:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif german:
        year, month, day = int(german[3]), int(german[2]), int(german[1])
        year += 2000 if year < 100 else 0
    elif slashed:
        year, month, day = int(slashed[3]), *sorted((int(slashed[1]), int(slashed[2])))
        if day <= 12 and month != day:
            raise ValueError(
                _("“%(given)s” can be two days; write it like 2026-12-31") % {"given": text[:40]}
            )
    try:
        return date(year, month, day)
    except ValueError:
        told = _("“%(given)s” is no date; write it like 2026-12-31") % {"given": text[:40]}
        raise ValueError(told) from None

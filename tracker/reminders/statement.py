"""One question for the database: who should hear of what, by which step of a rule, on one day.

Everything that is open and due is joined with the rule of its implementation and with the people who
should hear, on the side of the database; raising, preview and tests ask the same question. Only whole
numbers that we computed stand in the text itself, everything else is a parameter.
"""
# ruff: noqa: S608 (the text is made of our own names and whole numbers; all values are parameters)

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from tracker.notifications.models import Mute
from tracker.people.models import Person, User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reminders.choices import Recipient, Source
from tracker.reminders.models import ReminderRule, ReminderSent
from tracker.reminders.sources import COLUMNS, DATES, open_in, subject_type

KIND = "reminder_"
LEADERS = {Recipient.MANAGER: Role.PROJECT_MANAGER, Recipient.SPONSOR: Role.SPONSOR}

RULE, SENT, PROJECT, MEMBER, PERSON, USER, MUTE = (
    f'"{model._meta.db_table}"'
    for model in (ReminderRule, ReminderSent, Project, Membership, Person, User, Mute)
)
Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Dialect:
    """The few words that the two databases say differently."""

    sqlite: bool

    @property
    def new_id(self) -> str:
        return "lower(hex(randomblob(16)))" if self.sqlite else "gen_random_uuid()"

    def days(self, later: str, earlier: str) -> str:
        if self.sqlite:
            return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"
        return f"({later} - {earlier})"

    def text(self, key: str) -> str:
        if not self.sqlite:
            return f"{key}::text"
        parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return "(" + " || '-' || ".join(f"substr({key}, {at}, {size})" for at, size in parts) + ")"

    def key(self, text: str) -> str:
        return f"replace({text}, '-', '')" if self.sqlite else f"{text}::uuid"

    def json_object(self, **pairs: str) -> str:
        inside = ", ".join(f"'{name}', {value}" for name, value in pairs.items())
        return f"json_object({inside})" if self.sqlite else f"jsonb_build_object({inside})"

    @property
    def json(self) -> str:
        return "json(%s)" if self.sqlite else "%s::jsonb"

    @property
    def day(self) -> str:
        return "%s" if self.sqlite else "%s::date"

    def of_id(self, key: UUID) -> Any:
        return key.hex if self.sqlite else key


def dialect() -> Dialect:
    return Dialect(connection.vendor == "sqlite")


def as_day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def as_moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


@dataclass(frozen=True)
class Statement:
    """The question for all implementations whose rule for a kind of thing says the same, in one time zone."""

    rule: ReminderRule
    projects: Sequence[UUID]
    zone: str
    today: date

    @property
    def source(self) -> Source:
        return Source(self.rule.source)

    @property
    def kind(self) -> str:
        return KIND + self.rule.source

    @property
    def subject_type(self) -> str:
        return subject_type(self.source)

    @cached_property
    def said(self) -> Dialect:
        return dialect()

    def open(self, *, until: date | None = None, columns: tuple[str, ...] = COLUMNS) -> Sql:
        """What is open of this kind."""
        pieces, params, at = _compiled(self.source, self.zone, until is not None, columns, get_language())
        text = list(pieces)
        text[at] += "%s, " * (len(self.projects) - 1)
        days = {ON: self.today, UNTIL: until or self.today}
        told = [as_day(days[name]) if (name := NAMES.get(value)) else value for value in map(_plain, params)]
        told[at : at + 1] = [self.said.of_id(key) for key in self.projects]
        return "%s".join(text), told

    def dates(self) -> Sql:
        """Only which is open and when it is due: a question of one table or two, where `open` has many."""
        return self.open(columns=DATES)

    def anything(self) -> Sql:
        """Whether there is anything that one of the steps has reached."""
        due, params = self.open(until=self._furthest(), columns=DATES)
        return f"SELECT EXISTS (SELECT 1 FROM ({due}) d)", params

    def who(self) -> Sql:
        """The common part: `d` is what is due, `s` who should hear of it by which step."""
        due, params = self.open(until=self._furthest())
        arms, told = [], []
        for role in Recipient:
            if self.rule.steps_of(role):
                for arm, values in self._arms(role):
                    arms.append(arm)
                    told += values
        return f"WITH d AS ({due}), s AS ({' UNION ALL '.join(arms)})", [*params, *told]

    def _furthest(self) -> date:
        """The last day that the earliest step reaches."""
        first = min(step for role in Recipient for step in self.rule.steps_of(role) or [400])
        return date.fromordinal(self.today.toordinal() - first)

    def fresh(self) -> Sql:
        """Only what this person has not heard yet for this date, by this step or a later one.

        Asked row by row on the index of what must be unique: a planner that takes a full table for an empty
        one cannot turn it into a comparison of all with all.
        """
        sql = (
            f"s.step IS NOT NULL AND COALESCE((SELECT max(x.step) FROM {SENT} x WHERE x.rule_id = s.rule_id "
            f"AND x.subject_type = %s AND x.subject_id = {self.said.text('s.pk')} "
            "AND x.address = s.address AND x.due_on = s.due_on), -100000) < s.step"
        )
        params: list[Any] = [self.subject_type]
        if self.rule.may_opt_out:
            sql += f" AND NOT EXISTS (SELECT 1 FROM {MUTE} y WHERE y.user_id = s.user_id AND y.kind = %s)"
            params.append(self.kind)
        return sql, params

    def _arms(self, role: Recipient) -> list[Sql]:
        """Who hears in this role; and the project manager instead, where nobody in it can be reached."""
        match role:
            case Recipient.OWNER:
                mine = self._arm(role, ("d.d_address", "d.d_name", "d.d_user"), "", [], "d.d_address <> ''")
                return [mine, self._instead(role, "d.d_address = ''", [])]
            case Recipient.LINE_MANAGER:
                join = (
                    f" JOIN {PERSON} b ON b.id = d.d_boss AND b.left_on IS NULL"
                    f" LEFT JOIN {USER} v ON v.person_id = b.id"
                )
                address = "lower(COALESCE(v.email, b.email))"
                here = f"{address} <> '' AND (v.id IS NULL OR v.is_active)"
                theirs = self._arm(role, (address, "b.name", "v.id"), join, [], here)
                none = (
                    f"NOT EXISTS (SELECT 1 FROM {PERSON} b LEFT JOIN {USER} v ON v.person_id = b.id WHERE b.id "
                    f"= d.d_boss AND b.left_on IS NULL AND {here})"
                )
                return [theirs, self._instead(role, none, [])]
            case Recipient.SPONSOR:
                held, params = self._held("k", LEADERS[role])
                none = (
                    f"NOT EXISTS (SELECT 1 FROM {MEMBER} k JOIN {USER} w ON w.id = k.user_id AND w.is_active "
                    f"WHERE k.project_id = d.d_project AND {held})"
                )
                return [self._leads(role, LEADERS[role]), self._instead(role, none, params)]
            case Recipient.MANAGER:
                return [self._leads(role, LEADERS[role])]

    def _leads(self, role: Recipient, held_role: Role) -> Sql:
        join, params = self._leaders(held_role)
        return self._arm(role, ("lower(u.email)", "u.name", "u.id"), join, params, "u.is_active")

    def _instead(self, role: Recipient, none: str, values: list[Any]) -> Sql:
        join, params = self._leaders(Role.PROJECT_MANAGER)
        columns = ("lower(u.email)", "u.name", "u.id")
        return self._arm(role, columns, join, [*params, *values], f"{none} AND u.is_active", instead=True)

    def _leaders(self, role: Role) -> Sql:
        held, params = self._held("m", role)
        join = f" JOIN {MEMBER} m ON m.project_id = d.d_project AND {held} JOIN {USER} u ON u.id = m.user_id"
        return join, params

    def _held(self, name: str, role: Role) -> Sql:
        sql = (
            f"{name}.role = %s AND ({name}.starts_on IS NULL OR {name}.starts_on <= {self.said.day})"
            f" AND ({name}.ends_on IS NULL OR {name}.ends_on >= {self.said.day})"
        )
        return sql, [role.value, as_day(self.today), as_day(self.today)]

    def _arm(
        self,
        role: Recipient,
        whom: tuple[str, str, str],
        join: str,
        values: list[Any],
        where: str,
        *,
        instead: bool = False,
    ) -> Sql:
        past = self.said.days(self.said.day, "d.d_due")
        step, days = self._step(role, past)
        address, name, user = whom
        sql = (
            "SELECT r.id AS rule_id, d.d_project AS project_id, p.name AS project_name, d.d_pk AS pk,"
            " d.d_label AS label, d.d_due AS due_on, d.d_detail AS detail, d.d_link AS link,"
            f" {address} AS address, {name} AS name, {user} AS user_id, '{role.value}' AS role,"
            f" {int(instead)} AS instead, {past} AS past, {step} AS step"
            f" FROM d JOIN {RULE} r ON r.project_id = d.d_project AND r.source = %s"
            f" JOIN {PROJECT} p ON p.id = d.d_project{join} WHERE {where}"
        )
        return sql, [as_day(self.today), *[as_day(self.today)] * days, self.source.value, *values]

    def _step(self, role: Recipient, past: str) -> tuple[str, int]:
        """The last step that has come, and how often the day is asked for; see `ReminderRule.step_due`."""
        steps, every = self.rule.steps_of(role), int(self.rule.repeat_days)
        start, asked = max(0, *steps), 0
        cases = []
        if every:
            cases.append(f"WHEN {past} >= {start} THEN {start} + (({past} - {start}) / {every}) * {every}")
            asked += 2
        for step in reversed(steps):
            cases.append(f"WHEN {past} >= {int(step)} THEN {int(step)}")
            asked += 1
        return f"CASE {' '.join(cases)} END", asked


# Days and an identifier that no row has: they mark the places in a question that is compiled once.
ON, UNTIL = date(1, 1, 2), date(1, 1, 3)
MARK = UUID(int=1)
NAMES = {day.isoformat(): day for day in (ON, UNTIL)}


@lru_cache(maxsize=512)
def _compiled(
    source: Source, zone: str, bounded: bool, columns: tuple[str, ...], language: str | None
) -> tuple[list[str], list[Any], int]:
    """A source as text around its places, with the values, and which of them is the implementation."""
    rows = open_in(source, [MARK], on=ON, until=UNTIL if bounded else None, zone=zone, columns=columns)
    sql, params = rows.query.sql_with_params()
    at = next(place for place, value in enumerate(params) if value in (MARK, MARK.hex))
    return sql.split("%s"), list(params), at


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""Calling people back: everything due by now and not yet sent, once and never twice.

A missed tick is caught up by the next one, which tells only the last step of each thing; a date that moves
starts anew, because it stands in what must be unique. Rows are written by the database from its own rows:
the work of a tick is a handful of statements, however many things are due.
"""
# ruff: noqa: S608 (the text is made of our own names and whole numbers; all values are parameters)

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from tracker.core import clock
from tracker.core.queue import enqueue_after_commit
from tracker.notifications.actions.post import DELIVER, NO_LONGER_NEEDED
from tracker.notifications.choices import Status
from tracker.notifications.models import Notification
from tracker.reminders import sentences
from tracker.reminders.actions.look_ahead import look_ahead
from tracker.reminders.actions.webhooks import tell_programs
from tracker.reminders.groups import statements
from tracker.reminders.models import ReminderRule
from tracker.reminders.statement import SENT, Sql, Statement, as_moment
from tracker.reminders.wording import ANSWERS

MORNING = time(6)
OUTBOX = f'"{Notification._meta.db_table}"'


def raise_due(*, now: datetime | None = None, at_once: bool = False) -> int:
    """Post every reminder that is due by `now` and not yet sent; returns how many.

    The night belongs to sleep: what falls due before six in the morning, at the place of the
    implementation, is told at six, unless it is wanted `at_once`.
    """
    moment = now or clock.now()
    look_ahead(now=moment)
    rules = list(ReminderRule.objects.active().select_related("project").order_by("source"))
    waiting = _kinds_that_wait()
    raised = 0
    for statement in statements(rules, now=moment):
        if statement.kind in waiting:
            _withdraw_moot(statement)
        if _anything(statement):
            tell_at = moment if at_once else _morning(moment, statement.zone)
            raised += _raise(statement, tell_at)
    return raised


def _morning(moment: datetime, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() >= MORNING:
        return moment
    return datetime.combine(local.date(), MORNING, ZoneInfo(zone))


def _kinds_that_wait() -> set[str]:
    queued = Notification.objects.filter(status=Status.QUEUED, kind__startswith="reminder_")
    return set(queued.order_by().values_list("kind", flat=True).distinct())


def _anything(statement: Statement) -> bool:
    """Most kinds have nothing due on most ticks; then the long question is not even planned."""
    with connection.cursor() as cursor:
        cursor.execute(*statement.anything())
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _raise(statement: Statement, tell_at: datetime) -> int:
    run = uuid4()
    # A planner whose figures say that nobody was ever told compares all with all for each row; not here.
    with _without(statement.said.sqlite, "enable_seqscan", "enable_nestloop"):
        posted = _tell(statement, run, tell_at)
    if posted:
        tell_programs(run, statement)
        enqueue_after_commit(DELIVER)
    return posted


@contextmanager
def _without(sqlite: bool, *ways: str) -> Iterator[None]:
    """Some of the ways of PostgreSQL's planner left out, where its figures may be older than the rows.

    Where there is no other way it calls the plan dear beyond measure and would compile it first (`jit`),
    which takes longer than the work: so that is left out too.
    """
    if sqlite:
        yield
        return
    with connection.cursor() as cursor:
        for value in ("off", "DEFAULT"):
            cursor.execute("; ".join(f"SET LOCAL {way} TO {value}" for way in (*ways, "jit")))
            if value == "off":
                yield


def _tell(statement: Statement, run: UUID, tell_at: datetime) -> int:
    """Write down who is reminded of what and post it, out of one answer to who is due; returns how many.

    PostgreSQL keeps the answer within one statement, SQLite in a table of this connection alone.
    """
    fresh, asked = _fresh(statement)
    down, noted = _write_down(statement, run)
    post, worded = _post(statement, tell_at)
    if not statement.said.sqlite:
        told = f"{down} RETURNING id"
        return _execute(
            f"{fresh[0]}, fresh AS MATERIALIZED ({fresh[1]}), told AS ({told})"
            f" {post} WHERE s.id IN (SELECT id FROM told)",
            [*asked, *noted, *worded],
        )
    _execute(f"CREATE TEMPORARY TABLE fresh AS {' '.join(fresh)}", asked)
    _execute(down, noted)
    told = f"SELECT x.id FROM {SENT} x WHERE x.run = %s"
    posted = _execute(f"{post} WHERE s.id IN ({told})", [*worded, statement.said.of_id(run)])
    _execute("DROP TABLE fresh", [])
    return posted


def _fresh(statement: Statement) -> tuple[tuple[str, str], list[Any]]:
    """Who has not heard yet, each with an identifier: the names of the question, and the question."""
    who, params = statement.who()
    fresh, seen = statement.fresh()
    said = statement.said
    sql = f"SELECT {said.new_id} AS id, {said.text('s.pk')} AS subject_id, s.* FROM s WHERE {fresh}"
    return (who, sql), [*params, *seen]


def _write_down(statement: Statement, run: UUID) -> Sql:
    """The database takes each once; two workers at once cannot both be first."""
    said = statement.said
    sql = (
        f"INSERT INTO {SENT}"
        " (id, rule_id, subject_type, subject_id, address, due_on, step, at, role, run)"
        " SELECT s.id, s.rule_id, %s, s.subject_id, s.address, s.due_on, s.step,"
        f" {_moment(said.sqlite)}, s.role, {_key(said.sqlite)} FROM fresh s WHERE true ON CONFLICT DO NOTHING"
    )
    return sql, [statement.subject_type, as_moment(clock.now()), said.of_id(run)]


def _post(statement: Statement, tell_at: datetime) -> Sql:
    """The message for each row that was written down."""
    said = statement.said
    subject, words = sentences.subject(statement.source)
    status, states = sentences.status(statement.source)
    why, reasons = sentences.why()
    which, rule = sentences.which(statement.source)
    context = said.json_object(
        detail="s.detail",
        status=f"({status})",
        why=f"({why})",
        rule=f"({which})",
        step="s.step",
        role="s.role",
        answers=said.json,
    )
    moment = _moment(said.sqlite)
    sql = (
        f"INSERT INTO {OUTBOX} (id, recipient_id, name, address, kind, subject, context, link, project_id,"
        " project_name, about_type, about_id, due_on, made_at, shown_from, not_before, status, refusals,"
        f" problem, answer) SELECT {said.new_id}, s.user_id, s.name, s.address, %s, {subject}, {context}, s.link,"
        f" s.project_id, s.project_name, %s, s.subject_id, s.due_on, {moment}, {moment}, {moment}, %s, 0, '', ''"
        " FROM fresh s"
    )
    answers = json.dumps([answer.value for answer in ANSWERS.get(statement.source, [])])
    values = [statement.kind, *words, *states, *reasons, *rule, answers, statement.subject_type]
    values += [as_moment(clock.now()), as_moment(tell_at), as_moment(tell_at), Status.QUEUED.value]
    return sql, values


@transaction.atomic
def _withdraw_moot(statement: Statement) -> None:
    """Take back what waits about things that are done, moved or gone since it was posted."""
    due, params = statement.dates()
    said = statement.said
    places = ", ".join([_key(said.sqlite)] * len(statement.projects))
    # As a set that is made once. Either planner, left alone, may ask the whole question again for each row.
    key = said.key("n.about_id")
    if said.sqlite:
        no_longer_due = f"({key}, n.due_on) NOT IN (SELECT d.d_pk, d.d_due FROM ({due}) d)"
    else:
        no_longer_due = f"NOT EXISTS (SELECT 1 FROM ({due}) d WHERE d.d_pk = {key} AND d.d_due = n.due_on)"
    sql = (
        f"UPDATE {OUTBOX} AS n SET status = %s, problem = %s WHERE n.kind = %s AND n.status = %s"
        f" AND n.project_id IN ({places}) AND {no_longer_due}"
    )
    projects = [said.of_id(key) for key in statement.projects]
    before = [Status.WITHDRAWN.value, NO_LONGER_NEEDED, statement.kind, Status.QUEUED.value, *projects]
    with _without(said.sqlite, "enable_nestloop"):
        _execute(sql, [*before, *params])


def _moment(sqlite: bool) -> str:
    return "%s" if sqlite else "%s::timestamptz"


def _key(sqlite: bool) -> str:
    return "%s" if sqlite else "%s::uuid"


def _execute(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)

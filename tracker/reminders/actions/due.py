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
from tracker.reminders.actions.look_ahead import look_ahead
from tracker.reminders.actions.webhooks import tell_programs
from tracker.reminders.groups import statements
from tracker.reminders.models import ReminderRule
from tracker.reminders.statement import SENT, Statement, as_moment
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
        tell_at = moment if at_once else _morning(moment, statement.zone)
        raised += _raise(statement, moment, tell_at, statement.kind in waiting)
    return raised


def _morning(moment: datetime, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() >= MORNING:
        return moment
    return datetime.combine(local.date(), MORNING, ZoneInfo(zone))


def _kinds_that_wait() -> set[str]:
    queued = Notification.objects.filter(status=Status.QUEUED, kind__startswith="reminder_")
    return set(queued.order_by().values_list("kind", flat=True).distinct())


@transaction.atomic
def _raise(statement: Statement, moment: datetime, tell_at: datetime, some_wait: bool) -> int:
    if some_wait:
        _withdraw_moot(statement)
    run = uuid4()
    # A planner whose figures say that nobody was ever told reads the whole table for each row; not here.
    with _without("enable_seqscan", statement.said.sqlite):
        if not _write_down(statement, run):
            return 0
        posted = _post(statement, run, tell_at)
    tell_programs(run, statement)
    enqueue_after_commit(DELIVER)
    return posted


@contextmanager
def _without(way: str, sqlite: bool) -> Iterator[None]:
    """One of the ways of PostgreSQL's planner left out, where its figures may be older than the rows.

    Where there is no other way it calls the plan dear beyond measure and would compile it first (`jit`),
    which takes longer than the work: so that is left out too.
    """
    if sqlite:
        yield
        return
    with connection.cursor() as cursor:
        for setting in (way, "jit"):
            cursor.execute(f"SET LOCAL {setting} TO off")
        yield
        for setting in (way, "jit"):
            cursor.execute(f"SET LOCAL {setting} TO DEFAULT")


def _write_down(statement: Statement, run: UUID) -> int:
    """Who is reminded of what. The database takes each once; two workers at once cannot both be first."""
    who, params = statement.who()
    fresh, seen = statement.fresh()
    said = statement.said
    sql = (
        f"INSERT INTO {SENT}"
        " (id, rule_id, subject_type, subject_id, address, due_on, step, at, role, run)"
        f" {who} SELECT {said.new_id}, s.rule_id, %s, {said.text('s.pk')}, s.address, s.due_on, s.step,"
        f" {_moment(said.sqlite)}, s.role, {_key(said.sqlite)} FROM s WHERE {fresh} ON CONFLICT DO NOTHING"
    )
    values = [*params, statement.subject_type, as_moment(clock.now()), said.of_id(run), *seen]
    return _execute(sql, values)


def _post(statement: Statement, run: UUID, tell_at: datetime) -> int:
    """A message for each row that this run wrote down, in the same transaction."""
    who, params = statement.who()
    said = statement.said
    subject, words = statement.subject()
    status, states = statement.status()
    why, reasons = statement.why()
    which, rule = statement.which()
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
        " problem, answer)"
        f" {who} SELECT {said.new_id}, s.user_id, s.name, s.address, %s, {subject}, {context}, s.link, s.project_id,"
        f" s.project_name, %s, {said.text('s.pk')}, s.due_on, {moment}, {moment}, {moment}, %s, 0, '', ''"
        f" FROM s WHERE (SELECT x.run FROM {SENT} x WHERE x.rule_id = s.rule_id AND x.subject_type = %s"
        f" AND x.subject_id = {said.text('s.pk')} AND x.address = s.address AND x.due_on = s.due_on"
        f" AND x.step = s.step AND x.role = s.role) = {_key(said.sqlite)}"
    )
    answers = json.dumps([answer.value for answer in ANSWERS.get(statement.source, [])])
    about = statement.subject_type
    values = [*params, statement.kind, *words, *states, *reasons, *rule, answers, about]
    values += [as_moment(clock.now()), as_moment(tell_at), as_moment(tell_at), Status.QUEUED.value]
    return _execute(sql, [*values, about, said.of_id(run)])


def _withdraw_moot(statement: Statement) -> None:
    """Take back what waits about things that are done, moved or gone since it was posted."""
    due, params = statement.open()
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
    with _without("enable_nestloop", said.sqlite):
        _execute(sql, [*before, *params])


def _moment(sqlite: bool) -> str:
    return "%s" if sqlite else "%s::timestamptz"


def _key(sqlite: bool) -> str:
    return "%s" if sqlite else "%s::uuid"


def _execute(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)

"""Long staff lists: handed to the worker as a row with a life, taken in exactly as previewed, tried again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.core import clock, holding
from tracker.core.errors import BadInput, RuleBroken
from tracker.core.holding import Held
from tracker.core.queue import enqueue_after_commit
from tracker.core.tables import read_table
from tracker.history.actions import record
from tracker.people.actions.staff_import import take_staff
from tracker.people.choices import RunState, Verb
from tracker.people.models import SILENT_FOR, Organization, StaffListRun, User
from tracker.people.policies import require_admin
from tracker.people.staff_lists import staff_lines

log = structlog.get_logger(__name__)

MOST_PEOPLE = 60_000
# What is longer is taken in by the worker: a web server must not be busy with it.
AT_ONCE = 2_000
ENOUGH_ATTEMPTS = 3
TAKE = "people.take_staff_list"


@transaction.atomic
def hand_over_list(*, actor: User, organization: Organization, held: Held, lines: int) -> StaffListRun:
    """Have a previewed list taken in by the worker."""
    require_admin(actor)
    return hand_over(actor=actor, organization=organization, held=held, lines=lines)


@transaction.atomic
def hand_over(*, actor: User, organization: Organization, held: Held, lines: int) -> StaffListRun:
    """The same for rooms that have permitted it by a role."""
    now = clock.now()
    run = StaffListRun.objects.create(
        organization=organization,
        requested_by=actor,
        requested_at=now,
        beat_at=now,
        digest=held.digest,
        name=held.name,
        mark=held.mark,
        language=get_language() or "en",
        lines=lines,
    )
    record(actor, Verb.STAFF_LIST_HANDED_OVER, organization, after={"lines": lines, "digest": held.digest})
    enqueue_after_commit(TAKE, run.pk)
    return run


@transaction.atomic
def try_list_again(*, actor: User, run: StaffListRun) -> None:
    """Once more, for a list that failed."""
    require_admin(actor)
    try_again(actor=actor, run=run)


@transaction.atomic
def try_again(*, actor: User, run: StaffListRun) -> None:
    """The same for rooms that have permitted it by a role."""
    rows = StaffListRun.objects.filter(pk=run.pk, state=RunState.FAILED)
    if not rows.update(state=RunState.WAITING, attempt=0, error="", beat_at=clock.now(), finished_at=None):
        raise RuleBroken(_("This list is taken in or still waiting; there is nothing to try again."))
    record(actor, Verb.STAFF_LIST_HANDED_OVER, run.organization, after={"lines": run.lines})
    enqueue_after_commit(TAKE, run.pk)


def take_list(pk: UUID | str) -> bool:
    """Take one list in; False where it is done already or somebody else is at it."""
    rows = StaffListRun.objects.filter(pk=pk, state=RunState.WAITING)
    if not rows.update(state=RunState.TAKING, attempt=F("attempt") + 1, beat_at=clock.now()):
        return False
    run = StaffListRun.objects.select_related("organization", "requested_by").get(pk=pk)
    with translation.override(run.language), _failing_softly(run):
        _take(run)
    return True


def _take(run: StaffListRun) -> None:
    held = Held(run.digest, run.name, run.mark)
    with holding.opened(held) as source:
        lines = staff_lines(read_table(source, held.name, max_rows=MOST_PEOPLE))
    with transaction.atomic():
        # Said first, in the same transaction: whoever was given up on meanwhile writes nothing at all.
        ours = StaffListRun.objects.filter(pk=run.pk, state=RunState.TAKING, attempt=run.attempt)
        if not ours.update(state=RunState.DONE, finished_at=clock.now(), error=""):
            return
        done = take_staff(
            actor=run.requested_by, organization=run.organization, lines=lines, previewed=run.mark
        )
        StaffListRun.objects.filter(pk=run.pk).update(
            added=done.added, changed=done.changed, departments=done.departments, left=done.left
        )
    holding.let_go(held)


@contextmanager
def _failing_softly(run: StaffListRun) -> Iterator[None]:
    """Whatever goes wrong, the row says so; what nobody foresaw is raised on to the worker's log."""
    sentence = _("Something went wrong that was not foreseen; the log of the worker says what.")
    finished = False
    try:
        yield
        finished = True
    except RuleBroken as refusal:
        problems = refusal.lines[:20] if isinstance(refusal, BadInput) else []
        told = [f"{_('Line %(n)s') % {'n': each.line}}: {each.message}" for each in problems]
        _fail(run, "\n".join([refusal.sentence, *told]))
        finished = True
    except (DatabaseError, OSError) as problem:
        log.warning("staff_list_failed", run=str(run.pk), problem=str(problem))
        _fail(run, _("It could not be written; nothing was changed. Try again."))
        finished = True
    except SystemExit:
        # The worker itself is told to end, as at a restart: who next looks after lists hands it over again.
        ours = StaffListRun.objects.filter(pk=run.pk, state=RunState.TAKING, attempt=run.attempt)
        ours.update(beat_at=clock.now() - 2 * SILENT_FOR)
        finished = True
        raise
    finally:
        if not finished:
            _fail(run, sentence)


def _fail(run: StaffListRun, sentence: str) -> None:
    with transaction.atomic():
        ours = StaffListRun.objects.filter(pk=run.pk, state=RunState.TAKING, attempt=run.attempt)
        if ours.update(state=RunState.FAILED, error=sentence, finished_at=clock.now()):
            record(User.objects.system(), Verb.STAFF_LIST_FAILED, run.organization)


def look_after_lists() -> int:
    """Hand over again what a dead worker or a dead broker left; give up on what ends every worker."""
    now = clock.now()
    for run in StaffListRun.objects.left_behind(at=now).filter(attempt__gte=ENOUGH_ATTEMPTS):
        with translation.override(run.language):
            _fail(run, _("The worker was ended several times while it took this in; its log may say why."))
    with transaction.atomic():
        StaffListRun.objects.left_behind(at=now).update(state=RunState.WAITING, beat_at=now)
        again = list(StaffListRun.objects.unheard(at=now).values_list("pk", flat=True))
        left = StaffListRun.objects.filter(state=RunState.WAITING, beat_at=now, attempt__gte=1)
        again += list(left.values_list("pk", flat=True))
        StaffListRun.objects.filter(pk__in=again).update(beat_at=now)
        for pk in again:
            enqueue_after_commit(TAKE, pk)
    return len(again)

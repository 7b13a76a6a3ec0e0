"""Workers that die at a statement or at a word to the mail server: no reminder is missed, none comes twice.

One process loads the site once and forks a worker for each death, so that forty deaths take seconds. The
only mail that may be doubtful is the one whose server said 250 while its worker died: it is called unknown
and counted, not sent again by guess.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.notifications.test_kill import ROOT, Site, mailbox, site
from tests.plugins.mailbox import Mailbox

__all__ = ["mailbox", "site"]

ROUNDS = """
import json, os, signal, sys
import django
django.setup()
from datetime import date, datetime, timedelta, UTC
from django.db import connection, transaction
from tests.factories.people import make_organization, make_person, make_user
from tests.factories.projects import make_project
from tracker.core import clock
from tracker.notifications import post_office
from tracker.notifications.actions import deliver_pending
from tracker.notifications.models import Notification
from tracker.plan.models import Task
from tracker.reminders.actions import open_rules, raise_due
from tracker.reminders.models import ReminderRule, ReminderSent

PEOPLE, FIRST, LAST = 2, int(sys.argv[1]), int(sys.argv[2])
DAY = date(2027, 3, 10)
manager = make_user("Mina Manager")
project = make_project(manager=manager, slug="killed", name="Killed")
open_rules(actor=manager, project=project)
ReminderRule.objects.exclude(source="tasks").update(is_active=False)

def prepare(place):
    for number in range(PEOPLE):
        email = f"k{place}p{number}@example.org"
        person = make_person(organization=project.organization, name=f"P{number}", email=email)
        uid = place * PEOPLE + number + 1
        Task(project=project, uid=uid, place=uid, name=f"Task {uid}", owner=person, starts_on=DAY, due_on=DAY,
            ).save_because("killed", by=manager)

def die_at(place):
    seen = [0]
    def step():
        seen[0] += 1
        if seen[0] == place:
            os.kill(os.getpid(), signal.SIGKILL)
    def around(execute, *rest):
        step()
        result = execute(*rest)
        step()
        return result
    def speak(name):
        plain = getattr(post_office._Smtp, name)
        def spoken(self, *words, **named):
            step()
            result = plain(self, *words, **named)
            step()
            return result
        setattr(post_office._Smtp, name, spoken)
    for name in ("ehlo", "mail", "rcpt", "data"):
        speak(name)
    with connection.execute_wrapper(around):
        work()
    os._exit(min(seen[0], 250))

def work(now=datetime(2027, 3, 10, 12, tzinfo=UTC)):
    raise_due(now=now, at_once=True)
    deliver_pending(now=now)

died, states = 0, {}
steps = None
for place in range(FIRST, LAST):
    prepare(place)
    connection.close()
    # The first worker lives and says by its exit how many steps there are; the others die at one of them.
    at = 1 + (place * 7919) % steps if steps else 0
    child = os.fork()
    if child == 0:
        die_at(at)
    ended = os.waitpid(child, 0)[1]
    if steps is None:
        steps = os.waitstatus_to_exitcode(ended)
        assert steps > 20, steps
    else:
        died += os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
    Notification.objects.filter(status="claimed").update(claimed_at=clock.now() - timedelta(hours=1))
    Task.objects.filter(owner__email__startswith=f"k{place}p").update(changed_at=clock.now())
    work()
    for row in Notification.objects.filter(address__startswith=f"k{place}p"):
        states.setdefault(row.address, []).append(row.status)
    assert ReminderSent.objects.filter(address__startswith=f"k{place}p").count() == PEOPLE
    Task.objects.filter(project=project).update(actual_finish_on=DAY, percent=100)
    Notification.objects.filter(status="queued").delete()
print("RESULT " + json.dumps({"died": died, "states": states}))
"""


def deaths(site: Site, mailbox: Mailbox, first: int, last: int) -> dict[str, Any]:
    """Let workers die at many places; returns how many did, and what became of each reminder."""
    done = subprocess.run(
        [sys.executable, "-c", ROUNDS, str(first), str(last)],
        cwd=ROOT,
        env=site.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.rpartition("RESULT ")[2])
    arrived = Counter(mailbox.recipients)
    doubtful = 0
    for address, states in found["states"].items():
        assert len(states) == 1, f"{address} has {len(states)} messages"
        match states[0]:
            case "sent":
                assert arrived[address] == 1
            case "unknown":
                assert arrived[address] <= 1
                doubtful += 1
            case other:
                raise AssertionError(f"{address}: {other}, arrived {arrived[address]} times")
    assert len(found["states"]) == 2 * (last - first)
    return {"died": found["died"], "reminders": len(found["states"]), "unknown": doubtful}


@pytest.mark.kill
@pytest.mark.once
def test_forty_workers_die_and_no_reminder_is_missed_or_doubled(site: Site, mailbox: Mailbox) -> None:
    found = deaths(site, mailbox, 0, 41)
    assert found["died"] >= 36
    assert found["unknown"] <= found["died"]

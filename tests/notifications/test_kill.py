"""Workers of their own, a real mail server, and SIGKILL where it hurts most."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.mailbox import Mailbox, mail_server
from tests.run.tracker import ROOT, call, environment, prepared, servers_of_its_own

PREPARE = """
from tracker.notifications.actions import post
from tracker.people.models import User
from django.db import transaction
with transaction.atomic():
    for number in range({people}):
        user = User.objects.create_user(f"p{{number}}@example.org", name=f"Person {{number}}")
        for thing in range(3):
            post(recipient=user, kind="reminder", subject=f"Thing {{thing}}")
"""
GROW_STALE = """
from datetime import timedelta
from tracker.core import clock
from tracker.notifications.models import Notification
Notification.objects.filter(status="claimed").update(claimed_at=clock.now() - timedelta(hours=1))
"""
DELIVER = "from tracker.notifications.actions import deliver_pending; deliver_pending()"
STATES = """
from tracker.notifications.models import Notification
print(",".join(sorted(Notification.objects.values_list("status", flat=True))))
"""

# A worker that ends itself before or after one of its statements to the database.
DELIVER_AND_DIE = """
import os, signal
from django.db import connection, transaction
from tracker.notifications.actions import deliver_pending, post
from tracker.people.models import User
with transaction.atomic():
    for number in range(2):
        user = User.objects.create_user(f"r{place}p{{number}}@example.org", name=f"Person {{number}}")
        for thing in range(2):
            post(recipient=user, kind="reminder", subject=f"Thing {{thing}}")
step = 0
def count():
    global step
    step += 1
    if step == {place}:
        os.kill(os.getpid(), signal.SIGKILL)
def around(execute, *rest):
    count()
    result = execute(*rest)
    count()
    return result
with connection.execute_wrapper(around):
    deliver_pending()
"""
STATES_OF = """
from tracker.notifications.models import Notification
rows = Notification.objects.filter(address__startswith="r{place}p").order_by("address")
print(",".join(f"{{row.address}}={{row.status}}" for row in rows))
"""


class Site:
    """A data folder of its own with a database in a file, used by processes of their own."""

    def __init__(self, folder: Path, port: int, servers: dict[str, str]) -> None:
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
        self.env = environment(folder, DJANGO_SETTINGS_MODULE="iso20k.settings", **mail, **servers)

    def start(self, code: str) -> subprocess.Popen[str]:
        code = f"import django; django.setup()\n{code}"
        return subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True
        )

    def run(self, code: str) -> str:
        process = self.start(code)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        return said.strip()


@pytest.fixture
def mailbox(settings: Any) -> Any:
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def site(tmp_path: Path, everybody: Path, settings: Any, mailbox: Mailbox) -> Iterator[Site]:
    """On SQLite a copy of what was prepared once; on PostgreSQL a database of its own."""
    with servers_of_its_own() as servers:
        if servers:
            made = call(tmp_path, "manage.py", "migrate", "-v0", **servers)
            assert made.returncode == 0, made.stderr
        else:
            shutil.copytree(prepared(everybody), tmp_path, dirs_exist_ok=True)
        yield Site(tmp_path, settings.EMAIL_PORT, servers)


def killed_at(site: Site, mailbox: Mailbox, place: int) -> dict[str, str] | None:
    """What became of two people's mails when their worker died at this place; None where it lived to its end."""
    process = site.start(DELIVER_AND_DIE.format(place=place))
    process.communicate(timeout=300)
    if process.returncode == 0:
        return None
    assert process.returncode == -signal.SIGKILL
    said = site.run(GROW_STALE + DELIVER + STATES_OF.format(place=place))
    states: dict[str, str] = {}
    for line in said.splitlines()[-1].split(","):
        address, _, state = line.partition("=")
        assert states.setdefault(address, state) == state, f"place {place}: half a mail: {said}"
    for address, state in states.items():
        arrived = mailbox.recipients.count(address)
        assert arrived <= 1, f"place {place}: {address} was written to {arrived} times"
        assert (state, arrived) in {("sent", 1), ("unknown", 0), ("unknown", 1)}, f"place {place}: {said}"
    return states


@pytest.mark.kill
@pytest.mark.once
def test_wherever_a_worker_dies_nobody_is_written_to_twice_or_forgotten(site: Site, mailbox: Mailbox) -> None:
    for place in (9, 24):
        states = killed_at(site, mailbox, place)
        assert states is not None
        assert len(states) == 2


@pytest.mark.kill
@pytest.mark.once
def test_killed_after_the_server_took_the_mail_it_is_called_unknown_and_not_sent_again(
    site: Site, mailbox: Mailbox
) -> None:
    site.run(PREPARE.format(people=1))
    process: subprocess.Popen[str]
    mailbox.on_data = lambda: os.kill(process.pid, signal.SIGKILL)
    process = site.start(DELIVER)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    mailbox.on_data = None
    assert site.run(STATES) == "claimed,claimed,claimed"
    site.run(GROW_STALE)
    site.run(DELIVER)
    assert site.run(STATES) == "unknown,unknown,unknown"
    assert len(mailbox.mails) == 1


@pytest.mark.kill
def test_four_workers_at_once_send_one_mail_to_each_person(site: Site, mailbox: Mailbox) -> None:
    site.run(PREPARE.format(people=12))
    workers = [site.start(DELIVER) for _ in range(4)]
    for worker in workers:
        worker.communicate(timeout=120)
        assert worker.returncode == 0
    assert sorted(mailbox.recipients) == sorted(f"p{number}@example.org" for number in range(12))
    assert set(site.run(STATES).split(",")) == {"sent"}

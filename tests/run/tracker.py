"""A tracker of the tests' own, started as a newcomer would start it."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PYTEST_CURRENT_TEST")


def prepared(everybody: Path) -> Path:
    """A data folder that was prepared once in this run of the tests, by whichever worker came first: to copy."""
    folder = everybody / "prepared"
    with (everybody / "prepared.lock").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        if not folder.exists():
            draft = everybody / "prepared.part"
            done = prepare(draft)
            assert done.returncode == 0, done.stderr
            draft.rename(folder)
    return folder


def prepare(data: Path) -> subprocess.CompletedProcess[str]:
    return call(data, "-m", "iso20k.supervise.prepare", "--empty")


def call(data: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(data, **env),
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**plain, "ISO20K_DATA": str(data), "WEB_WORKERS": "1", "WORKERS": "1", **more}


@contextmanager
def servers_of_its_own() -> Iterator[dict[str, str]]:
    """In the run on PostgreSQL and Redis: a fresh database there; else nothing, and it is all embedded."""
    url = os.environ.get("DATABASE_URL")
    if url is None:
        yield {}
        return
    name = f"run_{os.getpid()}_{free_port()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        parts = urlsplit(url)
        redis = os.environ["REDIS_URL"].partition("?")[0]
        yield {"DATABASE_URL": parts._replace(path=f"/{name}").geturl(), "REDIS_URL": f"{redis}?db=7"}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_for(what: Callable[[], object], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.1)
    return False


def family_of(data: Path) -> list[int]:
    """Every process that has a file of this data folder open; the logs are there, so that is all of them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                if any(os.readlink(fd).startswith(f"{data}/") for fd in (entry / "fd").iterdir()):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


class Tracker:
    """`./run` on a data folder, as a process that can be asked and killed."""

    def __init__(self, data: Path, *words: str, **env: str) -> None:
        self.data, self.port = data, free_port()
        # As many containers say it: what Python compiles is not kept.
        self.env = environment(data, PORT=str(self.port), PYTHONDONTWRITEBYTECODE="1", **env)
        self.words = words
        self.output = data.with_name(f"{data.name}.out")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Tracker:
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [ROOT / "run", *self.words], env=self.env, stdout=output, stderr=subprocess.STDOUT
            )
        assert wait_for(lambda: self.said("The tracker is ready") or self.process.poll() is not None, 240)
        assert self.process.poll() is None, self.output.read_text()
        return self

    def said(self, words: str) -> bool:
        return words in self.output.read_text()

    def forget_output(self) -> None:
        self.output.write_text("")

    def page(self, path: str = "/accounts/login/") -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def again(self) -> subprocess.CompletedProcess[str]:
        """Somebody starts a second one on the same folder."""
        env = {**self.env, "PORT": str(free_port())}
        return subprocess.run(
            [ROOT / "run"], env=env, capture_output=True, text=True, timeout=60, check=False
        )

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "run", "manage", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def child(self, words: str) -> int:
        """The number of the child whose command line has these words; the eldest of its kind."""
        for pid in sorted(family_of(self.data)):
            if words in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode():
                return pid
        raise AssertionError(f"no process with “{words}”")

    def kill(self, by: signal.Signals = signal.SIGKILL) -> None:
        assert self.process
        self.process.send_signal(by)
        self.process.wait(60)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill(signal.SIGTERM)

    def holder(self) -> int:
        return int(json.loads((self.data / "run.lock").read_text())["pid"])

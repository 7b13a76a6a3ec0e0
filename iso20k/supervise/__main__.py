"""`./run`: prepare the data, start the four processes, keep them running, stop them in order."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from iso20k import env
from iso20k.supervise import broker
from iso20k.supervise.child import Child
from iso20k.supervise.lock import AlreadyRunning, FolderLock

HERE = Path(__file__).resolve().parents[2]
FIRST_ANSWER = 60.0
WARNING = """
  ********************************************************************************
  WARNING: others can reach this address, and these logins of the demonstration
  still have the password that is printed above and known to everybody:
    {logins}
  Close them (People > Logins, as an administrator), change their passwords, or
  start an empty folder with ./run --empty.
  ********************************************************************************"""


class Stopped(Exception):
    """Someone asked us to end."""


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run", description="Start the tracker; Ctrl+C stops it.")
    parser.add_argument("--empty", action="store_true", help="do not make the demonstration")
    asked = parser.parse_args(words)
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, _stop)
    try:
        run(empty=asked.empty)
    except (AlreadyRunning, ImproperlyConfigured, broker.NoBroker) as refusal:
        sys.exit(str(refusal))
    except OSError as problem:
        sys.exit(f"The tracker cannot run: {problem.filename or 'a file'}: {problem.strerror}.")
    except Stopped:
        print("Stopped.", flush=True)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def run(*, empty: bool) -> None:
    data = env.folder("ISO20K_DATA", HERE / "var")
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535)
    # Said outright, so that an address that an earlier run left behind does not stand for this one.
    os.environ.setdefault("PORT", str(port))
    address = env.own_address(data)
    lock = FolderLock(data)
    lock.take()
    lock.sign(address)
    line = listen(host, port)
    children: list[Child] = []
    try:
        prepare(empty=empty)
        children.extend(family(data, keep_open=(lock.fd,), line=line))
        open_doors(children, data, line.getsockname()[1])
        welcome(data, address)
        watch(children)
    finally:
        for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        for child in reversed(children):
            child.stop(patience=15)


def listen(host: str, port: int) -> socket.socket:
    """The web server's line is ours, so that it stays open while the server starts anew."""
    line = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((host, port))
    except OSError as error:
        raise ImproperlyConfigured(
            f"{host}:{port} cannot be used ({error.strerror}). Choose another: PORT={port % 65535 + 1} ./run"
        ) from error
    line.listen(512)
    return line


def prepare(*, empty: bool) -> None:
    command = [sys.executable, "-m", "iso20k.supervise.prepare", *(["--empty"] if empty else [])]
    code = subprocess.call(command, cwd=HERE)
    if code:
        raise ImproperlyConfigured(
            "The data could not be made ready, so nothing was started; the reason is above."
        )


def family(data: Path, *, keep_open: tuple[int, ...], line: socket.socket) -> list[Child]:
    """Broker first, doors last; they stop the other way round."""
    logs = data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    shared: Mapping[str, str] = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "iso20k.settings",
        "PYTHONUNBUFFERED": "1",
    }
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "iso20k"]
    size = str(env.number("WORKERS", 2, least=1, most=64))
    line.set_inheritable(True)
    children = [
        Child(
            "worker",
            [
                *celery,
                "worker",
                "--loglevel=INFO",
                f"--concurrency={size}",
                "--without-gossip",
                "--without-mingle",
            ],
            logs / "worker.log",
            shared,
            keep_open,
        ),
        Child(
            "beat", [*celery, "beat", "--loglevel=INFO", "--pidfile="], logs / "beat.log", shared, keep_open
        ),
        Child(
            "web",
            [*python, "gunicorn", "-c", "python:iso20k.supervise.web"],
            logs / "web.log",
            {**shared, "WEB_BIND": f"fd://{line.fileno()}"},
            (*keep_open, line.fileno()),
        ),
    ]
    if not env.text("REDIS_URL"):
        children.insert(0, Child("broker", broker.command(data), logs / "broker.log", shared, keep_open))
    return children


def open_doors(children: list[Child], data: Path, port: int) -> None:
    """Broker and web server first, alone, until the first page has been answered; then who works behind them."""
    front = [child for child in children if child.name in {"broker", "web"}]
    for child in front:
        child.start()
        if child.name == "broker" and not broker.answers(env.broker_socket(data), patience=20):
            raise ImproperlyConfigured(f"The broker does not answer. See {child.log}")
    until = time.monotonic() + FIRST_ANSWER
    while not _page_answers(port):
        if time.monotonic() > until:
            raise ImproperlyConfigured(f"The web server does not answer. See {children[-1].log}")
        _look_after(front)
        time.sleep(0.1)
    for child in children:
        if child not in front:
            child.start()


def _page_answers(port: int) -> bool:
    """Whether the log-in page answers at all; what it says is not for us to judge."""
    host = env.text("HOST", "127.0.0.1")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    line = http.client.HTTPConnection(host, port, timeout=10)
    try:
        line.request("GET", "/accounts/login/")
        return bool(line.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def welcome(data: Path, address: str) -> None:
    note = json.loads((data / "welcome.json").read_text(encoding="utf-8"))
    print(f"\nThe tracker is ready: {address}\n", flush=True)
    for account in note["accounts"]:
        print(f"  {account['role']:<12} {account['email']:<28} {account['password']}")
    if not note["accounts"] and not note["admin"]:
        print("  Make the first administrator:  ./run manage create_user you@example.org --admin")
    if note["well_known"] and env.exposed(address):
        print(WARNING.format(logins=", ".join(note["well_known"])), file=sys.stderr, flush=True)
    print(f"\nData and logs are in {data}. Ctrl+C stops it.", flush=True)


def watch(children: list[Child]) -> None:
    while True:
        _look_after(children)
        time.sleep(0.5)


def _look_after(children: list[Child]) -> None:
    for child in children:
        if sentence := child.watch():
            print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

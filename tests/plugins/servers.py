"""PostgreSQL and Redis of the tests' own: in a temporary folder, on unix sockets, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from iso20k.supervise import broker

# Nothing is there to be cleaned: a cleaner at work in a database that is dropped is a session too many.
SPEED = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=120",
]


class Missing(Exception):
    """A server that cannot be started here, and what to install."""


class Servers:
    """Both servers, as long as the object is open."""

    def __init__(self) -> None:
        # Short, because the path of a socket may not be long.
        self.folder = Path(tempfile.mkdtemp(prefix="iso20k-srv-"))
        self.redis: subprocess.Popen[bytes] | None = None
        self.postgres: PostgreSQL | None = None

    def open(self) -> dict[str, str]:
        """Start both; the answer is what to put into the environment."""
        try:
            self.postgres = PostgreSQL(self.folder / "pg")
            database = self.postgres.start()
            return {"DATABASE_URL": database, "REDIS_URL": self._start_redis()}
        except BaseException:
            self.close()
            raise

    def _start_redis(self) -> str:
        program = shutil.which("redis-server")
        if not program:
            raise Missing("Redis is not here; install: apt-get install redis-server")
        path = self.folder / "redis"
        self.redis = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if not broker.answers(path, patience=10):
            raise Missing("Redis does not start")
        return f"unix://{path}?db=0"

    def close(self) -> None:
        if self.redis:
            self.redis.terminate()
            self.redis.wait(10)
        if self.postgres:
            self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgreSQL:
    """One cluster; run as root it belongs to the user postgres, who alone may start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = self._find()
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.getuid()).pw_name

    @staticmethod
    def _find() -> Path:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
        here = found[-1] if found else shutil.which("initdb")
        if not here:
            raise Missing("PostgreSQL is not here; install: apt-get install postgresql")
        return Path(here).resolve().parent

    def start(self) -> str:
        self.folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            self.folder.parent.chmod(0o755)
            shutil.chown(self.folder, "postgres", "postgres")
        data = self.folder / "data"
        self._call("initdb", "-D", str(data), "-U", "iso20k", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {option}" for option in SPEED)
        options += f" -c listen_addresses= -k {self.folder}"
        self._call(
            "pg_ctl",
            "-D",
            str(data),
            "-o",
            options,
            "-l",
            str(self.folder / "log"),
            "-w",
            "-t",
            "30",
            "start",
        )
        self._call("createdb", "-h", str(self.folder), "-U", "iso20k", "iso20k")
        return f"postgresql://iso20k@/iso20k?host={self.folder}"

    def stop(self) -> None:
        data = self.folder / "data"
        if (data / "postmaster.pid").exists():
            self._call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
            until = time.monotonic() + 10
            while (data / "postmaster.pid").exists() and time.monotonic() < until:
                time.sleep(0.1)

    def _call(self, program: str, *words: str) -> None:
        command = [str(self.bin / program), *words]
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        as_other = os.geteuid() == 0
        result = subprocess.run(
            command,
            env=env,
            cwd=self.folder,
            user="postgres" if as_other else None,
            group="postgres" if as_other else None,
            extra_groups=[] if as_other else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if result.returncode:
            raise Missing(f"{program} failed: {result.stderr.decode(errors='replace').strip()[-500:]}")

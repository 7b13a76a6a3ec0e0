"""The same pages over HTTP: one gunicorn worker on this machine, asked with a logged-in person's cookies."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from types import TracebackType
from urllib.parse import urlencode

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from tracker.core.orphans import die_with_parent
from tracker.people.models import User

READY_WITHIN = 60


class Server:
    """Started on a free port; ended with the run, also where the run is killed."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        self._token = _get_new_csrf_string()
        self._cookies = "; ".join(
            f"{name}={value}"
            for name, value in (
                (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value),
                (settings.CSRF_COOKIE_NAME, self._token),
            )
        )
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            self._port = chosen.getsockname()[1]

    def __enter__(self) -> Server:
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--workers", "1", "--log-level", "error"),
                *("--no-control-socket", "--bind", f"127.0.0.1:{self._port}", "iso20k.wsgi:application"),
            ],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "LOG_LEVEL": "ERROR"},
            preexec_fn=die_with_parent,
        )
        until = time.monotonic() + READY_WITHIN
        while True:
            try:
                self.get("/")
                return self
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    self._process.kill()
                    raise RuntimeError("the web server did not start") from None
                time.sleep(0.1)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)

    def get(self, path: str) -> None:
        self._ask("GET", path, None)

    def post(self, path: str, values: dict[str, object]) -> None:
        """As the page's script sends a form: the answer is the part of the page that changed."""
        self._ask("POST", path, urlencode(values))

    def _ask(self, method: str, path: str, body: str | None) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Cookie": self._cookies}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self._token,
                "HX-Request": "true",
            }
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status not in {200, 302}:
            raise RuntimeError(f"{method} {path} answered {answer.status}")

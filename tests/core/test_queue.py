"""A broker that takes connections and never answers: the first page waits for it, the next ones do not."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ASK_THRICE = """
import json, time, django
django.setup()
from iso20k.celery import app
app.conf.broker_transport_options = {**app.conf.broker_transport_options, "socket_timeout": 1.2}
from tracker.core import queue
took = []
for wait in (0, 0, queue.SPARED_FOR):
    queue._broker.spared_until -= wait
    began = time.monotonic()
    queue.enqueue_after_commit("reporting.look_after")
    took.append(round(time.monotonic() - began, 1))
print(json.dumps(took))
"""


def test_one_that_hangs_is_left_alone_for_a_while(tmp_path: Path) -> None:
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"] <= 5
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        env = {**os.environ, "ISO20K_DATA": str(tmp_path), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        env |= {"DJANGO_SETTINGS_MODULE": "iso20k.settings", "DATABASE_URL": ""}
        said = subprocess.run(
            [sys.executable, "-c", ASK_THRICE], env=env, capture_output=True, text=True, check=True
        )
    first, second, later = json.loads(said.stdout.splitlines()[-1])
    assert min(first, later) >= 1, "the broker was not asked"
    assert second < min(first, later) / 2
    assert (said.stdout + said.stderr).count("broker_unreachable") == 1

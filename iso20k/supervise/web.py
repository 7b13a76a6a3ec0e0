"""Gunicorn's settings; used by ./run and by the unit files in docs/operations.md."""

from __future__ import annotations

from typing import Any

from iso20k import env
from tracker.core.orphans import die_with_parent

wsgi_app = "iso20k.wsgi:application"
bind = (
    env.text("WEB_BIND") or f"{env.text('HOST', '127.0.0.1')}:{env.number('PORT', 8000, least=1, most=65535)}"
)
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 2, least=1, most=64)
threads = env.number("WEB_THREADS", 4, least=1, most=64)
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
forwarded_allow_ips = env.text("FORWARDED_ALLOW_IPS", "127.0.0.1")


def post_fork(_server: Any, _worker: Any) -> None:
    die_with_parent()

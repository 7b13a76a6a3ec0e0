"""The door to other programs: one request to an address that somebody typed, and only to the public network.

The name is resolved once, every address it has is looked at, and the connection goes to the very address
that was looked at: a name that changes its mind between the two finds nothing. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[..., Any]

SILENCE = 10
ALTOGETHER = 20
MOST = 4096
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the name for TLS and the address that was looked at."""

    secure: bool
    host: str
    port: int
    path: str
    family: int
    ip: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `problem` is empty where it was taken."""

    code: int | None
    problem: str = ""


def target_of(address: str, *, resolve: Resolve = socket.getaddrinfo) -> Target:
    """Raises `RuleBroken` for an address that is none, cannot be found, or lies in a network of ours."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as problem:
        raise _refused(_("This is not an address.")) from problem
    host = parts.hostname or ""
    if (
        parts.scheme not in {"https", "http"}
        or not host
        or not address.isascii()
        or not address.isprintable()
    ):
        raise _refused(_("Write an address such as https://example.org/hook."))
    if parts.username or parts.password or " " in address:
        raise _refused(_("Leave name and password out of the address; each call is signed."))
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise _refused(_("Nobody knows a host “%(host)s”.") % {"host": host}) from problem
    ips = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not ips or not all(is_open_to_us(ip) for ip in ips):
        raise _refused(_("This address lies in a private network; only public ones are called."))
    if parts.scheme == "http" and all(is_public(ip) for ip in ips):
        raise _refused(_("On the public network only https is used."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path, found[0][0], str(ips[0]))


def is_public(ip: Ip) -> bool:
    """Neither private, loopback, link-local nor shared, nor such an address inside another."""
    # What carries an address of the older kind inside is translated somewhere that we do not see.
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64 or ip in COMPATIBLE
    ):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_open_to_us(ip: Ip) -> bool:
    """Public, or in a network that the installation names on purpose."""
    allowed = (ipaddress.ip_network(name) for name in getattr(settings, "WEBHOOK_NETWORKS", ()))
    return is_public(ip) or any(ip in network for network in allowed)


def send(target: Target, body: bytes, headers: dict[str, str]) -> Reply:
    """One POST, within a few seconds, to the address that was looked at."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=SILENCE)
    guard: threading.Timer | None = None
    try:
        line = socket.create_connection((target.ip, target.port), timeout=SILENCE)
        guard = threading.Timer(ALTOGETHER, _hang_up, [line])
        guard.start()
        connection.sock = _secured(line, target) if target.secure else line
        connection.request("POST", target.path, body=body, headers=headers)
        response = connection.getresponse()
        response.read(MOST)
        code = response.status
    except (OSError, http.client.HTTPException) as problem:
        return Reply(None, f"{type(problem).__name__}: {problem}"[:500])
    finally:
        if guard is not None:
            guard.cancel()
        connection.close()
    if 200 <= code < 300:
        return Reply(code)
    if 300 <= code < 400:
        return Reply(code, _("It sent us elsewhere; redirects are not followed."))
    return Reply(code, _("It answered %(code)s.") % {"code": code})


def _secured(line: socket.socket, target: Target) -> socket.socket:
    return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)


def _hang_up(line: socket.socket) -> None:
    """A server that sends a byte now and then is not waited for any longer."""
    line.close()


def _refused(sentence: str) -> RuleBroken:
    return RuleBroken(sentence, field="address")

"""Typed readers of the environment: they refuse nonsense with a sentence that says what to write."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}
LOUDNESS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LONGEST_SOCKET_PATH = 100


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in YES:
        return True
    if value.strip().lower() in NO:
        return False
    raise ImproperlyConfigured(f"{name} is “{value}”: write 1 or 0.")


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    value = text(name)
    if not value:
        return default
    if not (value.isdecimal() and len(value) < 20 and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is “{value}”: write a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of some words, in capital letters."""
    value = text(name, default).upper()
    if value not in known:
        raise ImproperlyConfigured(f"{name} is “{value}”: write one of {', '.join(known)}.")
    return value


def words(name: str, default: list[str]) -> list[str]:
    """A list separated by commas."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def networks(name: str) -> list[str]:
    """Networks such as 10.0.0.0/8, separated by commas."""
    found = words(name, [])
    for network in found:
        try:
            ipaddress.ip_network(network)
        except ValueError as problem:
            raise ImproperlyConfigured(
                f"{name} holds “{network}”: write networks such as 10.0.0.0/8."
            ) from problem
    return found


def folder(name: str, default: Path) -> Path:
    """An absolute folder, made when it is not there; only its owner may look inside."""
    path = Path(text(name) or default)
    try:
        path = path.expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error).rstrip(".")
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made: {why}.") from error
    return path


def address_parts(value: str) -> SplitResult | None:
    """The parts of an address; nothing where it is none, such as a port of letters or a bracket left open."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts


def file_text(path: Path, what: str) -> str:
    """What stands in a file that the environment names."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{what} in {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{what} in {path} cannot be read: it is no text.") from error


def base_url(name: str, default: str) -> str:
    value = text(name, default).rstrip("/")
    parts = address_parts(value)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"{name} is “{value}”: write an address such as https://tracker.example.org."
        )
    return value


LOOPBACK = {"127.0.0.1", "::1", "localhost"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  (named, not bound)


def own_address(data: Path) -> str:
    """Where the site answers: as the environment says, else as the last ./run on this data folder said."""
    if not text("BASE_URL") and not text("PORT") and not text("HOST") and (known := _last_address(data)):
        return known
    host, port = text("HOST", "127.0.0.1"), number("PORT", 8000, least=1, most=65535)
    shown = "localhost" if host in LOOPBACK | EVERYWHERE else f"[{host}]" if ":" in host else host
    return base_url("BASE_URL", f"http://{shown}:{port}")


def _last_address(data: Path) -> str:
    """What the supervisor wrote into its lock; nothing where none has run here, or it cannot be read."""
    try:
        note = json.loads((data / "run.lock").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    address = note.get("address") if isinstance(note, dict) else None
    return address if isinstance(address, str) and address.startswith(("http://", "https://")) else ""


def exposed(address: str) -> bool:
    """Whether others than who sits at this machine reach the site: by where it listens, or by its name."""
    host = text("HOST", "127.0.0.1")
    return host not in LOOPBACK or urlsplit(address).hostname not in LOOPBACK


def secret_key(data: Path) -> str:
    """SECRET_KEY, else the file SECRET_KEY_FILE names, else one made once in the data folder."""
    if value := text("SECRET_KEY"):
        return value
    named = text("SECRET_KEY_FILE")
    path = Path(named) if named else data / "secret_key"
    if not named and not path.exists():
        _write_once(path, secrets.token_urlsafe(64))
    value = file_text(path, "The secret key")
    if len(value) < 50:
        raise ImproperlyConfigured(f"The secret key in {path} is too short: 50 characters at least.")
    return value


def _write_once(path: Path, value: str) -> None:
    """Whole or not at all, and the first of two processes that start together wins."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret_key.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(value)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def database(data: Path) -> dict[str, Any]:
    """DATABASE_URL (postgresql://…), else SQLite in the data folder."""
    value = text("DATABASE_URL")
    if not value:
        return sqlite(data / "db.sqlite3")
    parts = address_parts(value)
    if parts and parts.scheme in {"postgres", "postgresql"}:
        return postgresql(value)
    if parts and parts.scheme == "sqlite" and parts.path:
        return sqlite(Path(unquote(parts.path)))
    raise ImproperlyConfigured(
        "DATABASE_URL: write postgresql://user:password@host/name, or leave it out for SQLite."
    )


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # A writer asks for the lock when it begins, so it waits instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    port = options.pop("port", "") or parts.port or ""
    most = number("DATABASE_POOL", 8, least=1, most=200)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": most, "timeout": 20}},
    }


def broker_socket(data: Path) -> Path:
    """Where the embedded broker listens: in the data folder, or elsewhere when that path is too long."""
    path = data / "broker" / "socket"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    named = secrets.token_hex(4)
    pointer = data / "broker" / "socket_folder"
    if not pointer.exists():
        pointer.parent.mkdir(mode=0o700, exist_ok=True)
        _write_once(pointer, str(Path(tempfile.gettempdir()) / f"iso20k-{os.getuid()}-{named}"))
    return Path(pointer.read_text(encoding="utf-8").strip()) / "socket"


def redis_url(data: Path) -> str:
    value = text("REDIS_URL")
    if not value:
        return f"unix://{broker_socket(data)}?db=0"
    parts = address_parts(value)
    if parts is None or parts.scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(
            "REDIS_URL: write redis://host:6379/0, rediss://… or unix:///path/to/socket."
        )
    return value


def celery_broker(url: str) -> str:
    """Celery spells an address on a unix socket in its own way."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    db = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={db}"


def mail(data: Path) -> dict[str, Any]:
    """SMTP when EMAIL_HOST is set, else each message is a file in the data folder."""
    host = text("EMAIL_HOST")
    if not host:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder("MAIL_FOLDER", data / "mail"),
        }
    tls, ssl = flag("EMAIL_USE_TLS"), flag("EMAIL_USE_SSL")
    if tls and ssl:
        raise ImproperlyConfigured("EMAIL_USE_TLS and EMAIL_USE_SSL are both on: choose one.")
    password_file = text("EMAIL_PASSWORD_FILE")
    password = (
        file_text(Path(password_file), "The password of the mail server")
        if password_file
        else text("EMAIL_PASSWORD")
    )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": number("EMAIL_PORT", 465 if ssl else 587 if tls else 25, least=1, most=65535),
        "EMAIL_HOST_USER": text("EMAIL_USER"),
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
        "EMAIL_TIMEOUT": number("EMAIL_TIMEOUT", 20, least=1, most=300),
    }


def bounces() -> str:
    """The address that mail comes back to; a star stands for the key of the mail."""
    value = text("EMAIL_BOUNCES")
    # A key has forty characters, and what stands before the @ has sixty-four at most.
    if value and not re.fullmatch(r"[\w.+=-]{0,23}\*?[\w.+=-]{0,23}@[\w.-]{1,250}", value, re.ASCII):
        raise ImproperlyConfigured(
            f"EMAIL_BOUNCES is “{value}”: write an address such as bounces@example.org or bounces+*@example.org."
        )
    if value.startswith("@"):
        raise ImproperlyConfigured("EMAIL_BOUNCES has nothing before the @.")
    return value


def bounce_mailbox() -> dict[str, Any]:
    """The mailbox from which delivery reports are read, over TLS always; empty where none is named."""
    host = text("BOUNCES_IMAP_HOST")
    if not host:
        return {}
    password_file = text("BOUNCES_IMAP_PASSWORD_FILE")
    found = {
        "host": host,
        "port": number("BOUNCES_IMAP_PORT", 993, least=1, most=65535),
        "user": text("BOUNCES_IMAP_USER"),
        "password": file_text(Path(password_file), "The password of the mailbox for delivery reports")
        if password_file
        else text("BOUNCES_IMAP_PASSWORD"),
        "folder": text("BOUNCES_IMAP_FOLDER", "INBOX"),
    }
    if not found["user"] or not found["password"]:
        raise ImproperlyConfigured(
            "BOUNCES_IMAP_HOST is set: write BOUNCES_IMAP_USER and BOUNCES_IMAP_PASSWORD_FILE too."
        )
    return found

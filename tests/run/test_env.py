"""The readers of the environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from iso20k import env


@pytest.mark.parametrize("value", ["perhaps", "2", "ja"])
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match="write 1 or 0"):
        env.flag("DEBUG")


@pytest.mark.parametrize("value", ["eighty", "-1", "70000", "8.0"])
def test_a_port_is_a_number_that_can_be_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535"):
        env.number("PORT", 8000, least=1, most=65535)


@pytest.mark.parametrize("value", ["tracker", "ftp://x", "https://x.example/path", "https://"])
def test_the_address_of_the_site_has_a_scheme_and_a_host(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BASE_URL", value)
    with pytest.raises(ImproperlyConfigured, match="BASE_URL"):
        env.base_url("BASE_URL", "http://localhost:8000")


def test_a_database_address_becomes_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/tracker?sslmode=require")
    settings = env.database(tmp_path)
    assert (settings["USER"], settings["PASSWORD"], settings["HOST"]) == ("me", "p@ss", "db.example")
    assert (settings["PORT"], settings["NAME"]) == ("5433", "tracker")
    assert settings["OPTIONS"]["sslmode"] == "require"
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/x")
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        env.database(tmp_path)
    monkeypatch.delenv("DATABASE_URL")
    assert env.database(tmp_path)["NAME"] == tmp_path / "db.sqlite3"


def test_the_embedded_broker_is_found_on_a_socket_even_in_a_deep_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert env.redis_url(Path("/srv/iso20k")) == "unix:///srv/iso20k/broker/socket?db=0"
    assert env.celery_broker("unix:///srv/s?db=3") == "redis+socket:///srv/s?virtual_host=3"
    deep = tmp_path / ("deep" * 30)
    (deep / "broker").mkdir(parents=True)
    path = env.broker_socket(deep)
    assert len(str(path)) <= env.LONGEST_SOCKET_PATH
    assert env.broker_socket(deep) == path, "found again by the next process"


def test_the_secret_key_is_made_once_and_a_short_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = env.secret_key(tmp_path)
    assert len(key) >= 50
    assert env.secret_key(tmp_path) == key
    short = tmp_path / "short"
    short.write_text("abc")
    monkeypatch.setenv("SECRET_KEY_FILE", str(short))
    with pytest.raises(ImproperlyConfigured, match="too short"):
        env.secret_key(tmp_path)


def test_without_a_mail_server_messages_become_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("EMAIL_HOST", raising=False)
    assert env.mail(tmp_path)["EMAIL_FILE_PATH"] == tmp_path / "mail"
    monkeypatch.setenv("EMAIL_HOST", "mail.example.org")
    monkeypatch.setenv("EMAIL_USE_TLS", "1")
    assert env.mail(tmp_path)["EMAIL_PORT"] == 587
    monkeypatch.setenv("EMAIL_USE_SSL", "1")
    with pytest.raises(ImproperlyConfigured, match="choose one"):
        env.mail(tmp_path)


def test_links_made_beside_a_running_site_lead_to_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BASE_URL", "PORT", "HOST"):
        monkeypatch.delenv(name, raising=False)
    assert env.own_address(tmp_path) == "http://localhost:8000"
    for broken in ("", "nonsense", "[]", '{"address": "javascript:x"}'):
        (tmp_path / "run.lock").write_text(broken)
        assert env.own_address(tmp_path) == "http://localhost:8000"
    (tmp_path / "run.lock").write_text('{"pid": 1, "address": "http://localhost:8123"}')
    assert env.own_address(tmp_path) == "http://localhost:8123"
    monkeypatch.setenv("PORT", "8200")
    assert env.own_address(tmp_path) == "http://localhost:8200"
    monkeypatch.setenv("BASE_URL", "https://tracker.example.org")
    assert env.own_address(tmp_path) == "https://tracker.example.org"


@pytest.mark.parametrize(
    ("host", "address", "reached"),
    [
        ("127.0.0.1", "http://localhost:8000", False),
        ("0.0.0.0", "http://localhost:8000", True),
        ("127.0.0.1", "https://tracker.example.org", True),
    ],
)
def test_it_is_known_whether_others_reach_the_site(
    monkeypatch: pytest.MonkeyPatch, host: str, address: str, reached: bool
) -> None:
    monkeypatch.setenv("HOST", host)
    assert env.exposed(address) is reached


NONSENSE = [
    ("PORT", "1" * 5000),
    ("BASE_URL", "http://["),
    ("BASE_URL", "http://host:port"),
    ("DATABASE_URL", "postgresql://["),
    ("DATABASE_URL", "postgresql://host:port/name"),
    ("REDIS_URL", "redis://["),
    ("REDIS_URL", "redis://host:port/0"),
    ("LOG_LEVEL", "loud"),
    ("SECRET_KEY_FILE", sys.executable),
    ("MAIL_FOLDER", "~nobody-of-that-name/mail"),
    ("EMAIL_PASSWORD_FILE", "/nowhere/password"),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_is_refused_by_a_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    readers = {
        "PORT": lambda: env.number("PORT", 8000, least=1, most=65535),
        "BASE_URL": lambda: env.own_address(tmp_path),
        "DATABASE_URL": lambda: env.database(tmp_path),
        "REDIS_URL": lambda: env.redis_url(tmp_path),
        "LOG_LEVEL": lambda: env.choice("LOG_LEVEL", "INFO", env.LOUDNESS),
        "SECRET_KEY_FILE": lambda: env.secret_key(tmp_path),
        "MAIL_FOLDER": lambda: env.mail(tmp_path),
        "EMAIL_PASSWORD_FILE": lambda: env.mail(tmp_path),
    }
    for other in ("SECRET_KEY", "PORT", "HOST", "EMAIL_HOST"):
        monkeypatch.delenv(other, raising=False)
    if name == "EMAIL_PASSWORD_FILE":
        monkeypatch.setenv("EMAIL_HOST", "mail.example.org")
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=r"\.$"):
        readers[name]()

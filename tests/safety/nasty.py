"""Nonsense in every field of every form that the pages show, from a seed: a 5xx is a breach, whatever was sent."""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.permissions.addresses import addresses, rows
from tests.permissions.objects import arguments_for
from tracker.people.models import User
from tracker.projects.models import Project

NONSENSE = (
    "", " ", "\x00", "a\x00b", "\ufffd", "x" * 100_000, "x" * 2_001, "-1", "0", "1.5", "9" * 30, "1e400", "nan",
    "Infinity", "2147483648", "9223372036854775808", "1" * 5_000, "0001-01-01", "9999-12-31", "10000-01-01",
    "2027-02-30", "1970-01-01", "2026-05-12T25:61", "not-a-key", "00000000-0000-4000-8000-000000000000",
    "\U0001f984" * 60, "\u202efdp.exe", "'\"><script>alert(1)</script>", "{{ 7*7 }}{% x %}", "%s %(name)s %",
    "=1+1", "\u0663", "\u00b2", "\r\nBcc: x@example.org", "//evil.example/", "true", "x" * 201 + "@example.org",
)  # fmt: skip


@dataclass
class Form:
    """What a browser would send: where to, and for each field what it holds."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """Forms of the same door with the same fields are one."""
        try:
            door = resolve(urlsplit(self.action).path).view_name
        except Resolver404:
            door = self.action
        return door, tuple(sorted(self.fields))


class Forms(HTMLParser):
    """The forms of a page that post, with and without htmx."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.found: list[Form] = []
        self.named: dict[str, Form] = {}
        self.open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        sends = has.get("hx-post") or (has.get("action") if has.get("method", "").lower() == "post" else None)
        if tag == "form":
            self.open = Form(urljoin(self.base, sends or self.base))
            if sends is not None or has.get("method", "").lower() == "post":
                self.found.append(self.open)
            if has.get("id"):
                self.named[str(has["id"])] = self.open
        elif has.get("hx-post"):
            self.found.append(Form(urljoin(self.base, str(has["hx-post"]))))
        holder = self.named.get(has.get("form") or "", self.open)
        if tag in {"input", "select", "textarea", "button"} and has.get("name") and holder:
            holder.fields.setdefault(str(has["name"]), []).append(has.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


@dataclass
class Walk:
    """What was asked and what broke: the door, what was sent, and the last line of the fault."""

    asked: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)


def walk(
    project: Project,
    cast: dict[str, User | None],
    who: str,
    *,
    seed: int,
    rounds: int,
    most: int | None = None,
) -> Walk:
    """Open the pages that this one of the cast may see, and fill in their forms with nonsense."""
    client = Client(raise_request_exception=False)
    person = cast[who]
    if person:
        client.force_login(person)
    done, chance = Walk(), random.Random(seed)
    found: dict[Any, Form] = {}
    for path in _pages(project, cast, chance, most):
        for form in _forms(_ask(client, done, "GET", path), path):
            found.setdefault(form.kind, form)
    for form in found.values():
        done.asked["forms"] += 1
        for _round in range(rounds):
            sent = {name: _value(chance, held) for name, held in form.fields.items()}
            _ask(client, done, "POST", form.action, sent)
    return done


def _pages(
    project: Project, cast: dict[str, User | None], chance: random.Random, most: int | None
) -> Iterable[str]:
    wanted = {address.name: address.arguments for address in addresses()}
    names = sorted({row.name for row in rows() if row.method == "GET" and ":" in row.name})
    for name in names if most is None else chance.sample(names, most):
        yield reverse(name, kwargs=arguments_for(name, wanted[name], project, cast))


def _value(chance: random.Random, held: list[str]) -> Any:
    """Half of the fields as the page had them, so that the nonsense in the others is reached."""
    if chance.random() < 0.5 and held:
        return chance.choice(held)
    return chance.choice(NONSENSE)


def _forms(response: HttpResponseBase, path: str) -> list[Form]:
    if response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return []
    page = Forms(path)
    page.feed(response.content.decode())  # type: ignore[attr-defined]
    return [form for form in page.found if "logout" not in form.action]


def _ask(client: Client, done: Walk, method: str, path: str, sent: Any = None) -> HttpResponseBase:
    """One request; what it changed is taken back, so that the next one finds the same house."""
    faults: list[str] = []

    def heard(**_: Any) -> None:
        faults.append(traceback.format_exc().strip().splitlines()[-1][:200])

    got_request_exception.connect(heard)
    try:
        with transaction.atomic():
            response = client.get(path) if method == "GET" else client.post(path, sent)
            if response.streaming:
                b"".join(response.streaming_content)  # type: ignore[attr-defined,arg-type]
            transaction.set_rollback(True)
    finally:
        got_request_exception.disconnect(heard)
    done.asked[method] += 1
    if response.status_code >= 500:
        told = {name: str(value)[:60] for name, value in (sent or {}).items()}
        done.breaches.append(f"{method} {path} {told}: {faults or response.status_code}")
    return response  # type: ignore[return-value]

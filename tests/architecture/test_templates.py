"""Templates include downwards, stay small, and carry no script or style in a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tests.architecture.house import floors, templates

Found = Iterable[tuple[str, str]]

REFERENCE = re.compile(r"""{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)["']""")
INLINE = re.compile(
    r"""\sstyle\s*=\s*["'{]|\son[a-z]+\s*=\s*["']|\shx-on[:-]|hx-vals\s*=\s*["']js:|javascript:""",
    re.IGNORECASE,
)
SCRIPT = re.compile(r"<(script|style)\b([^>]*)>", re.IGNORECASE)
LONGEST = 150
# A PDF and a mail carry their own style sheet: no browser policy is over them.
OWN_STYLE = ("reporting/pdf/", "notifications/")


def room_of(name: str) -> str:
    return name.split("/")[0]


def upward(found: Found) -> list[str]:
    """A template of no room (the frame, the components) stands beneath all rooms."""
    floor = floors()
    breaches = []
    for name, text in found:
        for target in REFERENCE.findall(text):
            here, there = room_of(name), room_of(target)
            if here != there and floor.get(there, 0) >= max(floor.get(here, 0), 1):
                breaches.append(f"{name} takes in {target}")
    return breaches


def inline(found: Found) -> list[str]:
    breaches = []
    for name, text in found:
        if name.startswith(OWN_STYLE):
            continue
        breaches += [f"{name}: {match.group().strip()}" for match in INLINE.finditer(text)]
        breaches += [
            f"{name}: <{tag}> without a nonce" for tag, rest in SCRIPT.findall(text) if "nonce=" not in rest
        ]
    return breaches


def long(found: Found) -> list[str]:
    return [f"{name}: {n} lines" for name, text in found if (n := text.count("\n")) > LONGEST]


@pytest.mark.parametrize("rule", [upward, inline, long], ids=lambda rule: rule.__name__)
def test_templates_keep_the_rule(rule: object) -> None:
    assert callable(rule)
    assert rule(templates()) == []


def test_a_template_of_a_higher_room_is_caught() -> None:
    assert upward([("plan/list.html", '{% include "dashboard/card.html" %}')])
    assert upward([("plan/list.html", '{% from "checklist/parts.html" import row %}')])
    assert upward([("base.html", '{% include "plan/row.html" %}')])
    assert not upward([("plan/list.html", '{% extends "base.html" %}{% include "projects/name.html" %}')])


@pytest.mark.parametrize(
    "planted",
    [
        '<i style="width: 3%">',
        '<a onclick="go()">',
        "<script>go()</script>",
        "<style>a{}</style>",
        '<b hx-on:click="x">',
        "<a href='javascript:x'>",
    ],
)
def test_inline_script_and_style_are_caught(planted: str) -> None:
    assert inline([("plan/list.html", planted)])


def test_a_long_template_is_caught() -> None:
    assert long([("plan/list.html", "\n" * (LONGEST + 1))])

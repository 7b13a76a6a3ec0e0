"""Every template: words marked for translation, nothing called safe, every form with its token."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tracker.core.render import jinja_backend

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "templates").rglob("*.html"))
# Mail programs read no stylesheet from elsewhere and no custom properties.
LETTERS = {"notifications/mail.html", "notifications/mail_style.html"}
# Names, not words: they are the same in every language.
NAMES = {"ISO", "K", "J", "M", "Enter", "Esc"}

COMMENT = re.compile(r"\{#.*?#\}", re.S)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
TAG = re.compile(r"<!--.*?-->|<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>", re.S)
CLASSES = re.compile(r"\{%-?\s*block page_class.*?endblock.*?%\}", re.S)
SILENT = re.compile(r"<(kbd|style|script|code)\b.*?</\1>", re.S)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def pages() -> list[Any]:
    return [pytest.param(path, id=name_of(path)) for path in PAGES if name_of(path) not in LETTERS]


@pytest.mark.parametrize("path", pages())
def test_every_visible_word_is_marked_for_translation(path: Path) -> None:
    text = CODE.sub("", CLASSES.sub("", COMMENT.sub("", path.read_text())))
    text = TAG.sub(" ", SILENT.sub(" ", text))
    text = re.sub(r"&[a-z]+;", " ", text)
    words = set(re.findall(r"[A-Za-zÀ-ž]{2,}", text)) - NAMES
    assert words == set()


@pytest.mark.parametrize("path", pages())
def test_spoken_attributes_are_marked_for_translation(path: Path) -> None:
    text = COMMENT.sub("", path.read_text())
    for attribute, value in re.findall(r"\b(aria-label|placeholder|title|alt)=\"([^\"{]*)\"", text):
        assert not re.search(r"[A-Za-z]{2,}", value), (attribute, value)


@pytest.mark.parametrize("path", pages())
def test_nothing_a_person_typed_is_called_safe(path: Path) -> None:
    text = COMMENT.sub("", path.read_text())
    for use in re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", text):
        assert re.fullmatch(r"\{\{\s*\"[^\"]*\"\s*\|\s*safe.*\}\}", use), use


@pytest.mark.parametrize("path", pages())
def test_a_form_that_posts_carries_its_token(path: Path) -> None:
    text = COMMENT.sub("", path.read_text())
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.S):
        ways = ("csrfmiddlewaretoken", "ui.token(", "{{ token(csrf_token) }}", "csrf_input")
        assert any(way in form for way in ways), form[:160]


def test_every_macro_that_is_used_exists() -> None:
    ui = jinja_backend().env.globals["ui"]
    for path in PAGES:
        for name in set(re.findall(r"\bui\.([a-z_]+)\(", COMMENT.sub("", path.read_text()))):
            assert hasattr(ui, name), (name_of(path), name)


def test_every_icon_that_is_named_is_drawn() -> None:
    sprite = (ROOT / "static/img/sprite.svg").read_text()
    for path in PAGES:
        text = COMMENT.sub("", path.read_text())
        for name in re.findall(r"ui\.(?:icon|icon_button)\(\"([a-z0-9-]+)\"", text):
            assert f'id="i-{name}"' in sprite, (name_of(path), name)


def test_every_stylesheet_and_file_that_is_named_is_there() -> None:
    for path in PAGES:
        for name in re.findall(r"static\([\"']([^\"'~]+)[\"']\)", COMMENT.sub("", path.read_text())):
            assert (ROOT / "static" / name).is_file(), (name_of(path), name)

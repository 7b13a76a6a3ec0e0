"""The prose of a control as plain text: parameters spoken out, marks of Markdown taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

Params = dict[str, dict[str, Any]]
INSERT = re.compile(r"\{\{\s*(?:insert:\s*)?(?:param\s*[,:]\s*)?([^\s{},]+)\s*\}\}")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
STRONG = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])")
SPACE_BEFORE = re.compile(r" +([.,;:)])")
DEPTH = 6


def plain(text: str) -> str:
    """Without marks for links and emphasis, blanks made one."""
    text = STRONG.sub(r"\2", LINK.sub(r"\1", text)).replace("`", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return SPACE_BEFORE.sub(r"\1", "\n".join(line for line in lines if line))


def statement_of(node: dict[str, Any], names: tuple[str, ...], params: Params) -> str:
    """The parts so named with what is below them, one line each; raises `ValueError` with a reason."""
    lines: list[str] = []
    for part in _parts(node):
        if part.get("name") in names:
            lines += _lines(part, params, 0)
    return "\n".join(lines)


def _lines(part: dict[str, Any], params: Params, depth: int) -> Iterator[str]:
    if depth > DEPTH:
        raise ValueError(_("its statement is nested too deeply."))
    prose = part.get("prose", "")
    if not isinstance(prose, str):
        raise ValueError(_("its prose is no text."))
    said = plain(spoken(prose, params))
    if said:
        yield f"{_label(part)} {said}".strip()
    for each in _parts(part):
        yield from _lines(each, params, depth + 1)


def spoken(prose: str, params: Params, seen: tuple[str, ...] = ()) -> str:
    """The prose with each parameter replaced by its value, its choices or its label in brackets."""
    return INSERT.sub(lambda found: _said(found.group(1), params, seen), prose)


def _said(key: str, params: Params, seen: tuple[str, ...]) -> str:
    if key in seen:
        raise ValueError(_("the parameter “%(id)s” refers to itself.") % {"id": key})
    if key not in params:
        raise ValueError(_("the parameter “%(id)s” is inserted but not defined.") % {"id": key})
    param = params[key]
    values = [spoken(each, params, (*seen, key)) for each in _strings(param.get("values"))]
    if values:
        return ", ".join(values)
    select = param.get("select")
    if isinstance(select, dict):
        choices = [plain(spoken(each, params, (*seen, key))) for each in _strings(select.get("choice"))]
        if choices:
            many = select.get("how-many") == "one-or-more"
            lead = _("one or more of: %(choices)s") if many else _("one of: %(choices)s")
            return f"[{lead % {'choices': '; '.join(choices)}}]"
    label = param.get("label")
    return (
        f"[{plain(spoken(label, params, (*seen, key)))}]" if isinstance(label, str) and label else f"[{key}]"
    )


def _parts(node: dict[str, Any]) -> list[dict[str, Any]]:
    found = node.get("parts", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(_("its parts are no list of objects."))
    return found


def _label(part: dict[str, Any]) -> str:
    props = part.get("props")
    if not isinstance(props, list):
        return ""
    labels = [each for each in props if isinstance(each, dict) and each.get("name") == "label"]
    labels.sort(key=lambda each: "class" in each)
    return str(labels[0].get("value", "")) if labels else ""


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

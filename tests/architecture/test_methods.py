"""A view asks whether something is posted, never whether it is a GET: a HEAD would be taken for a form.

Such a form would even come without its token, because a HEAD is taken to be safe.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tests.architecture.house import Source, sources


def takes_head_for_a_form(found: Iterable[Source]) -> list[str]:
    return [
        f"{source.path}:{node.lineno}"
        for source in found
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Compare)
        and getattr(node.left, "attr", "") == "method"
        and any(isinstance(said, ast.Constant) and said.value == "GET" for said in node.comparators)
    ]


def hides_the_head(found: Iterable[Source]) -> list[str]:
    """`require_http_methods` with GET and without HEAD."""
    return [
        f"{source.path}:{node.lineno}"
        for source in found
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require_http_methods"
        if '"GET"' in (said := ast.unparse(node).replace("'", '"')) and '"HEAD"' not in said
    ]


def test_no_view_takes_a_head_for_a_form() -> None:
    planted = Source(
        "tracker/x/views.py", 'def a(request):\n    if request.method == "GET":\n        return 1'
    )
    assert takes_head_for_a_form([planted]) == ["tracker/x/views.py:2"]
    assert takes_head_for_a_form(sources()) == []


def test_what_answers_a_get_answers_a_head() -> None:
    planted = Source("tracker/x/views.py", '@require_http_methods(["GET", "POST"])\ndef a(request): ...')
    assert hides_the_head([planted]) == ["tracker/x/views.py:1"]
    assert hides_the_head(sources()) == []

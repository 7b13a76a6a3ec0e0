"""Pages of third parties in our frame: what they draw is put into the same base page as everything else."""

from __future__ import annotations

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from tracker.core.render import jinja_backend, page_context

register = template.Library()


class HouseNode(template.Node):
    """Title and content of a page, drawn by the Django engine, inside `account/frame.html`."""

    def __init__(self, title: NodeList, body: NodeList, *, door: bool) -> None:
        self.title = title
        self.body = body
        self.door = door

    def render(self, context: Context) -> SafeString:
        request = context["request"]
        backend = jinja_backend()
        # What the page itself drew is escaped already.
        content = mark_safe(self.body.render(context))  # noqa: S308
        own = {
            "page_title": self.title.render(context).strip(),
            "content": content,
            "door": self.door,
            "nav": "account",
        }
        page = backend.env.get_template("account/frame.html").render(page_context(request, own, backend))
        return mark_safe(page)  # noqa: S308


@register.tag
def house(parser: Parser, token: Token) -> HouseNode:
    """{% house door %}title{% house_body %}content{% endhouse %}; without `door` beside the rail."""
    door = "door" in token.split_contents()[1:]
    title = parser.parse(("house_body",))
    parser.delete_first_token()
    body = parser.parse(("endhouse",))
    parser.delete_first_token()
    return HouseNode(title, body, door=door)

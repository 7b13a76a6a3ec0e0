"""What was raised, in the words of a chat program: each shape is plain values, and no text of ours becomes markup.

Slack: messages of an incoming webhook, with `&`, `<` and `>` as entities, which also keeps `<!channel>` from
calling everybody; Mattermost and Rocket.Chat read the same. Teams: the card of a workflow that "received a
webhook request", its texts in runs that know no markup. Discord: a message in which nobody is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reminders.choices import Shape

MOST_LINES = 20
# A message of Discord holds 2,000 characters.
LONGEST = 1900
MARKUP = re.compile(r"([\\*_~`|\[\]()<>@#:])")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, and the page that it leads to."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class News:
    """What is told: a heading, its lines, how many more there are, and where all of them stand."""

    heading: str
    lines: tuple[Line, ...] = ()
    more: int = 0
    link: str = ""

    @property
    def rest(self) -> str:
        if not self.more:
            return ""
        return ngettext("and %(n)s more", "and %(n)s more", self.more) % {"n": self.more}


def news_of(body: dict[str, Any], link: str) -> News:
    """From what an own program is told."""
    where = body["implementation"]["name"]
    if body["event"] == "test":
        return News(_("%(where)s: this is a test; reminders will come here.") % {"where": where}, link=link)
    count, items = body["count"], body["items"][:MOST_LINES]
    heading = ngettext("%(where)s: %(n)s reminder", "%(where)s: %(n)s reminders", count)
    lines = tuple(Line(" ".join(item["text"].split()), item["link"]) for item in items)
    return News(heading % {"where": where, "n": count}, lines, count - len(lines), link)


def slack(news: News) -> dict[str, Any]:
    rows = [f"*{_entities(news.heading)}*"]
    rows += [f"• <{line.link}|{_entities(line.text).replace('|', '¦')}>" for line in news.lines]
    return {"text": "\n".join([*rows, f"<{news.link}|{news.rest}>"] if news.rest else rows)}


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def teams(news: News) -> dict[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _run(news.heading, news.link, weight="Bolder", size="Medium"),
            *(_run(line.text, line.link) for line in news.lines),
            *([_run(news.rest, news.link)] if news.rest else []),
        ],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _run(text: str, link: str, **look: str) -> dict[str, Any]:
    run = {"type": "TextRun", "text": text, "selectAction": {"type": "Action.OpenUrl", "url": link}, **look}
    return {"type": "RichTextBlock", "inlines": [run]}


def discord(news: News) -> dict[str, Any]:
    content, left = f"**{_escaped(news.heading)}**", news.more
    for number, line in enumerate(news.lines):
        row = f"\n- [{_escaped(line.text)}](<{line.link}>)"
        if len(content) + len(row) > LONGEST:
            left += len(news.lines) - number
            break
        content += row
    rest = News("", more=left).rest
    content += f"\n[{rest}](<{news.link}>)" if rest else ""
    return {"content": content, "allowed_mentions": {"parse": []}}


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\1", text)


SHAPES: dict[str, Callable[[News], dict[str, Any]]] = {
    Shape.SLACK: slack,
    Shape.TEAMS: teams,
    Shape.DISCORD: discord,
}

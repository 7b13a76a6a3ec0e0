"""Turn the two source files of the catalogue into fixture rows, and refuse what does not add up."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tracker.core.errors import RuleBroken
from tracker.standard.choices import REQUIRED_IN_WRITING
from tracker.standard.models import sort_key_for

Row = dict[str, Any]
EDITION_CODE = re.compile(r"\b(20000-1:\d{4})\b")
PUBLISHED = re.compile(r"published (\d{4})-(\d{2})(?:-(\d{2}))?")


def fixture_rows(clauses: Row, documents: Row) -> list[Row]:
    """All rows of one edition in the order in which they can be loaded."""
    edition = _edition_row(clauses["meta"])
    code = edition["fields"]["code"]
    nodes = sorted(clauses["clauses"], key=lambda node: sort_key_for(node["number"]))
    items = documents["items"]
    _check_counts(clauses["meta"]["counts"], nodes, documents["meta"]["counts"], items)
    rows = [edition]
    rows += [_clause_row(code, node) for node in nodes]
    for node in nodes:
        rows += _requirement_rows(code, node)
    used_in: dict[str, list[str]] = {}
    for node in nodes:
        for item in node["requires_documented_information"]:
            used_in.setdefault(item, []).append(node["number"])
    rows += [_information_row(code, item, used_in.get(item["id"], [])) for item in items]
    return rows


def _edition_row(meta: Row) -> Row:
    code = EDITION_CODE.search(meta["standard"])
    published = PUBLISHED.search(meta["edition"])
    if code is None or published is None:
        raise RuleBroken("The clause file names neither an edition nor when it was published.")
    year, month, day = published.groups()
    amendments = [
        {
            "id": amendment["id"],
            "name": amendment["name"],
            "published": str(amendment["published"]),
            "effect": amendment["effect"],
            "affects": [str(number) for number in amendment["affects"]],
        }
        for amendment in meta.get("amendments", [])
    ]
    name = "ISO/IEC " + code.group(1)
    short = [re.search(r"Amd \d+", str(each["id"])) for each in amendments]
    name = " + ".join([name, *(match.group(0) for match in short if match)])
    return {
        "model": "standard.edition",
        "fields": {
            "code": code.group(1),
            "name": name,
            "title": meta["standard"],
            "published_on": date(int(year), int(month), int(day or 1)).isoformat(),
            "amendments": amendments,
        },
    }


def _clause_row(edition: str, node: Row) -> Row:
    return {
        "model": "standard.clause",
        "fields": {
            "edition": [edition],
            "number": node["number"],
            "title": _title(node),
            "parent": [edition, node["parent"]] if node["parent"] else None,
            "level": node["level"],
            "is_leaf": node["leaf"],
            "auditable": node["auditable"],
            "official_title": node["official_title"],
            "title_confidence": node["title_confidence"],
            "typical_evidence": node["typical_evidence"],
            "owner_role": node["owner_role"] or "",
            "stage": node["phase"] or "",
            "effort": node["effort"] or "",
            "note": node.get("note") or "",
            "sort_key": sort_key_for(node["number"]),
        },
    }


def _title(node: Row) -> str:
    """The title, or our working label for a paragraph that the standard only numbers."""
    title: str = node["title"].removeprefix("(untitled paragraph) Working label: ")
    return title[:1].upper() + title[1:]


def _requirement_rows(edition: str, node: Row) -> list[Row]:
    if node["checkpoints"] and not (node["leaf"] and node["auditable"]):
        raise RuleBroken(f"Clause {node['number']} has checkpoints but is not a lowest-level one.")
    return [
        {
            "model": "standard.requirement",
            "fields": {
                "clause": [edition, node["number"]],
                "position": position,
                "code": f"{node['number']}-{position}",
                "text": text,
            },
        }
        for position, text in enumerate(node["checkpoints"], start=1)
    ]


def _information_row(edition: str, item: Row, used_in: list[str]) -> Row:
    homes = [part.strip() for part in str(item["clause"]).split("/")]
    numbers = sorted({*homes, *used_in}, key=sort_key_for)
    return {
        "model": "standard.documentedinformation",
        "fields": {
            "edition": [edition],
            "code": item["id"],
            "name": item["name"],
            "kind": item["kind"],
            "basis": item["basis"],
            "inventory_letter": item["in_7_5_4_list"] or "",
            "description": item["description"],
            "typical_form": item["typical_form"] or "",
            "typical_owner": item["typical_owner"] or "",
            "freshness_hint": item["freshness_hint"] or "",
            "clause": [edition, homes[0]],
            "clauses": [[edition, number] for number in numbers],
        },
    }


def _check_counts(said: Row, nodes: list[Row], said_items: Row, items: list[Row]) -> None:
    """A file that lost a line on the way must not become the catalogue."""
    found = {
        "nodes": (said["nodes_total"], len(nodes)),
        "checkpoints": (said["checkpoints"], sum(len(node["checkpoints"]) for node in nodes)),
        "documented information": (said_items["total"], len(items)),
        "required in writing": (
            said_items["required_in_writing"],
            sum(item["basis"] in REQUIRED_IN_WRITING for item in items),
        ),
    }
    for what, (expected, counted) in found.items():
        if expected != counted:
            raise RuleBroken(
                f"The files announce {expected} {what}, but hold {counted}. Nothing was written."
            )

"""What a long test found, kept with the commit that it was found at."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tracker.core import clock

ROOT = Path(__file__).resolve().parents[2]


def write_proof(name: str, title: str, facts: dict[str, object], *, by: str = "") -> None:
    """Write `docs/proof/NAME.md`; `by` is the long test where it is called otherwise."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    day = f"{clock.today():%-d %B %Y}"
    lines = [
        f"# {title}",
        "",
        f"`./run deep {by or name}` at the commit of {commit or 'unknown'}, {day}:",
        "",
    ]
    lines += [
        "| What | How many |",
        "|---|---|",
        *(f"| {what} | {number} |" for what, number in facts.items()),
    ]
    path = ROOT / "docs" / "proof" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))

"""Check an evidence pack or an export of the log: `python verify.py FOLDER-or-ZIP --fingerprint HEX`.

Needs Python 3.11 or later and the package `cryptography`, nothing else; neither network nor database. Take the
fingerprint (or the public key) from somewhere else than the files you check. Exit code 0: intact, signer proven;
1: something is changed, missing or extra; 2: cannot be read; 3: intact, signer unproven.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Protocol

from tracker.core.proof.findings import (
    UNREADABLE,
    Finding,
    Outside,
    Unreadable,
    plain_fingerprint,
    plain_head,
)
from tracker.core.proof.logs import LOG, check_log
from tracker.core.proof.packs import MANIFEST, check_pack
from tracker.core.proof.sources import BROKEN, opened

MOST_LINES = 500


class Writable(Protocol):
    """Whatever takes lines: a stream, or the output of a command."""

    def write(self, text: str, /) -> object: ...


def check(path: Path, outside: Outside) -> Finding:
    """Compare everything; raises `Unreadable` for what is neither a pack nor an export."""
    try:
        with opened(path) as source:
            is_log = LOG in source.sizes and MANIFEST not in source.sizes
            return check_log(source, outside) if is_log else check_pack(source, outside)
    except BROKEN as problem:
        raise Unreadable(f"{path.name} cannot be read: {problem}") from problem


def report(finding: Finding) -> str:
    """What a person reads."""
    lines = finding.problems[:MOST_LINES]
    if len(finding.problems) > MOST_LINES:
        lines.append(f"and {len(finding.problems) - MOST_LINES} more")
    lines += [f"note: {note}" for note in finding.notes]
    lines.append(f"{finding.files} files compared")
    if finding.kind == "export":
        lines.append(f"{finding.entries} entries of the log, {finding.erased} of them with names erased")
    lines.append(f"{'manifest' if finding.kind == 'pack' else LOG} SHA-256 {finding.manifest_digest}")
    if finding.fingerprint:
        lines.append(f"key fingerprint {finding.fingerprint}")
    return "\n".join([*lines, finding.verdict])


def run(
    path: str,
    public_key: str | None,
    out: Writable,
    fingerprint: str | None = None,
    heads: tuple[str, ...] = (),
) -> int:
    """Check and say; gives the exit code."""
    try:
        pem = Path(public_key).read_bytes() if public_key else None
    except OSError as problem:
        out.write(f"The public key cannot be read: {problem}\n")
        return UNREADABLE
    try:
        printed = plain_fingerprint(fingerprint) if fingerprint is not None else None
        outside = Outside(pem, printed, tuple(plain_head(head) for head in heads))
        finding = check(Path(path), outside)
    except Unreadable as refusal:
        out.write(f"{refusal}\n")
        return UNREADABLE
    out.write(report(finding) + "\n")
    return finding.code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The same words at every door."""
    parser.add_argument("path", help="the folder or the ZIP")
    parser.add_argument("--public-key", help="the signer's key, received by another way than what is checked")
    parser.add_argument("--fingerprint", help="the fingerprint of that key, where you have it in print only")
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        help="POSITION:DIGEST, a head of the log as an earlier pack prints it; may be repeated",
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Check an evidence pack or an export of the log."
    )
    add_arguments(parser)
    given = parser.parse_args(arguments)
    return run(given.path, given.public_key, sys.stdout, given.fingerprint, tuple(given.head))


if __name__ == "__main__":
    sys.exit(main())

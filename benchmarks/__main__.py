"""`./run bench`: pages, verbs and documents beside a floor measured in the same run."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path


def main() -> int:
    options = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    options.add_argument("rows", nargs="*", help="only rows whose name holds one of these words")
    options.add_argument("--quick", action="store_true", help="three rounds, without the documents")
    options.add_argument("--check", action="store_true", help="fail where a goal is not met")
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    asked = options.parse_args()
    folder = tempfile.mkdtemp(prefix="iso20k-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ISO20K_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    return _run(asked)


def _run(asked: argparse.Namespace) -> int:
    from benchmarks.cases import cases
    from benchmarks.harness import Measured, measure
    from benchmarks.house import build
    from benchmarks.report import machine, table, write_json
    from benchmarks.server import Server

    facts = machine()
    print("\n".join(f"{name}: {value}" for name, value in facts.items()), file=sys.stderr, flush=True)
    house = build()
    rows: list[Measured] = []
    with Server(house.manager) as server:
        for case in cases(house, server):
            if asked.rows and not any(word.casefold() in case.name.casefold() for word in asked.rows):
                continue
            if asked.quick and case.slow and not asked.rows:
                continue
            print(f"… {case.name}", file=sys.stderr, flush=True)
            rows.append(measure(case, quick=asked.quick))
    if not rows:
        print("No row has such a name.", file=sys.stderr)
        return 2
    print(table(rows))
    if asked.json:
        write_json(asked.json, rows, facts)
    complaints = [line for row in rows for line in row.complaints]
    for complaint in complaints:
        print(f"not met: {complaint}", file=sys.stderr)
    return 1 if complaints and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())

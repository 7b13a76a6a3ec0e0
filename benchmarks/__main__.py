"""`./run bench`: page times beside a floor measured in the same run; `--check` fails on ratios and growth."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

MOST_EXPONENT = 1.25


def main() -> int:
    options = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    options.add_argument(
        "--check", action="store_true", help="fail where a ratio or the growth is beyond its goal"
    )
    options.add_argument("--json", type=Path, help="write the figures there")
    options.add_argument("--only", default="", help="cases whose name holds this")
    asked = options.parse_args()
    folder = tempfile.mkdtemp(prefix="iso20k-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ISO20K_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django

    django.setup()
    from benchmarks.cases import cases, grown
    from benchmarks.harness import measure, table, write_json
    from benchmarks.house import build

    house = build()
    rows = [measure(case) for case in cases(house) if asked.only in case.name]
    growths = [] if asked.only else grown(house)
    print(table(rows))
    for growth in growths:
        words = f"{growth['ratio']:.1f} × for {growth['factor']} × the data"
        print(f"{growth['name']}: {words} (exponent {growth['exponent']:.2f})")
    if asked.json:
        write_json(asked.json, rows, growths)
    complaints = [line for row in rows for line in row.complaints]
    complaints += [
        f"{growth['name']}: exponent {growth['exponent']:.2f}, at most {MOST_EXPONENT} wanted"
        for growth in growths
        if growth["exponent"] > MOST_EXPONENT
    ]
    for complaint in complaints:
        print(f"not met: {complaint}", file=sys.stderr)
    return 1 if complaints and asked.check else 0


sys.exit(main())

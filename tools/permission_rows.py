"""Print a row for each address that tests/permissions/table.txt does not name yet: `python tools/permission_rows.py`.

The row says what the site answers now. Read it before you put it into the table: the table is the promise.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASK = [
    "-q",
    "-s",
    "-n0",
    "-p",
    "no:randomly",
    "-o",
    "python_functions=print_*",
    "tests/permissions/observe.py",
]


def main() -> int:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ASK], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    found = [line.partition("ROW ")[2] for line in done.stdout.splitlines() if "ROW " in line]
    print("\n".join(found) or "Every address has its row.")
    if done.returncode not in {0, 5}:
        print(done.stdout, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

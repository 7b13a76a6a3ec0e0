"""The same pack made in a process of its own: `python -m tests.reporting.again`. Prints what came out, in digests.

Clock, time zone, locale, hash seed and the order in which folders are read come from outside.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import time
from pathlib import Path
from typing import Any

import django


def main() -> None:
    zone = os.environ["TZ"]
    django.setup()
    # Django puts its own zone in the place of the machine's.
    os.environ["TZ"] = zone
    time.tzset()
    listed = Path.glob

    def shuffled(self: Path, *words: Any, **more: Any) -> Any:
        found = list(listed(self, *words, **more))
        random.shuffle(found)
        return iter(found)

    Path.glob = shuffled  # type: ignore[method-assign]
    from tests.reporting.test_bag import content_with
    from tracker.reporting.render import content_bytes, render_pack
    from tracker.reporting.seal import seal, write_bag, write_zip

    content = content_with(attached=True)
    written = content_bytes(content)
    digest = hashlib.sha256(written).hexdigest()
    pdf = render_pack(content, digest)
    sealed = seal(content, digest, written, pdf)
    archives = {}
    for name, write in (("folder", write_zip), ("bag", write_bag)):
        write(sealed, target := io.BytesIO())
        archives[name] = hashlib.sha256(target.getvalue()).hexdigest()
    parts = {"pdf": pdf, "content": written, "manifest": sealed.small["manifest.json"]}
    digests = {name: hashlib.sha256(each).hexdigest() for name, each in parts.items()}
    print(json.dumps(digests | archives | {"zone": str(content.head.as_of.astimezone().tzinfo)}))
    if out := os.environ.get("PACK_OUT"):
        Path(out).write_bytes(pdf)


if __name__ == "__main__":
    main()

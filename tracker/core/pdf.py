"""The one door to WeasyPrint: HTML in, PDF/A-3 bytes out, in a process of its own that can be stopped.

The same job gives the same bytes. Nothing is fetched but our own static files and evidence that the job names.
"""

from __future__ import annotations

import gc
import io
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.core.orphans import die_with_parent

SECONDS_A_SECTION = 30
SECONDS_A_BEAT = 5.0
VARIANT = "pdf/a-3a"
RELATIONSHIPS = frozenset({"Source", "Data", "Alternative", "Supplement", "Unspecified"})
MEDIA = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".ttf": "font/ttf"}


Beat = Callable[[], None]


def silence() -> None:
    """The beat of who need not tell anybody that the pages are still being set."""


class PdfFailed(Exception):
    """No document came out; the text says why."""


class PdfTooSlow(PdfFailed):
    """The pages took longer than they may; the process that set them was ended."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that travels inside the document. Dates carry a time zone."""

    name: str
    path: str
    description: str
    created: datetime
    modified: datetime
    relationship: str = "Supplement"


@dataclass(frozen=True, slots=True)
class PdfJob:
    """Everything that decides the bytes of a document.

    `evidence` says which digest lies where; only these may be drawn into a page.
    """

    html: str
    identifier: str
    static_root: str
    attachments: Sequence[AttachedFile] = ()
    evidence: dict[str, str] | None = None


def render_pdf(job: PdfJob, *, sections: int = 1, beat: Beat = silence) -> bytes:
    """Set the pages; raises `PdfTooSlow` after 30 seconds for each section, `PdfFailed` for all else.

    `beat` is called every few seconds while the pages are being set.
    """
    unknown = {each.relationship for each in job.attachments} - RELATIONSHIPS
    if unknown:
        raise PdfFailed(f"Not a relationship of PDF/A-3: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        request, result = Path(folder, "job.json"), Path(folder, "out.pdf")
        request.write_text(json.dumps(asdict(job), default=_moment), encoding="utf-8")
        _run([str(request), str(result)], seconds=SECONDS_A_SECTION * max(sections, 1), beat=beat)
        return result.read_bytes()


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(type(value).__name__)


def _run(arguments: list[str], *, seconds: int, beat: Beat) -> None:
    with _start(arguments) as child:
        try:
            said = _listen(child, time.monotonic() + seconds, beat)
        except subprocess.TimeoutExpired:
            raise PdfTooSlow(
                f"Setting the pages took longer than {seconds} seconds and was stopped."
            ) from None
        finally:
            child.kill()
    if child.returncode < 0:
        raise PdfFailed(f"Setting the pages was ended by signal {-child.returncode}.")
    if child.returncode:
        lines = said.strip().splitlines()
        raise PdfFailed(lines[-1] if lines else f"Setting the pages ended with {child.returncode}.")


def _start(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tracker.core.pdf", *arguments],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _listen(child: subprocess.Popen[str], until: float, beat: Beat) -> str:
    """What the child says until it ends; raises `TimeoutExpired` where it does not end in time."""
    while True:
        left = until - time.monotonic()
        try:
            return child.communicate(timeout=max(min(left, SECONDS_A_BEAT), 0.001))[1]
        except subprocess.TimeoutExpired:
            if left <= SECONDS_A_BEAT:
                raise
            beat()


# In the process of its own ------------------------------------------------------


def set_pages(job: dict[str, Any]) -> bytes:
    """What the child process does with a job."""
    from weasyprint import HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration

    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    fetcher = _fetcher(Path(job["static_root"]), job["evidence"] or {})
    attachments = [
        Attachment(
            filename=each["path"],
            url_fetcher=fetcher,
            name=each["name"],
            description=each["description"],
            created=datetime.fromisoformat(each["created"]),
            modified=datetime.fromisoformat(each["modified"]),
            relationship=each["relationship"],
        )
        # The tree of names in a PDF must be sorted, or readers do not find the files.
        for each in sorted(job["attachments"], key=lambda each: each["name"])
    ]
    document = HTML(string=job["html"], url_fetcher=fetcher, base_url="static:")
    written: bytes = document.write_pdf(
        font_config=FontConfiguration(),
        attachments=attachments,
        pdf_variant=VARIANT,
        pdf_identifier=job["identifier"].encode()[:32],
        custom_metadata=False,
    )
    return _tidied(written)


def _fetcher(static_root: Path, evidence: dict[str, str]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    root = static_root.resolve()

    class OurFilesOnly(URLFetcher):  # type: ignore[misc]
        """Knows `static:` and `evidence:`; anything else ends the whole document."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=())

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = self._path(url)
            if path is None or not path.is_file():
                raise FatalURLFetchingError(f"The document asked for {url[:200]}, which is not its to fetch.")
            media = MEDIA.get(path.suffix, "application/octet-stream")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media})

        def _path(self, url: str) -> Path | None:
            scheme, _, rest = url.partition(":")
            if scheme == "evidence":
                return Path(evidence[rest]) if rest in evidence else None
            if scheme != "static":
                return None
            path = (root / rest.lstrip("/")).resolve()
            return path if path.is_relative_to(root) else None

    return OurFilesOnly()


def _tidied(written: bytes) -> bytes:
    """WeasyPrint 70 names each attached file twice in /AF; PDF/A wants it once."""
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as pdf:
        seen: dict[Any, Any] = {}
        for item in pdf.Root.get("/AF", []):
            seen.setdefault(item.objgen, item)
        if seen:
            pdf.Root.AF = pikepdf.Array(list(seen.values()))
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
            linearize=False,
        )
    return target.getvalue()


def main(arguments: list[str]) -> int:
    """`python -m tracker.core.pdf JOB OUT`"""
    # The process ends with the document: looking for what could be let go cost a tenth of the time.
    gc.disable()
    source, target = Path(arguments[0]), Path(arguments[1])
    job = json.loads(source.read_text(encoding="utf-8"))
    try:
        target.write_bytes(set_pages(job))
    except (ImportError, OSError) as problem:
        sys.stderr.write(
            f"WeasyPrint cannot start ({problem}). Install the Pango packages of your system: "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
            if "pango" in str(problem).lower() or "gobject" in str(problem).lower()
            else f"{problem}\n"
        )
        return 1
    except _refused_addresses() as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def _refused_addresses() -> type[BaseException]:
    """What WeasyPrint raises for an address that our fetcher refuses; it does not descend from `Exception`."""
    from weasyprint.urls import FatalURLFetchingError

    refused: type[BaseException] = FatalURLFetchingError
    return refused


if __name__ == "__main__":
    die_with_parent()
    sys.exit(main(sys.argv[1:]))
